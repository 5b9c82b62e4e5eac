"""Wages of a month: what the contract says, lifted to the minimum wage, with weekly holidays, premiums, leave and
allowances. A contract below the minimum wage counts as one at the minimum wage (최저임금법 §6 ③), for premiums too."""

from collections.abc import Iterator
from fractions import Fraction

from internships.rules.labour import FULL_WEEK, WageKind
from internships.rules.pay import law
from internships.rules.pay.figures import MINIMUM_WAGE, FigureBook
from internships.rules.pay.hours import Rest, Week, holiday_minutes, premium_minutes, weeks
from internships.rules.pay.inputs import Allowance, PersonMonth
from internships.rules.pay.lines import Line, Part, hours, upward, won

HOUR = 60
BY_HOURS = "%(hours)s hours × %(rate)s won"
BY_PREMIUM = "%(hours)s hours × %(rate)s won × %(share)s"
WEEKLY = "%(weeks)s full weeks × %(hours)s hours × %(rate)s won"
FULL_MONTH = "monthly wage %(wage)s won"
PART_MONTH = "monthly wage %(wage)s won × %(days)s of %(all)s days"
NO_WORK = "%(hours)s hours neither worked nor paid × (%(wage)s won ÷ %(month)s hours)"
NO_REST = "%(weeks)s weekly holidays of weeks with absence, %(hours)s hours × (%(wage)s won ÷ %(month)s hours)"
LIFTED = "%(hours)s hours × minimum wage %(minimum)s won − %(paid)s won paid for them"
PAID_ON = "%(amount)s won, due on %(day)s"
NOT_DUE = "not due: employed from %(first)s to %(last)s, due on %(day)s"


def earnings(month: PersonMonth, book: FigureBook) -> list[Line]:
    """Every line of wages. Raises DayMissing, FigureMissing."""
    minimum = book.of(MINIMUM_WAGE, month.first, month.last)
    ended = weeks(month)
    hourly = month.contract.kind is WageKind.HOURLY
    lines = list(_hourly(month, ended) if hourly else _monthly(month, ended))
    lines += _lifted(month, ended, lines, int(minimum.value), minimum.source)
    rate = max(month.contract.ordinary_wage, minimum.value)
    return [*lines, *_premiums(month, rate), *_leave_out(month, rate), *_allowances(month)]


def _line(code: str, minutes: Fraction | int, rate: Fraction | int, source: str, share: str = "") -> Iterator[Line]:
    """Minutes at an hourly wage, or at a share of it; nothing for no minutes."""
    if not minutes:
        return
    amount = upward(Fraction(minutes) * rate / HOUR * Fraction(share or 1))
    values = {"hours": hours(minutes), "rate": won(rate), "share": share}
    yield Line(code, Part.EARNING, amount, BY_PREMIUM if share else BY_HOURS, values, source, minutes=int(minutes))


def _hourly(month: PersonMonth, ended: list[Week]) -> Iterator[Line]:
    """Each minute worked or paid like work, and the weekly holidays."""
    wage, days = month.contract.wage, month.within
    yield from _line("base", sum(one.worked for one in days), wage, law.BASE)
    yield from _line("holiday_paid", sum(one.due for one in days if one.free), wage, law.PUBLIC_HOLIDAY)
    yield from _line("leave", sum(one.paid_leave for one in days), wage, law.PAID_LEAVE)
    full = [one for one in ended if one.rest is Rest.PAID]
    if full:
        minutes = month.contract.rest_minutes * len(full)
        last = month.contract.last_day
        source = law.WEEKLY_NEXT if full[-1].rest_day == last else law.WEEKLY
        values = {"weeks": str(len(full)), "hours": hours(month.contract.rest_minutes), "rate": won(wage)}
        amount = upward(minutes * wage / HOUR)
        yield Line("weekly", Part.EARNING, amount, WEEKLY, values, source, minutes=int(minutes))


