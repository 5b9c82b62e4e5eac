"""What "build a call" asks about contract and clock."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from internships.models import Contract
from programs.forms.settings import SettingsForm


class WorkSettingsForm(SettingsForm):
    """The fields of :class:`internships.rules.work_terms.WorkTerms`."""

    wage_kind = forms.ChoiceField(label=_("Wage in contracts"), choices=Contract.WageKind.choices)
    wage = forms.IntegerField(
        label=_("Amount of the wage (won)"),
        required=False,
        min_value=1,
        max_value=100_000_000,
        help_text=_("An hour or a month. Without an amount no contract can be drawn up."),
    )
    pay_day = forms.IntegerField(
        label=_("Pay day in the following month"), min_value=1, max_value=31, help_text=_("31: the last day.")
    )
    employer_head = forms.CharField(label=_("Who represents the city in contracts"), max_length=60, required=False)
    employer_address = forms.CharField(label=_("Address of the city in contracts"), max_length=200, required=False)

    evidence = forms.ChoiceField(
        label=_("What a clock-in shows of the place"),
        required=False,
        choices=[
            ("", _("nothing")),
            ("position", _("position of the phone, if the intern agrees")),
            ("screen", _("code on the host's screen")),
        ],
    )
    radius = forms.IntegerField(label=_("Metres around the place of work"), min_value=10, max_value=5000)

    def work_settings(self) -> dict[str, Any]:
        names = ("wage_kind", "wage", "pay_day", "employer_head", "employer_address", "evidence", "radius")
        return {name: self.cleaned_data[name] for name in names}
