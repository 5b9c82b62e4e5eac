"""A made-up business with which a manager tries the check of a call."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from kernel import clock
from programs.rules.eligibility import ApplicantFacts, Exclusion, OtherCase, TaxEvidence

TAXES = [("", _("not looked up yet")), ("clear", _("nothing is owed")), ("owed", _("taxes are in arrears"))]
YES_NO = [("", _("no")), ("yes", _("yes"))]
ADDRESS = "대전광역시 유성구 대학로 1"


class SampleForm(forms.Form):
    """Everything that the rules of the catalogue look at; as it opens, a business that usually may apply."""

    size = forms.ChoiceField(label=_("Size class"), choices=Organisation.SizeClass.choices)
    status = forms.ChoiceField(
        label=_("Operating status"),
        choices=[
            ("active", _("in operation")),
            ("suspended", _("shut for the time being")),
            ("closed", _("business closed")),
        ],
    )
    address = forms.CharField(label=_("Address"), max_length=200, initial=ADDRESS, required=False)
    founded = forms.DateField(
        label=_("Opening date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    taxes = forms.ChoiceField(label=_("Taxes"), choices=TAXES, required=False)
    excluded = forms.ChoiceField(label=_("On a list of excluded businesses"), choices=YES_NO, required=False)
    running = forms.ChoiceField(label=_("Has another running case"), choices=YES_NO, required=False)

    def is_ready(self) -> bool:
        return not self.is_bound or self.is_valid()

    def facts(self) -> ApplicantFacts:
        given: dict[str, Any] = self.cleaned_data if self.is_bound and self.is_valid() else {}
        today = clock.today()
        excluded = (Exclusion("sample", today),) if given.get("excluded") else ()
        running = (OtherCase("vouchers", "DV-0000-000-00000", True, None),) if given.get("running") else ()
        return ApplicantFacts(
            name="",
            size_class=given.get("size", Organisation.SizeClass.choices[0][0]),
            business_status=given.get("status", "active"),
            founded_on=given.get("founded"),
            address=given.get("address", ADDRESS),
            taxes=_taxes(given.get("taxes", ""), today),
            exclusions=excluded,
            cases=running,
            elsewhere=False,
        )


def _taxes(said: str, today: date) -> tuple[TaxEvidence, ...] | None:
    if not said:
        return None
    until = today + timedelta(days=30)
    return tuple(TaxEvidence(kind, said == "clear", until) for kind in ("national", "local"))
