"""What the pay of one person in one month is computed from. Minutes and won are whole; days are dates in Seoul."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from internships.rules.labour import Insurance, WageKind, monthly_hours, weekly_holiday_minutes
from internships.rules.leave import month_end

SHARES = (80, 100, 120)  # per cent of the tax table, 소득세법 시행령 §194 ①


@dataclass(frozen=True)
class Contract:
    """``wage`` in won an hour or a month; ``weekly_minutes`` are the contractual ones (소정근로시간); ``last_day`` as
    it came to be: an earlier end counts here. ``rest_day`` is the weekday of the paid weekly holiday (주휴일, 6:
    Sunday); a week of this contract ends with it. ``agreed_until`` is the last day as it was agreed, where the end came
    before it: whether somebody was hired for long enough to be insured goes by what was agreed."""

    kind: WageKind
    wage: int
    weekly_minutes: int
    first_day: date
    last_day: date
    rest_day: int = 6
    agreed_until: date | None = None

    @property
    def rest_minutes(self) -> Fraction:
        """Paid minutes of a weekly holiday."""
        return weekly_holiday_minutes(self.weekly_minutes)

    @property
    def monthly_hours(self) -> int:
        """Paid hours of an average month."""
        return monthly_hours(self.weekly_minutes)

    @property
    def monthly_wage(self) -> int:
        """What a full month is expected to bring, in won: declared to the insurances when somebody joins."""
        return self.wage if self.kind is WageKind.MONTHLY else self.wage * self.monthly_hours

    @property
    def ordinary_wage(self) -> Fraction:
        """Won an hour (통상임금, 근로기준법 시행령 §6 ②)."""
        return Fraction(self.wage, self.monthly_hours if self.kind is WageKind.MONTHLY else 1)


@dataclass(frozen=True)
class Leave:
    """Minutes of leave on a day. ``excused`` leave (annual, public, agreed) does not break a full week; ``paid`` leave
    is paid like work."""

    kind: str
    minutes: int
    paid: bool = True
    excused: bool = True


@dataclass(frozen=True)
class Day:
    """A day as the month was closed with it.

    ``due`` are the contractual minutes, also on a paid public holiday (``free``, 근로기준법 §55 ②) that takes them;
    ``worked`` those worked of them; ``extra`` work beyond them, approved, on a day that is no holiday; ``holiday`` work
    on the weekly or a public holiday; ``night`` what of all that lay between 22:00 and 06:00.
    """

    day: date
    due: int = 0
    worked: int = 0
    extra: int = 0
    night: int = 0
    holiday: int = 0
    free: bool = False
    leave: tuple[Leave, ...] = ()

    @property
    def paid_leave(self) -> int:
        return sum(one.minutes for one in self.leave if one.paid)

    @property
    def unpaid(self) -> int:
        """Contractual minutes that were neither worked nor paid as leave or holiday."""
        return 0 if self.free else max(0, self.due - self.worked - self.paid_leave)

    @property
    def counts(self) -> bool:
        """Whether the day must be attended for a full week: contractual, no holiday, not wholly on excused leave."""
        excused = sum(one.minutes for one in self.leave if one.excused)
        return self.due > 0 and not self.free and excused < self.due


@dataclass(frozen=True)
class Allowance:
    """An allowance by the call's terms (training, travel …). ``due_on`` is the day on which it falls due: who is not
    employed on that day any more never gets it. ``untaxed`` won of it are free of tax and insurance."""

    code: str
    label: str
    amount: int
    due_on: date
    untaxed: int = 0
    source: str = ""


@dataclass(frozen=True)
class Exemption:
    """An insurance that somebody does not have for a reason that only the office knows, with its source."""

    insurance: Insurance
    reason: str
    source: str


@dataclass(frozen=True)
class Person:
    """``dependants`` (공제대상가족) with the person, from 1; ``tax_percent`` of the table that the person chose, one of
    :data:`SHARES`; ``pension_at_once``: wishes pension cover for the month of joining too (국민연금법 §17 ①)."""

    birth: date
    dependants: int = 1
    tax_percent: int = 100
    pension_at_once: bool = False
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True)
class Employer:
    """``size`` and ``industry`` are the last parts of the names of their figures: 고용안정·직업능력개발 by size, 산재
    by industry."""

    size: str = "public"
    industry: str = "public"


@dataclass(frozen=True)
class PersonMonth:
    """``days``: from the first day of the week in which the month begins to the month's last day, as far as employed.
    ``unused_leave``: minutes of annual leave that are left when the contract ends in this month. ``pay_on``: the day of
    payment, whose tax table counts. ``earlier_taxed``: won that the same employer pays, taxed, for another place of the
    person in this month, which come first."""

    year: int
    month: int
    contract: Contract
    person: Person
    days: tuple[Day, ...]
    pay_on: date
    employer: Employer = Employer()
    allowances: tuple[Allowance, ...] = ()
    unused_leave: int = 0
    earlier_taxed: int = 0

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return month_end(self.first, 1)

    @property
    def employed_from(self) -> date:
        return max(self.first, self.contract.first_day)

    @property
    def employed_to(self) -> date:
        return min(self.last, self.contract.last_day)

    @property
    def whole(self) -> bool:
        """Employed on every day of the month."""
        return self.employed_from == self.first and self.employed_to == self.last

    @property
    def ends(self) -> bool:
        return self.first <= self.contract.last_day <= self.last

    @property
    def within(self) -> tuple[Day, ...]:
        """The employed days of this month."""
        return tuple(one for one in self.days if self.employed_from <= one.day <= self.employed_to)

    def days_needed(self) -> Iterator[date]:
        """Every day that has to be known: weeks that began before the month are judged as a whole."""
        first = self.first
        begun = first - timedelta(days=(first.weekday() - self.contract.rest_day - 1) % 7)
        day = max(begun, self.contract.first_day)
        while day <= self.employed_to:
            yield day
            day += timedelta(days=1)
