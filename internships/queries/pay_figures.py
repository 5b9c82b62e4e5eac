"""The reference figures and tax tables that pay is computed with, and which of them there are."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from internships.errors_pay import PayFigureMissing
from internships.models import TaxTableVersion
from internships.rules.leave import month_end
from internships.rules.pay import Figure, FigureBook, FigureMissing, TaxTable, figures
from programs.figures import FigureKind, Lasts, Text, figure_kind
from programs.models import ReferenceFigure

_HALF = _("The share of one side.")
_EACH_JULY = _("From each July, 국민연금법 시행령 §5.")
_LIMITS = _("Of both sides together, 국민건강보험법 §69 ⑥.")
_STABILITY = _("고용산재보험료징수법 시행령 §12 ① 1.")
_ACCIDENT = _("The notice of each year, with what is added for the way to work.")


def _rate(name: str, label: Text, why: Text, lasts: Lasts = Lasts.ON) -> FigureKind:
    """A rate is typed in per cent and kept as a part of one."""
    return FigureKind(name, label, why, percent=True, most=Decimal("0.5"), lasts=lasts)


KINDS = (
    FigureKind(
        figures.MINIMUM_WAGE,
        _("Minimum wage (won an hour)"),
        _("The notice of each year, 최저임금법 §10."),
        lasts=Lasts.YEAR,
    ),
    FigureKind(
        figures.CALENDAR,
        _("Public holidays of the year, compared with the official calendar (월력요항)"),
        _("1 once somebody has compared them. What differs is entered as a day of its own."),
        lasts=Lasts.YEAR,
        yes_no=True,
    ),
    _rate(figures.PENSION_RATE, _("Pension: rate"), _HALF, Lasts.YEAR),
    FigureKind(figures.PENSION_LEAST, _("Pension: lowest monthly income (won)"), _EACH_JULY, lasts=Lasts.JULY),
    FigureKind(figures.PENSION_MOST, _("Pension: highest monthly income (won)"), _EACH_JULY, lasts=Lasts.JULY),
    _rate(figures.HEALTH_RATE, _("Health: rate"), _HALF, Lasts.YEAR),
    FigureKind(figures.HEALTH_LEAST, _("Health: lowest premium of a month (won)"), _LIMITS, lasts=Lasts.YEAR),
    FigureKind(figures.HEALTH_MOST, _("Health: highest premium of a month (won)"), _LIMITS, lasts=Lasts.YEAR),
    _rate(figures.CARE_RATE, _("Long-term care: share of the health premium"), _("노인장기요양보험법 §9."), Lasts.YEAR),
    _rate(figures.EMPLOYMENT_RATE, _("Unemployment insurance: rate"), _HALF),
    _rate(f"{figures.STABILITY_RATE}small", _("Employment stability: fewer than 150 people"), _STABILITY),
    _rate(f"{figures.STABILITY_RATE}priority", _("Employment stability: 150 and more, preferred"), _STABILITY),
    _rate(f"{figures.STABILITY_RATE}medium", _("Employment stability: 150 to 999 people"), _STABILITY),
    _rate(f"{figures.STABILITY_RATE}public", _("Employment stability: 1,000 and more, public"), _STABILITY),
    _rate(f"{figures.ACCIDENT_RATE}public", _("Accident insurance: state and local government"), _ACCIDENT),
    _rate(f"{figures.ACCIDENT_RATE}office", _("Accident insurance: office work"), _ACCIDENT),
    _rate(figures.LOCAL_TAX_RATE, _("Local income tax: share of the income tax"), _("지방세법 §103의13.")),
)


def pay_book() -> FigureBook:
    """Every figure of pay with all its times; one statement."""
    found: dict[str, list[Figure]] = {}
    for row in ReferenceFigure.objects.filter(name__startswith=figures.PREFIX).order_by("since"):
        found.setdefault(row.name, []).append(Figure(Fraction(row.value), row.since, row.until, row.source))
    return FigureBook(found)


def require_calendar(book: FigureBook, month: date) -> None:
    """The public holidays of the month were compared with the official calendar. Raises FigureMissing."""
    last = month_end(month, 1)
    if not book.of(figures.CALENDAR, month, last).value:
        raise FigureMissing(figures.CALENDAR, month)


def minimum_wage_on(day: date) -> int | None:
    """Won an hour that hold on the day; None where the figure is not entered. One statement."""
    rows = ReferenceFigure.objects.filter(name=figures.MINIMUM_WAGE, since__lte=day).exclude(until__lte=day)
    found = rows.order_by("-since").values_list("value", flat=True).first()
    return None if found is None else int(found)


def tax_tables(day: date) -> list[TaxTable]:
    """The confirmed table that holds on the day, or none; two statements."""
    version = TaxTableVersion.objects.filter(state="confirmed", since__lte=day).order_by("-since").first()
    return [version.table] if version else []


def missing(fault: FigureMissing) -> PayFigureMissing:
    """The refusal that names the figure and the day, as people read them."""
    kind = figure_kind(fault.name)
    name = kind.label if kind else _("the tax table (간이세액표)") if fault.name == figures.TAX_TABLE else fault.name
    return PayFigureMissing(name=name, day=fault.day)
