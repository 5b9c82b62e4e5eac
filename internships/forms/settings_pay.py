"""What "build a call" asks about pay: what goes by the employer, whose money it is, the allowance for training."""

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
TRAINING = "training"


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
    training_amount = forms.IntegerField(
        label=_("Allowance for training (won)"), required=False, min_value=1, max_value=10_000_000,
        help_text=_("Who is not employed any more on the day on which it falls due never gets it."),
    )  # fmt: skip
    training_due_on = forms.DateField(
        label=_("Allowance for training: due on"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    @staticmethod
    def pay_initial(settings: Mapping[str, Any]) -> dict[str, Any]:
        terms = pay_terms_from(settings)
        training = next((one for one in terms.allowances if one.code == TRAINING), None)
        return {
            "pay_size": terms.employer.size,
            "pay_industry": terms.employer.industry,
            **{f"fund_{fund}": int(terms.funds.get(fund, 0) * 100) for fund in FUNDS},
            "training_amount": training.amount if training else None,
            "training_due_on": training.due_on if training else None,
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if sum(values.get(f"fund_{fund}") or 0 for fund in FUNDS) != 100:
            self.add_error("fund_national", _("The shares of the cost add up to 100 per cent."))
        if bool(values.get("training_amount")) != bool(values.get("training_due_on")):
            self.add_error("training_due_on", _("An allowance has an amount and a day."))
        return values

    def pay_settings(self) -> dict[str, Any]:
        values = self.cleaned_data
        training = []
        if values["training_amount"]:
            training.append(
                {
                    "code": TRAINING,
                    "label": "교육수당",
                    "amount": values["training_amount"],
                    "due_on": values["training_due_on"].isoformat(),
                    "source": "공고의 수당 규정",
                }
            )
        return {
            "pay_size": values["pay_size"],
            "pay_industry": values["pay_industry"],
            "pay_funds": {fund: values[f"fund_{fund}"] for fund in FUNDS if values[f"fund_{fund}"]},
            "pay_allowances": training,
        }
