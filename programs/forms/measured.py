"""A file with the points of a test."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.forms import offer
from programs.models import Call


class MeasuredForm(forms.Form):
    """Which criterion, and the file."""

    criterion = forms.ChoiceField(label=_("Criterion"))
    upload = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_("Two columns: 접수번호 and 점수. All rows are taken, or none and every faulty row is named."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "criterion", [(one.key, f"{gettext(one.label)} ({one.points})") for one in call.terms.measured])
