"""The season of :mod:`tests.internships.working_season` added up again, slowly and from what was clicked, asked for and
granted: hours by the single minute, leave by hand, pay by the second implementation of the rules."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Sum

from internships.models import AttendanceDay, LeaveEntry, PayRow, Payslip, PayTransfer, Placement
from internships.queries.calendar import days_off
from internships.rules.labour import WageKind
from internships.rules.pay import Contract, Day, Leave, Person, PersonMonth
from internships.rules.pay.terms import pay_terms_from
from kernel import clock
from tests.internships import factories as make
from tests.internships.rules.pay_oracle import pay
from tests.internships.rules.pay_world import made_up_tax, plain_figures
from tests.internships.working_season import DUE, FIRST, LAST, wage_of

MONTHS = [date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
BIRTH = date.fromisoformat(make.ANSWERS["birth_date"])


def added_up() -> list[Facts]:
    """Everybody's facts, every one of which the system keeps just so; row, payslip and transfer to the won."""
    facts = [Facts(one) for one in Placement.objects.select_related("position__call").order_by("pk")]
    for one in facts:
        assert one.kept_minutes() == one.minutes, one.placement.person.name
        assert one.kept_leave() == one.leave_until_the_end(), one.placement.person.name
        for month in MONTHS:
            assert paid(one.placement, month) == one.pay(month), (one.placement.person.name, month)
        assert paid_out(one.placement) - owed_back(one.placement) == sum(map(taken_home, map(one.pay, MONTHS)))
    rows, slips, sent = (
        model.objects.aggregate(won=Sum(field))["won"]
        for model, field in ((PayRow, "net"), (Payslip, "net"), (PayTransfer, "amount"))
    )
    assert rows == slips == sent > 0
    return facts


def paid(placement: Placement, month: date) -> dict[tuple[str, str], int]:
    """Won by line and part that the system reckoned for a month, its corrections included, whether or not wages covered
    what was to be deducted."""
    sums: Counter[tuple[str, str]] = Counter()
    for row in PayRow.objects.filter(placement=placement, month=month):
        for line in row.parts:
            sums[line.code, line.part.value] += line.amount
    return {key: won for key, won in sums.items() if won and key[0] != "shortfall"}


def paid_out(placement: Placement) -> int:
    return sum(PayRow.objects.filter(placement=placement).values_list("net", flat=True))


def owed_back(placement: Placement) -> int:
    """Won that wages did not cover: never less than nothing."""
    rows = PayRow.objects.filter(placement=placement)
    won = -sum(line.amount for row in rows for line in row.parts if line.code == "shortfall")
    assert won >= 0
    return won


def taken_home(lines: dict[tuple[str, str], int]) -> int:
    """Wages less deductions."""
    signs = {"earning": 1, "deduction": -1}
    return sum(won * signs.get(part, 0) for (_code, part), won in lines.items())


