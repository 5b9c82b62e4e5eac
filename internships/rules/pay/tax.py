"""Income tax by the simplified table (근로소득 간이세액표, 소득세법 시행령 별표 2) and the local tax on it.

The table is data: read from the tax office's file, in force from a day, confirmed by two people. Without one that holds
on the day of payment nothing is computed.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from internships.rules.pay import law
from internships.rules.pay.figures import LOCAL_TAX_RATE, TAX_TABLE, FigureBook, FigureMissing
from internships.rules.pay.inputs import PersonMonth
from internships.rules.pay.lines import Line, Part, dropping, percent, ten, won

DEPENDANTS = 11  # columns of the table
BY_TABLE = "table of %(since)s for %(pay)s won, %(people)s people: %(tax)s won × %(percent)s%%"
TOO_SMALL = "table of %(since)s for %(pay)s won, %(people)s people: %(tax)s won, not withheld below 1,000 won"
LESS_EARLIER = (
    "table of %(since)s for %(all)s won of both places, %(people)s people: %(due)s won, less %(before)s won"
    " withheld with the earlier place"
)
OF_TAX = "income tax %(tax)s won × %(rate)s"


@dataclass(frozen=True)
class Bracket:
    """Monthly pay from ``least`` up to, not including, ``below``, in won; the tax by people, one to eleven."""

    least: int
    below: int
    taxes: tuple[int, ...]


@dataclass(frozen=True)
class TaxTable:
    """``brackets`` in order, without gaps; nobody below the first pays."""

    since: date
    source: str
    brackets: tuple[Bracket, ...]

    def tax(self, pay: int, dependants: int) -> int:
        """Won a month. Raises FigureMissing for pay above the table: its formula is not part of the file."""
        place = bisect_right([one.least for one in self.brackets], pay) - 1
        if place < 0:
            return 0
        bracket = self.brackets[place]
        if pay >= bracket.below:
            raise FigureMissing(TAX_TABLE, self.since)
        return bracket.taxes[min(dependants, DEPENDANTS) - 1]


def faults(brackets: Sequence[Bracket]) -> list[int]:
    """Numbers of the brackets (from 0) that cannot be: a gap or an overlap, a missing column, tax that falls with pay
    or rises with the number of people."""
    found = []
    for number, one in enumerate(brackets):
        before = brackets[number - 1] if number else None
        sound = one.least < one.below and len(one.taxes) == DEPENDANTS and min(one.taxes, default=-1) >= 0
        sound = sound and list(one.taxes) == sorted(one.taxes, reverse=True)
        if before and sound and len(before.taxes) == DEPENDANTS:
            rising = all(a <= b for a, b in zip(before.taxes, one.taxes, strict=True))
            sound = before.below == one.least and rising
        if not sound:
            found.append(number)
    return found


def table_on(tables: Sequence[TaxTable], day: date) -> TaxTable:
    """The latest table in force on a day. Raises FigureMissing."""
    known = [one for one in tables if one.since <= day]
    if not known:
        raise FigureMissing(TAX_TABLE, day)
    return max(known, key=lambda one: one.since)


def taxes(month: PersonMonth, book: FigureBook, tables: Sequence[TaxTable], pay: int) -> Iterator[Line]:
    """Income tax of the taxed pay of a month, and the local tax; of a second place in the month what the pay of both
    comes to, less what the first one was taxed with: an employer withholds by the wages of a month (소득세법 §134 ①).
    Raises FigureMissing."""
    table = table_on(tables, month.pay_on)
    if month.earlier_taxed:
        yield from _after_earlier(month, book, table, pay)
        return
    tax, listed = _withheld(table, month, pay)
    values = {
        "since": table.since.isoformat(),
        "pay": won(pay),
        "people": str(month.person.dependants),
        "tax": won(listed),
        "percent": str(month.person.tax_percent),
    }
    formula, source = BY_TABLE, law.INCOME_TAX
    if listed and not tax:
        formula, source = TOO_SMALL, law.SMALL_TAX_SOURCE
    yield Line("income_tax", Part.DEDUCTION, tax, formula, values, dropping(f"{source}; {table.source}"))
    yield _local(month, book, tax)


def _withheld(table: TaxTable, month: PersonMonth, pay: int) -> tuple[int, int]:
    """What is withheld of the taxed pay of a month, nothing below 1,000 won, and what the table lists; in won."""
    listed = table.tax(pay, month.person.dependants)
    tax = ten(Fraction(listed * month.person.tax_percent, 100))
    return (0 if tax < law.SMALL_TAX else tax), listed


def _after_earlier(month: PersonMonth, book: FigureBook, table: TaxTable, pay: int) -> Iterator[Line]:
    before, _listed = _withheld(table, month, month.earlier_taxed)
    due, _listed = _withheld(table, month, month.earlier_taxed + pay)
    values = {
        "since": table.since.isoformat(),
        "all": won(month.earlier_taxed + pay),
        "people": str(month.person.dependants),
        "due": won(due),
        "before": won(before),
    }
    source = dropping(f"{law.INCOME_TAX}; {table.source}")
    yield Line("income_tax", Part.DEDUCTION, due - before, LESS_EARLIER, values, source)
    yield _local(month, book, due - before)


def _local(month: PersonMonth, book: FigureBook, tax: int) -> Line:
    rate = book.of(LOCAL_TAX_RATE, month.pay_on, month.pay_on)
    values = {"tax": won(tax), "rate": percent(rate.value)}
    return Line("local_tax", Part.DEDUCTION, ten(tax * rate.value), OF_TAX, values, dropping(law.LOCAL_TAX))
