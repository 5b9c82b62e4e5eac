"""A person-month as it is kept beside its pay: plain values, always the same text for the same month."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from internships.rules.labour import WageKind
from internships.rules.pay.inputs import Contract, PersonMonth


def plain(month: PersonMonth) -> dict[str, Any]:
    """For keeping as JSON: everything that the pay was computed from. Days without anything are left out."""
    kept = asdict(month)
    if not month.earlier_taxed:
        del kept["earlier_taxed"]  # months at one place are the text that they always were
    if not month.contract.agreed_until:
        del kept["contract"]["agreed_until"]  # and so are those of who did not leave early
    kept["days"] = [
        {name: value for name, value in asdict(one).items() if value or name == "day"} for one in month.days
    ]
    found: dict[str, Any] = json.loads(_text(kept))
    return found


def contract_from(kept: Mapping[str, Any]) -> Contract:
    """The contract that :func:`plain` kept."""
    days = {name: date.fromisoformat(kept[name]) for name in ("first_day", "last_day", "agreed_until") if name in kept}
    return Contract(**{**kept, **days, "kind": WageKind(kept["kind"])})


def digest(month: PersonMonth) -> str:
    """SHA-256 of what the wages depend on; the day of payment is not part of it: paying later corrects nothing."""
    kept = plain(month)
    del kept["pay_on"]
    return hashlib.sha256(_text(kept).encode()).hexdigest()


def _text(kept: dict[str, Any]) -> str:
    return json.dumps(kept, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_day)


def _day(value: date) -> str:
    return value.isoformat()
