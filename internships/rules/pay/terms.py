"""What a call says of pay beyond the contract; kept with its terms like :mod:`internships.rules.terms`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from internships.rules.pay.inputs import Allowance, Employer

FUNDS = ("national", "city", "host")
DEFAULTS: Mapping[str, Any] = {
    "pay_size": "public",
    "pay_industry": "public",
    "pay_funds": {"national": 100},
    "pay_allowances": [],
}


@dataclass(frozen=True)
class PayTerms:
    """``funds``: shares of the cost by source, adding up to one; ``allowances`` with the days on which they are due."""

    employer: Employer
    funds: Mapping[str, Fraction]
    allowances: tuple[Allowance, ...]


def pay_terms_from(settings: Mapping[str, Any]) -> PayTerms:
    """Reads the settings of a call; what is missing is taken from :data:`DEFAULTS`."""
    values = {**DEFAULTS, **settings}
    return PayTerms(
        employer=Employer(str(values["pay_size"]), str(values["pay_industry"])),
        funds={fund: Fraction(int(share), 100) for fund, share in values["pay_funds"].items() if int(share)},
        allowances=tuple(
            Allowance(
                code=str(one["code"]),
                label=str(one["label"]),
                amount=int(one["amount"]),
                due_on=date.fromisoformat(one["due_on"]),
                untaxed=int(one.get("untaxed", 0)),
                source=str(one.get("source", "")),
            )
            for one in values["pay_allowances"]
        ),
    )
