"""Proposing a reference figure."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.forms import offer
from programs.figures import figure_kind, figure_kinds


class FigureForm(forms.Form):
    """The value of a rate is typed in per cent."""

    name = forms.ChoiceField(label=_("Which figure"))
    value = forms.DecimalField(
        label=_("Value"), min_value=0, max_digits=14, decimal_places=4, help_text=_("A rate in per cent: 5 for 5 %.")
    )
    since = forms.DateField(label=_("Applies from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    source = forms.CharField(label=_("Source: law or notice with its number and date"), max_length=300)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer(self, "name", [(one.name, one.label) for one in figure_kinds()])

    def kept(self) -> Decimal:
        """The value as it is computed with."""
        kind = figure_kind(self.cleaned_data["name"])
        value: Decimal = self.cleaned_data["value"]
        return value / 100 if kind and kind.percent else value
