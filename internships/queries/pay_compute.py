"""What a run would pay by what is known now: regular rows, and corrections of months that were paid. Reads only."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from internships.errors_pay import NotPayable
from internships.models import PayRow, PayRun
from internships.pay_words import lack_text
from internships.queries.pay import paid_rows
from internships.queries.pay_figures import missing, pay_book, tax_tables
from internships.queries.pay_input import Payable, months_of
from internships.rules.pay import DayMissing, FigureBook, FigureMissing, PersonMonth, Result, TaxTable, compute, correct
from internships.rules.pay.compute import going_on
from internships.rules.pay.kept import digest
from internships.rules.pay.shortfall import not_covered


@dataclass(frozen=True)
class Computed:
    """A row to be: ``sequence`` 0 is regular, above it a correction of ``month`` by that number."""

    payable: Payable
    month: PersonMonth
    result: Result
    digest: str
    sequence: int = 0


def computed(run: PayRun) -> list[Computed]:
    """Everybody's month as it was closed, and a correction for each earlier month of which something else counts by
    now; nobody's rows come to less than nothing.

    Raises NotPayable naming who lacks what, PayFigureMissing naming the figure.
    """
    book = pay_book()
    try:
        found = list(_regular(run, book, tax_tables(run.pay_on)))
        for month in earlier_months(run):
            found += _corrections(run, month, book)
    except FigureMissing as fault:
        raise missing(fault) from None
    return _covered(found)


def _covered(found: list[Computed]) -> list[Computed]:
    """What somebody's rows come to below zero is not deducted: it stands with the last of them as owed to the city."""
    net: Counter[int] = Counter()
    last: dict[int, int] = {}
    for place, one in enumerate(found):
        net[one.payable.placement.person_id] += one.result.net
        last[one.payable.placement.person_id] = place
    for person, won in net.items():
        if won < 0:
            one = found[last[person]]
            found[last[person]] = replace(one, result=not_covered(one.result, -won))
    return found


def earlier_months(run: PayRun) -> list[date]:
    """Months of the call that were paid before."""
    rows = PayRow.objects.filter(run__call=run.call, paid__isnull=False, month__lt=run.month)
    return list(rows.order_by("month").values_list("month", flat=True).distinct())


def _month(payable: Payable) -> PersonMonth:
    """Raises NotPayable."""
    if payable.month is None:
        what = ", ".join(lack_text(code) for code in payable.lacks)
        raise NotPayable(what=f"{payable.placement.person.name}: {what}")
    return payable.month


def _computed(payable: Payable, book: FigureBook, tables: list[TaxTable]) -> tuple[PersonMonth, Result]:
    month = _month(payable)
    try:
        return month, compute(month, book, tables)
    except DayMissing as fault:
        raise NotPayable(what=f"{payable.placement.person.name} {fault.day}") from None


def _places(payables: Iterable[Payable]) -> list[list[Payable]]:
    """Everybody's places in a month, the first one first."""
    found: dict[int, list[Payable]] = {}
    for one in payables:
        found.setdefault(one.placement.person_id, []).append(one)
    return [sorted(mine, key=lambda one: (one.placement.first_day, one.placement.pk)) for mine in found.values()]


def _after(payable: Payable, earlier: list[Result]) -> Payable:
    """A place after others of the same person and employer in the month: their wages are taxed together, and a premium
    that counts by the month is taken once."""
    if not earlier or payable.month is None:
        return payable
    person = payable.month.person
    if any(line.code == "pension" and line.amount for one in earlier for line in one.lines):
        person = replace(person, pension_at_once=False)
    month = replace(payable.month, person=person, earlier_taxed=sum(one.taxed for one in earlier))
    return replace(payable, month=month)


def _regular(run: PayRun, book: FigureBook, tables: list[TaxTable]) -> Iterator[Computed]:
    for places in _places(months_of(run.call, run.month, run.pay_on)):
        earlier: list[Result] = []
        for place in places:
            payable = _after(place, earlier)
            month, result = _computed(payable, book, tables)
            earlier.append(result)
            last = place is places[-1]
            yield Computed(payable, month, result if last else going_on(result), digest(month))


def _corrections(run: PayRun, first: date, book: FigureBook) -> Iterator[Computed]:
    """By the figures of the month and the table of the day on which it was paid; who was paid and is no longer listed
    needs a person."""
    paid: dict[int, list[PayRow]] = {}
    for row in paid_rows(run.call, first):
        paid.setdefault(row.placement_id, []).append(row)
    tables: dict[date, list[TaxTable]] = {}
    for places in _places(months_of(run.call, first, run.pay_on, counted=run.month)):
        earlier: list[Result] = []
        for place in places:
            payable = _after(place, earlier)
            rows = paid.get(place.placement.pk, [])
            same = bool(rows) and payable.month is not None and digest(payable.month) == rows[-1].digest
            if same and len(places) == 1:
                continue
            pay_on = rows[0].run.pay_on if rows else run.pay_on
            if pay_on not in tables:
                tables[pay_on] = tax_tables(pay_on)
            month, now = _computed(payable, book, tables[pay_on])
            earlier.append(now)
            lines = [line for row in rows for line in row.parts]
            result = correct(lines, now) if rows else now
            if result.lines and not same:
                yield Computed(payable, month, result, digest(month), sequence=len(rows))
