"""A manager's answer to a reason to look."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vouchers.lifecycles import SIGNAL


class AnswerSignalForm(forms.Form):
    verb = forms.ChoiceField(label=_("What comes of it"), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("What you found"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the file: what was looked at, who was asked, why it is harmless or not."),
    )  # fmt: skip

    def __init__(self, state: str, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        offered = [(arrow.verb, arrow.label) for arrow in SIGNAL.verbs(state) if arrow.verb != "reopen"]
        self.fields["verb"].choices = offered  # type: ignore[attr-defined]
        self.fields["verb"].initial = offered[0][0] if offered else None