def _monthly(month: PersonMonth, ended: list[Week]) -> Iterator[Line]:
    """The monthly wage, by calendar days where the contract covers a part of the month, less what was not worked."""
    wage, all_days = month.contract.wage, month.last.day
    here = (month.employed_to - month.employed_from).days + 1
    values = {"wage": won(wage), "days": str(here), "all": str(all_days)}
    formula, source = (FULL_MONTH, law.BASE) if month.whole else (PART_MONTH, law.PART_MONTH)
    base = upward(Fraction(wage * here, all_days))
    yield Line("base", Part.EARNING, base, formula, values, source)
    left = base
    for code, minutes, formula, count in (
        ("absence", Fraction(unpaid_minutes(month)), NO_WORK, 0),
        ("rest_lost", month.contract.rest_minutes * lost_weeks(ended), NO_REST, lost_weeks(ended)),
    ):
        taken = min(left, int(minutes * month.contract.ordinary_wage // HOUR))
        if taken:
            left -= taken
            values = {"hours": hours(minutes), "wage": won(wage), "month": str(month.contract.monthly_hours)}
            values["weeks"] = str(count)
            yield Line(code, Part.EARNING, -taken, formula, values, law.ABSENCE, minutes=int(minutes))


def unpaid_minutes(month: PersonMonth) -> int:
    return sum(one.unpaid for one in month.within)


def lost_weeks(ended: list[Week]) -> int:
    """Weekly holidays that a monthly wage is reduced by: of weeks with absence, or not worked and not paid at all."""
    return sum(1 for one in ended if one.rest is Rest.ABSENT or (one.rest is Rest.NOT_WORKED and one.unpaid > 0))


def floor_minutes(month: PersonMonth, ended: list[Week]) -> Fraction:
    """The minutes for which at least the minimum wage is owed.

    By the hour: all that is paid. By the month: the paid hours of an average month (209); less absence, yet never fewer
    than were worked; of a part of a month those that lie in it, weekly holidays included, never more than a full
    month's.
    """
    days, contract = month.within, month.contract
    worked = sum(one.worked + one.paid_leave for one in days)
    paid: Fraction | int = worked + sum(one.due for one in days if one.free)
    paid += contract.rest_minutes * sum(1 for one in ended if one.rest is Rest.PAID)
    if contract.kind is WageKind.HOURLY:
        return Fraction(paid)
    full = Fraction(contract.monthly_hours * HOUR)
    if not month.whole:
        return min(full, Fraction(paid))
    absent = unpaid_minutes(month) + contract.rest_minutes * lost_weeks(ended)
    return min(full, max(full - absent, Fraction(worked)))


def _lifted(month: PersonMonth, ended: list[Week], lines: list[Line], minimum: int, source: str) -> Iterator[Line]:
    """What is missing to the minimum wage of the month, if anything."""
    minutes = floor_minutes(month, ended)
    paid = sum(one.amount for one in lines)
    missing = upward(minutes * minimum / HOUR) - paid
    if missing > 0:
        values = {"hours": hours(minutes), "minimum": won(minimum), "paid": won(paid)}
        yield Line("minimum", Part.EARNING, missing, LIFTED, values, f"{law.MINIMUM}; {source}")


def _premiums(month: PersonMonth, rate: Fraction) -> Iterator[Line]:
    """Work beyond the contract and on holidays, and the premiums of 근로기준법 §56, each a line of its own."""
    days = month.within
    part_time = month.contract.weekly_minutes < FULL_WEEK
    overtime = law.SHORT_TIME_OVERTIME if part_time else law.OVERTIME
    up_to, beyond = holiday_minutes(month)
    yield from _line("extra", sum(one.extra for one in days), rate, law.BASE)
    yield from _line("overtime", premium_minutes(month), rate, overtime, "0.5")
    yield from _line("night", sum(one.night for one in days), rate, law.NIGHT, "0.5")
    yield from _line("holiday_work", up_to + beyond, rate, law.BASE)
    yield from _line("holiday_premium", up_to, rate, law.HOLIDAY_WORK, "0.5")
    yield from _line("holiday_beyond", beyond, rate, law.HOLIDAY_WORK, "1.0")


def _leave_out(month: PersonMonth, rate: Fraction) -> Iterator[Line]:
    """Annual leave that is left is paid when the contract ends, within fourteen days (근로기준법 §36)."""
    if month.ends:
        yield from _line("leave_out", month.unused_leave, rate, law.LEAVE_OUT)


def _allowances(month: PersonMonth) -> Iterator[Line]:
    """Those that fall due in the month. Who left before the day gets nothing, and the line says why: in 2020 allowances
    for training were paid to people who had left."""
    for one in month.allowances:
        if not month.first <= one.due_on <= month.last:
            continue
        there = month.contract.first_day <= one.due_on <= month.contract.last_day
        yield _allowance(one, month, there)


def _allowance(one: Allowance, month: PersonMonth, there: bool) -> Line:
    values = {
        "amount": won(one.amount),
        "day": one.due_on.isoformat(),
        "first": month.contract.first_day.isoformat(),
        "last": month.contract.last_day.isoformat(),
    }
    code = f"allowance:{one.code}"
    amount = one.amount if there else 0
    untaxed = min(one.untaxed, amount)
    formula = PAID_ON if there else NOT_DUE
    return Line(code, Part.EARNING, amount, formula, values, one.source, label=one.label, untaxed=untaxed)
