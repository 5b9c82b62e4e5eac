"""What a voucher call sets: tracks with caps, the own share by size class, who is covered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from programs.rules.wording import gettext_noop

TRACKS = {
    "purchase": gettext_noop("Data purchase"),
    "general": gettext_noop("General processing"),
    "ai": gettext_noop("AI processing"),
}
# Whether an application needs its supplier's agreement beforehand (사전협의서).
AGREEMENT = {
    "required": gettext_noop("required for handing in"),
    "optional": gettext_noop("possible, not required"),
    "none": gettext_noop("not asked for: the supplier is plain text"),
}
# Sizes of the national programme in 2023 (zdnet, 2023-02-23); every call sets its own.
DEFAULT = {
    "caps": {"purchase": 10_000_000, "general": 40_000_000, "ai": 60_000_000},
    "shares": {"micro": "0.10", "small": "0.15", "medium": "0.25", "sole_creator": "0.10", "prospective": "0.10"},
    "city_only": True,
    "agreement": "optional",
    "founded_by": None,
}


@dataclass(frozen=True)
class VoucherSettings:
    """The settings of a call, typed. ``caps`` in won for each track on offer; ``shares`` as parts of one for each size
    class that is covered."""

    caps: Mapping[str, int]
    shares: Mapping[str, Decimal]
    city_only: bool
    agreement: str  # a code of AGREEMENT; calls from before the register have none
    founded_by: date | None

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "VoucherSettings":
        founded_by = values.get("founded_by")
        return cls(
            caps=dict(values["caps"]),
            shares={size: Decimal(share) for size, share in values["shares"].items()},
            city_only=values["city_only"],
            agreement=values.get("agreement", "none"),
            founded_by=date.fromisoformat(founded_by) if founded_by else None,
        )
