"""The standard labour contract (표준근로계약서): what it must say, what the law does not allow, what exactly is signed.

Mandatory fields: 근로기준법 §17 ① with 시행령 §8 (wage with its parts, calculation and way of payment, hours, weekly
holiday, annual leave, place and work) and 기간제법 §17 (period; days of work and hours of each for part-time work).
§17 ② asks for a written copy, electronic ones included, to be handed over.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, time
from enum import StrEnum
from fractions import Fraction

from internships.rules.attendance import Schedule, break_due
from internships.rules.labour import FULL_DAY, FULL_WEEK, Insurance, WageKind, monthly_hours

OFFICE_WEEK = (0, 1, 2, 3, 4)  # attendance is counted from Monday to Friday


@dataclass(frozen=True)
class Side:
    """One who signs: ``detail`` is the representative of an employer, the date of birth of a worker."""

    name: str
    detail: str = ""
    address: str = ""


@dataclass(frozen=True)
class Terms:
    """Everything that is agreed. Both days are days of the contract; ``work_days`` and ``weekly_holiday`` are weekdays
    (0: Monday); ``wage`` in won an hour or a month; ``pay_day`` is the day of the following month (31: its last)."""

    employer: Side
    worker: Side
    first_day: date
    last_day: date
    place: str
    duties: str
    starts_at: time
    ends_at: time
    break_minutes: int
    work_days: tuple[int, ...]
    weekly_holiday: int
    wage_kind: WageKind
    wage: int
    pay_day: int
    pay_way: str
    insurances: tuple[Insurance, ...]

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.starts_at, self.ends_at, self.break_minutes)

    @property
    def daily_minutes(self) -> int:
        return self.schedule.minutes

    @property
    def weekly_minutes(self) -> int:
        return self.daily_minutes * len(self.work_days)


class Gap(StrEnum):
    """Why a contract cannot be signed."""

    PARTIES = "parties"
    PERIOD = "period"  # none, backwards, or outside the placement
    CHANGE = "change"  # changed terms that do not begin with a month, which is paid as a whole
    PLACE = "place"
    DUTIES = "duties"
    HOURS = "hours"  # none, or more than 8 a day or 40 a week (§50)
    BREAK = "break"  # less than §54 asks for
    DAYS = "days"  # other days than those on which attendance is counted
    CLOSED = "closed"  # other hours than those by which a closed month was counted and paid
    HOLIDAY = "holiday"  # no day of work, or the weekly holiday is one (§55)
    WAGE = "wage"
    MINIMUM_WAGE = "minimum_wage"  # 최저임금법 §6 ①
    PAY_DAY = "pay_day"  # at least once a month on a fixed day (§43 ②)
    PAY_WAY = "pay_way"
    INSURANCE = "insurance"  # accident insurance is everybody's (산재보험법 §6)


def gaps(
    terms: Terms,
    within: tuple[date, date],
    minimum_wage: int | None = None,
    since: date | None = None,
    counted: Schedule | None = None,
) -> list[Gap]:
    """Everything that stands in the way of signing; ``within`` is the period of the placement, ``minimum_wage`` in won
    an hour on the first day (None: not checked here), ``since`` the first day of the contract that is changed (None:
    there is none), ``counted`` the hours of that contract where a month of the new one is closed (None: none is)."""
    day = terms.daily_minutes
    found = {
        Gap.PARTIES: not (terms.employer.name.strip() and terms.worker.name.strip()),
        Gap.PERIOD: not within[0] <= terms.first_day <= terms.last_day <= within[1],
        Gap.CHANGE: since is not None and not _begins_whole(terms.first_day, since),
        Gap.PLACE: not terms.place.strip(),
        Gap.DUTIES: not terms.duties.strip(),
        Gap.HOURS: not 0 < day <= FULL_DAY or terms.weekly_minutes > FULL_WEEK,
        Gap.BREAK: terms.break_minutes < _break_at_least(day),
        Gap.DAYS: bool(terms.work_days) and terms.work_days != OFFICE_WEEK,
        Gap.CLOSED: counted is not None and terms.schedule != counted,
        Gap.HOLIDAY: not terms.work_days or terms.weekly_holiday in terms.work_days,
        Gap.WAGE: terms.wage <= 0,
        Gap.MINIMUM_WAGE: minimum_wage is not None and 0 < hourly_wage(terms) < minimum_wage,
        Gap.PAY_DAY: not 1 <= terms.pay_day <= 31,
        Gap.PAY_WAY: not terms.pay_way.strip(),
        Gap.INSURANCE: Insurance.ACCIDENT not in terms.insurances,
    }
    return [gap for gap, there in found.items() if there]


def _begins_whole(first_day: date, since: date) -> bool:
    """Whether changed terms hold from the beginning or from the first day of a later month."""
    return first_day == since or (first_day > since and first_day.day == 1)


def _break_at_least(daily_minutes: int) -> int:
    """A day *of* four hours needs its half hour already (§54 ①), while a clock looks at what goes beyond."""
    return break_due(daily_minutes + 1)


def hourly_wage(terms: Terms) -> Fraction:
    """Won an hour: the wage itself, or the monthly one over its paid hours; 0 where there are no hours."""
    hours = 1 if terms.wage_kind is WageKind.HOURLY else monthly_hours(terms.weekly_minutes)
    return Fraction(terms.wage, hours) if hours else Fraction(0)


@dataclass(frozen=True)
class Article:
    title: str
    text: str


def content_hash(number: str, terms: Terms, articles: tuple[Article, ...]) -> str:
    """SHA-256 of the whole text in canonical JSON: what both sides sign."""
    content = {"number": number, "terms": asdict(terms), "articles": [asdict(one) for one in articles]}
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: date | time) -> str:
    return value.isoformat()
