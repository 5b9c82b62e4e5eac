"""A manager's answer to a reason to look."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.forms import offer
from vouchers.lifecycles import SIGNAL


class AnswerSignalForm(forms.Form):
    verb = forms.ChoiceField(label=_("What comes of it"), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("What you found"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the file: what was looked at, who was asked, why it is harmless or not."),
    )  # fmt: skip

    def __init__(self, state: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(arrow.verb, arrow.label) for arrow in SIGNAL.verbs(state) if arrow.verb != "reopen"]
        offer(self, "verb", offered)
        self.fields["verb"].initial = offered[0][0] if offered else None
