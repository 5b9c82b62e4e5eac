"""Reference figures of the voucher programme on a day. A missing one stops the computation with its name."""

from collections.abc import Sequence
from datetime import date

from programs.models import ReferenceFigure
from vouchers.errors import FigureMissing
from vouchers.rules.interest import Part, Rate, RateMissing, Span, interest

INTEREST = "vouchers.clawback_interest"  # yearly rate on what is claimed back, as a part of one


def interest_rates() -> list[Rate]:
    """The rates of interest on clawbacks, each with its time and source; one statement."""
    rows = ReferenceFigure.objects.filter(name=INTEREST).order_by("since")
    return [Rate(row.value, row.since, row.until, row.source) for row in rows]


def claim_interest(parts: Sequence[Part], until: date) -> tuple[int, tuple[Span, ...]]:
    """Interest in won up to, not including, ``until``. Raises FigureMissing naming figure and day."""
    try:
        return interest(parts, until, interest_rates())
    except RateMissing as missing:
        raise FigureMissing(name=INTEREST, day=missing.day.isoformat()) from None
