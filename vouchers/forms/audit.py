"""Drawing a sample."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.forms import offer_rows
from programs.models import Call
from vouchers.forms.fields import words


class SampleForm(forms.Form):
    call = forms.ModelChoiceField(label=_("Call"), queryset=Call.objects.none())
    size = forms.IntegerField(label=_("How many cases"), min_value=1, max_value=200, initial=10)
    seed = forms.CharField(
        label=_("Seed"), max_length=60,
        help_text=_("Any word or number, such as that of the audit. The same seed draws the same cases again."),
    )  # fmt: skip
    reason = words(_("Why a sample is drawn"), rows=2)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        calls = Call.objects.filter(programme="vouchers").exclude(state="draft").order_by("-opens_at", "-pk")
        offer_rows(self, "call", calls)
