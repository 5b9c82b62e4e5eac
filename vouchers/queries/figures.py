"""Reference figures of the voucher programme on a day. A missing one stops the computation with its name."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from programs.figures import FigureKind
from programs.models import ReferenceFigure
from programs.rules.exclusion import Longest
from vouchers.errors import FigureMissing
from vouchers.rules.interest import Part, Rate, RateMissing, Span, interest

INTEREST = "vouchers.clawback_interest"  # yearly rate on what is claimed back, as a part of one
INTEREST_OF = f"{INTEREST}_"  # and the source of funds: its own rate, where it has one
DAYS = "vouchers.days_"  # and a field of rules.late.Terms: after how many days something counts as late

LONGEST = "vouchers.exclusion_years_"  # and the source of funds: years that a business may be excluded at most
# Known from the law itself; another value, and that of national money, is a reference figure with its source.
LONGEST_BY_LAW = {"city": Longest(5, "지방보조금법 제32조")}
_OWN_RATE = _("The rate of this source of funds. Without a value the common rate holds.")
KINDS = (
    FigureKind(
        INTEREST,
        _("Yearly interest on clawbacks"),
        _("On what is claimed back, by day from the payment (보조금법 §31, 지방보조금법 §34)."),
        percent=True,
        most=Decimal("0.5"),
    ),
    *(
        FigureKind(f"{INTEREST_OF}{fund}", label, _OWN_RATE, percent=True, most=Decimal("0.5"), needed=False)
        for fund, label in (
            ("national", _("Yearly interest on clawbacks, national money (보조금법 §31)")),
            ("city", _("Yearly interest on clawbacks, city money (지방보조금법 §34)")),
        )
    ),
    FigureKind(
        f"{LONGEST}city",
        _("Longest exclusion from subsidies, city money (years)"),
        _("Without a value the five years of 지방보조금법 §32 hold."),
        most=Decimal(30),
        needed=False,
    ),
    FigureKind(
        f"{LONGEST}national",
        _("Longest exclusion from subsidies, national money (years)"),
        _("보조금법 §31의2 and its notice. Without a value nobody is excluded for national money."),
        most=Decimal(30),
    ),
    *(
        FigureKind(f"{DAYS}{code}", label, help, most=Decimal(365), needed=False)
        for code, label, help in (
            ("accept", _("Days to check a delivery"), _("Counted from its delivery; without a value 10 days.")),
            ("report", _("Days to hand in the final report"), _("Counted from the period's end; without a value 60.")),
            ("settle", _("Days to hand in the settlement"), _("Counted from the end of work; without a value 60.")),
            ("office", _("Days of the office to examine"), _("Reports and settlements; without a value 14 days.")),
            ("bank", _("Working days of the bank to answer"), _("Counted from the day of a run; without a value 3.")),
        )
    ),
)


def in_force(day: date, **named: str) -> QuerySet[ReferenceFigure]:
    """The figures that hold on ``day``, by their name or its beginning."""
    return ReferenceFigure.objects.filter(since__lte=day, **named).exclude(until__lte=day)


def longest_exclusion(fund: str, day: date) -> Longest:
    """In force on ``day`` for the source of funds. Raises FigureMissing naming figure and day."""
    found = in_force(day, name=f"{LONGEST}{fund}").first()
    if found is not None:
        return Longest(int(found.value), found.source)
    if fund in LONGEST_BY_LAW:
        return LONGEST_BY_LAW[fund]
    raise FigureMissing(name=f"{LONGEST}{fund}", day=day.isoformat())


def longest_of_any(day: date) -> Longest:
    """The longest that any source of funds allows on ``day``: of a list that comes from elsewhere it is not known which
    money it was about."""
    rows = in_force(day, name__startswith=LONGEST)
    known = {row.name.removeprefix(LONGEST): Longest(int(row.value), row.source) for row in rows}
    return max((LONGEST_BY_LAW | known).values(), key=lambda one: one.years)


def interest_figure(fund: str) -> str:
    """The figure that holds for the source of funds: its own, or the common one; one statement."""
    own = f"{INTEREST_OF}{fund}"
    return own if ReferenceFigure.objects.filter(name=own).exists() else INTEREST


def claim_interest(
    parts: Sequence[Part], until: date, fund: str, repaid: Sequence[Part] = ()
) -> tuple[int, tuple[Span, ...]]:
    """Interest in won up to, not including, ``until``, at the rates of the source of funds; ``repaid`` principal bears
    none from its day on. Two statements. Raises FigureMissing naming figure and day."""
    name = interest_figure(fund)
    rows = ReferenceFigure.objects.filter(name=name).order_by("since")
    rates = [Rate(row.value, row.since, row.until, row.source) for row in rows]
    try:
        return interest(parts, until, rates, repaid)
    except RateMissing as missing:
        raise FigureMissing(name=name, day=missing.day.isoformat()) from None