class Facts:
    """What clicks and requests say of one intern, added up slowly."""

    def __init__(self, placement: Placement) -> None:
        self.placement = placement
        self.gone = placement.ended_at.astimezone(clock.SEOUL).date() if placement.ended_at else None
        self.last = self.gone or placement.last_day
        self.asked = defaultdict(list)
        for request in placement.requests.filter(state="granted"):
            self.asked[request.day].append(request)
        self.clicks: dict[date, dict[str, datetime]] = defaultdict(dict)
        for click in placement.events.all():
            self.clicks[click.day][click.kind] = click.counted_at
        off = days_off(FIRST, LAST)
        self.holidays = {one for one in off if one.weekday() < 5}
        self.minutes = {day: self._minutes(day) for day in self._days() if day not in off}

    def _days(self) -> Iterator[date]:
        day = self.placement.first_day
        while day <= self.last:
            if day.weekday() < 5:
                yield day
            day += timedelta(days=1)

    def _minutes(self, day: date) -> tuple[int, int, int, int]:
        """Worked, as if worked, sick, and approved over-hours of a day."""
        wishes = {one.kind: one for one in self.asked[day]}
        if corrected := wishes.get("correction"):
            inside = _between(corrected.starts_at, corrected.ends_at)
        elif len(self.clicks[day]) == 2:
            inside = round((self.clicks[day]["out"] - self.clicks[day]["in"]).total_seconds()) // 60
        else:
            inside = 0
        worked = _walked(inside)
        credited = min(DUE, worked)
        excused = DUE - credited if wishes.keys() & {"leave", "public_leave", "travel"} else 0
        sick = DUE - credited if "sick_leave" in wishes else 0
        over = max(0, worked - DUE) if "over_hours" in wishes else 0
        return credited, excused, sick, over

    def kept_minutes(self) -> dict[date, tuple[int, int, int, int]]:
        """The same as the system keeps it, days and their later adjustments."""
        names = ("credited_minutes", "excused_minutes", "sick_minutes", "overtime_minutes")
        sums: dict[date, Counter[str]] = defaultdict(Counter)
        for rows in (self.placement.days, self.placement.adjustments):
            for values in rows.exclude(kind=AttendanceDay.Kind.HOLIDAY).values("day", *names):
                sums[values.pop("day")].update(values)
        return {day: (one[names[0]], one[names[1]], one[names[2]], one[names[3]]) for day, one in sums.items()}

    def leave(self) -> Counter[str]:
        """Minutes of leave: a day for each month from the first day on without an absence, if a day of the contract
        follows it; what was taken."""
        sums: Counter[str] = Counter()
        for number in range(1, 5):
            begins, ends = (
                _month_after(self.placement.first_day, number - 1),
                _month_after(self.placement.first_day, number),
            )
            within = [sum(minutes[:3]) for day, minutes in self.minutes.items() if begins <= day < ends]
            if ends <= self.last and within and all(within):
                sums["earned"] += DUE
        sums["taken"] = -DUE * sum(one.kind == "leave" for asked in self.asked.values() for one in asked)
        return +sums if not sums["taken"] else sums

    def leave_until_the_end(self) -> Counter[str]:
        """What stands in the ledger when all is over: leave that was left is paid out with the last wage."""
        sums = Counter(self.leave())
        if (left := sum(sums.values())) > 0:
            sums["paid_out"] = -left
        return sums

    def kept_leave(self) -> Counter[str]:
        rows = LeaveEntry.objects.filter(placement=self.placement).values_list("kind").annotate(won=Sum("minutes"))
        return Counter(dict(rows.order_by()))

    def pay(self, month: date) -> dict[tuple[str, str], int]:
        """The slow second implementation's lines of a month; none for a month without the person."""
        end = month.replace(day=monthrange(month.year, month.month)[1])
        if self.placement.first_day > end or self.last < month:
            return {}
        terms = pay_terms_from(self.placement.position.call.terms.settings)
        contract = Contract(
            WageKind.HOURLY, wage_of(self.placement.first_day), 5 * DUE, self.placement.first_day, self.last, 6,
            self.placement.last_day if self.gone else None,
        )  # fmt: skip
        empty = PersonMonth(month.year, month.month, contract, Person(BIRTH), (), end, terms.employer, terms.allowances)
        ends = self.last <= end
        left = max(0, sum(self.leave().values())) if ends else 0
        days = tuple(self._paid_day(day) for day in empty.days_needed())
        whole = PersonMonth(
            month.year, month.month, contract, empty.person, days, end, terms.employer, terms.allowances, left
        )
        return pay(whole, plain_figures(), made_up_tax)

    def _paid_day(self, day: date) -> Day:
        if day.weekday() >= 5 or day in self.holidays:
            return Day(day, DUE if day.weekday() < 5 else 0, free=day in self.holidays)
        credited, excused, sick, over = self.minutes[day]
        leave = (Leave("excused", excused), Leave("sick", sick, paid=False))
        return Day(day, DUE, credited, over, leave=tuple(one for one in leave if one.minutes))


def _between(begins: time | None, ends: time | None) -> int:
    assert begins and ends, "a correction has its times"
    return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute


def _walked(inside: int) -> int:
    """Minutes of work of a stay, one by one: half an hour's break after four hours, another after eight (근로기준법 §54
    ①)."""
    worked = rested = 0
    for _minute in range(inside):
        if (worked == 240 and rested < 30) or (worked == 480 and rested < 60):
            rested += 1
        else:
            worked += 1
    return worked


def _month_after(first: date, months: int) -> date:
    """The same day so many months later, or the first of the month after one without such a day (민법 §160 ③)."""
    year, month = first.year + (first.month - 1 + months) // 12, (first.month - 1 + months) % 12 + 1
    if first.day > monthrange(year, month)[1]:
        return date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, first.day)
