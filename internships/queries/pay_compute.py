"""What a run would pay by what is known now: regular rows, and corrections of months that were paid. Reads only."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from internships.errors_pay import NotPayable
from internships.models import PayRow, PayRun, Placement
from internships.pay_words import lack_text
from internships.queries.leavers import ready
from internships.queries.pay import paid_rows, rows_of_other_calls
from internships.queries.pay_figures import missing, pay_book, require_calendar, tax_tables
from internships.queries.pay_input import Payable, months_of
from internships.rules.pay import (
    DayMissing,
    FigureBook,
    FigureMissing,
    Line,
    PersonMonth,
    Result,
    TaxTable,
    compute,
    correct,
)
from internships.rules.pay.at_exit import LATE_AT_EXIT, is_late
from internships.rules.pay.compute import UNSIGNED
from internships.rules.pay.kept import digest
from internships.rules.pay.shortfall import not_covered
from programs.models import Call


@dataclass(frozen=True)
class Computed:
    """A row to be: ``sequence`` 0 is regular, above it a correction of ``month`` by that number."""

    payable: Payable
    month: PersonMonth
    result: Result
    digest: str
    sequence: int = 0


def computed(run: PayRun) -> list[Computed]:
    """Everybody's month as it was closed, of a run of leavers theirs alone, and a correction for each month of which
    something else counts by now than was paid; nobody's rows come to less than nothing.

    Raises NotPayable naming who lacks what, PayFigureMissing naming the figure.
    """
    book, people = pay_book(), people_of(run)
    try:
        months = (run.month, *earlier_months(run))
        require_calendar(book, run.month)
        return _covered([one for month in months for one in _of_month(run, month, book, people)])
    except FigureMissing as fault:
        raise missing(fault) from None


def people_of(run: PayRun) -> frozenset[int] | None:
    """Whom a run pays: everybody (None), or the leavers who can be paid now; once it is computed, those with whom it
    was. Who lacks something is not in it and waits for the next one. Raises NotPayable when nobody is left."""
    if not run.of_leavers:
        return None
    if kept := frozenset(run.slips.values_list("person", flat=True)):
        return kept
    people, lacking = ready(run.call, run.month, run.pay_on)
    if not people and lacking:
        raise not_payable(lacking[0])
    return people


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
        raise not_payable(payable)
    return payable.month


def not_payable(payable: Payable) -> NotPayable:
    """Who it is, and what is lacking."""
    what = ", ".join(lack_text(code) for code in payable.lacks)
    return NotPayable(what=f"{payable.placement.person.name}: {what}")


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


def _of_month(run: PayRun, first: date, book: FigureBook, people: frozenset[int] | None) -> Iterator[Computed]:
    """Rows of the month that begins on ``first``: regular ones of those whom no run has paid for it yet, and what is
    known differently now of those whom one has, by the table of the day on which they were paid."""
    paid: dict[int, list[PayRow]] = {}
    for row in paid_rows(run.call, first):
        paid.setdefault(row.placement_id, []).append(row)
    tables: dict[date, list[TaxTable]] = {}
    elsewhere = _paid_elsewhere(run.call, first)
    for places in _places(months_of(run.call, first, run.pay_on, counted=run.month, leavers=people)):
        earlier: list[Result] = []
        for place in places:
            payable = _after(place, [*_before(place.placement, elsewhere), *earlier])
            rows = paid.get(place.placement.pk, [])
            same = bool(rows) and payable.month is not None and digest(payable.month) == rows[-1].digest
            if same and len(places) == 1:
                continue
            pay_on = rows[0].run.pay_on if rows else run.pay_on
            if pay_on not in tables:
                tables[pay_on] = tax_tables(pay_on)
            month, now = _computed(payable, book, tables[pay_on])
            earlier.append(now)
            if same:
                continue
            result = _noted(place, correct(_lines(rows), now) if rows else now, None if rows else run.pay_on)
            if result.lines:
                yield Computed(payable, month, result, digest(month), sequence=len(rows))


def _paid_elsewhere(call: Call, first: date) -> dict[int, list[PayRow]]:
    """Person → the rows that other calls have paid them for the month; one statement."""
    found: dict[int, list[PayRow]] = {}
    for row in rows_of_other_calls(call, first):
        found.setdefault(row.placement.person_id, []).append(row)
    return found


def _before(placement: Placement, elsewhere: dict[int, list[PayRow]]) -> list[Result]:
    """What the city has paid the person in the month for places of other calls that came before this one: it withholds
    from all wages of a month together (소득세법 §134 ①). Only earlier places count, so that of two calls one follows
    the other, whichever is paid or corrected first."""
    rows = elsewhere.get(placement.person_id, ())
    order = (placement.first_day, placement.pk)
    earlier = (row for row in rows if (row.placement.first_day, row.placement_id) < order)
    lines = [line for row in earlier for line in row.parts]
    return [Result(tuple(lines))] if lines else []


def _lines(rows: list[PayRow]) -> list[Line]:
    return [line for row in rows for line in row.parts]


def _noted(place: Payable, result: Result, first_paid_on: date | None) -> Result:
    """With a word for whoever checks it: where the terms are the published ones, which the person has not signed, and
    where a month is paid for the first time, later than the law allows after the end of the employment."""
    late = first_paid_on is not None and is_late(place.left_on, first_paid_on)
    notes = [code for code, there in ((UNSIGNED, place.unsigned), (LATE_AT_EXIT, late)) if there]
    return replace(result, warnings=(*result.warnings, *notes)) if notes else result
