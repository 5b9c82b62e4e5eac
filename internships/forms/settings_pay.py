"""What "build a call" asks about pay: what goes by the employer, whose money it is, an allowance that all get."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from internships.rules.pay.figures import INDUSTRIES, SIZES
from internships.rules.pay.terms import FUNDS, pay_terms_from
from programs.forms.settings import SettingsForm

SIZE_NAMES = {
    "small": _("fewer than 150 people"),
    "priority": _("150 and more, preferred company"),
    "medium": _("150 to 999 people"),
    "public": _("1,000 and more, state or local government"),
}
INDUSTRY_NAMES = {"public": _("state and local government"), "office": _("office work")}
EXTRA = "extra"


def _share(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100)


class PaySettingsForm(SettingsForm):
    """The fields of :class:`internships.rules.pay.terms.PayTerms`."""

    pay_size = forms.ChoiceField(
        label=_("Size of the employer (employment insurance)"), choices=[(one, SIZE_NAMES[one]) for one in SIZES]
    )
    pay_industry = forms.ChoiceField(
        label=_("Industry of the employer (accident insurance)"),
        choices=[(one, INDUSTRY_NAMES[one]) for one in INDUSTRIES],
    )
    fund_national = _share(_("Cost of pay: state money (%)"))
    fund_city = _share(_("Cost of pay: city money (%)"))
    fund_host = _share(_("Cost of pay: money of the host (%)"))
    allowance_name = forms.CharField(
        label=_("Allowance for everybody: name"), required=False, max_length=40,
        help_text=_("For example for travel. Allowances for training are set with each course."),
    )  # fmt: skip
    allowance_amount = forms.IntegerField(
        label=_("Allowance for everybody (won)"), required=False, min_value=1, max_value=10_000_000,
        help_text=_("Who is not employed any more on the day on which it falls due never gets it."),
    )  # fmt: skip
    allowance_due_on = forms.DateField(
        label=_("Allowance for everybody: due on"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    @staticmethod
    def pay_initial(settings: Mapping[str, Any]) -> dict[str, Any]:
        terms = pay_terms_from(settings)
        extra = next((one for one in terms.allowances if one.code == EXTRA), None)
        return {
            "pay_size": terms.employer.size,
            "pay_industry": terms.employer.industry,
            **{f"fund_{fund}": int(terms.funds.get(fund, 0) * 100) for fund in FUNDS},
            "allowance_name": extra.label if extra else "",
            "allowance_amount": extra.amount if extra else None,
            "allowance_due_on": extra.due_on if extra else None,
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if sum(values.get(f"fund_{fund}") or 0 for fund in FUNDS) != 100:
            self.add_error("fund_national", _("The shares of the cost add up to 100 per cent."))
        said = {bool(values.get(f"allowance_{part}")) for part in ("name", "amount", "due_on")}
        if len(said) > 1:
            self.add_error("allowance_due_on", _("An allowance has a name, an amount and a day."))
        return values

    def pay_settings(self) -> dict[str, Any]:
        values = self.cleaned_data
        extra = []
        if values["allowance_amount"]:
            extra.append(
                {
                    "code": EXTRA,
                    "label": values["allowance_name"],
                    "amount": values["allowance_amount"],
                    "due_on": values["allowance_due_on"].isoformat(),
                    "source": "공고의 수당 규정",
                }
            )
        return {
            "pay_size": values["pay_size"],
            "pay_industry": values["pay_industry"],
            "pay_funds": {fund: values[f"fund_{fund}"] for fund in FUNDS if values[f"fund_{fund}"]},
            "pay_allowances": extra,
        }
