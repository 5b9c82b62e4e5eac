"""The pay of a person-month once more: slow, by the single minute and day, in exact fractions, written from the text of
the law and knowing nothing of the rules but the shape of what goes in."""

import calendar
import math
from datetime import date, timedelta
from fractions import Fraction
from types import SimpleNamespace

DAY = timedelta(days=1)


def figure(figures, name, on):
    found = [value for value, since, until in figures[name] if since <= on and (until is None or on < until)]
    assert len(found) == 1, (name, on)
    return Fraction(found[0])


def pay(month, figures, table):
    """(code, part) → won, without the entries of 0 won."""
    first = date(month.year, month.month, 1)
    minimum = figure(figures, "minimum_wage", first)
    out = {}

    def note(code, part, won):
        if won:
            out[code, part] = out.get((code, part), 0) + won

    count = counted(month)
    wages = by_the_month if month.contract.kind == "monthly" else by_the_hour
    got, owed = wages(month, count, note)
    note("minimum", "earning", max(0, math.ceil(owed * minimum) - got))
    beyond(month, count, max(count.agreed, minimum), note)
    untaxed = 0
    for one in month.allowances:
        if first <= one.due_on <= count.last and alive(one.due_on, month.contract):
            note(f"allowance:{one.code}", "earning", one.amount)
            untaxed += min(one.amount, one.untaxed)
    subject = max(0, sum(won for (_c, part), won in out.items() if part == "earning") - untaxed)
    by_month = month.contract.kind == "monthly"
    income = month.contract.wage * (1 if by_month else count.month_hours)
    insurances(month, figures, income, subject, note)
    tax = 0
    for sign, won in ((1, month.earlier_taxed + subject), (-1, month.earlier_taxed)):
        part = math.floor(Fraction(table(won, month.person.dependants) * month.person.tax_percent, 100) / 10) * 10
        tax += sign * (0 if part < 1000 else part)
    note("income_tax", "deduction", tax)
    note("local_tax", "deduction", tax // 100 * 10)
    return out


def counted(month):
    """One pass over the days of the month, in hours."""
    contract = month.contract
    length = calendar.monthrange(month.year, month.month)[1]
    employed = {one.day: one for one in month.days if alive(one.day, contract)}
    n = SimpleNamespace(worked=0, free=0, leave=0, unpaid=0, extra=0, premium=0, night=0, short=0, long=0)
    n.rests = n.lost = n.present = 0
    n.rest_hours = (
        Fraction(0) if contract.weekly_minutes < 15 * 60 else min(Fraction(contract.weekly_minutes, 300), Fraction(8))
    )
    n.month_hours = math.ceil((Fraction(contract.weekly_minutes, 60) + n.rest_hours) * Fraction(365, 84))
    n.agreed = Fraction(contract.wage, n.month_hours if contract.kind == "monthly" else 1)
    n.length, n.last = length, date(month.year, month.month, length)
    for number in range(1, length + 1):
        day = date(month.year, month.month, number)
        n.present += alive(day, contract)
        if day in employed:
            add_day(n, employed[day], overtime_of(day, employed, contract))
        if day.weekday() == contract.rest_day:
            week = [employed[day - DAY * back] for back in range(7) if day - DAY * back in employed]
            if week and n.rest_hours:
                said = weekly_holiday(week, day, contract)
                n.rests += said == "paid"
                n.lost += said == "missed" or (said == "idle" and any(is_unpaid(one) for one in week))
    return n


def add_day(n, it, premium):
    on_leave = sum(Fraction(one.minutes, 60) for one in it.leave if one.paid)
    n.worked += Fraction(it.worked, 60)
    n.leave += on_leave
    if it.free:
        n.free += Fraction(it.due, 60)
    else:
        n.unpaid += max(0, Fraction(it.due - it.worked, 60) - on_leave)
    n.extra += Fraction(it.extra, 60)
    n.premium += premium
    n.night += Fraction(it.night, 60)
    for minute in range(it.holiday):
        if minute < 480:
            n.short += Fraction(1, 60)
        else:
            n.long += Fraction(1, 60)


def by_the_month(month, n, note):
    base = math.ceil(Fraction(month.contract.wage) * n.present / n.length)
    note("base", "earning", base)
    remaining = base
    for code, missing in (("absence", n.unpaid), ("rest_lost", n.lost * n.rest_hours)):
        cut = min(remaining, math.floor(missing * n.agreed))
        note(code, "earning", -cut)
        remaining -= cut
    if n.present == n.length:
        owed = max(n.month_hours - n.unpaid - n.lost * n.rest_hours, n.worked + n.leave)
    else:
        owed = n.worked + n.leave + n.free + n.rests * n.rest_hours
    return remaining, min(n.month_hours, owed)


def by_the_hour(month, n, note):
    parts = {"base": n.worked, "holiday_paid": n.free, "leave": n.leave, "weekly": n.rests * n.rest_hours}
    for code, hours in parts.items():
        note(code, "earning", math.ceil(hours * n.agreed))
    return sum(math.ceil(hours * n.agreed) for hours in parts.values()), sum(parts.values())


def beyond(month, n, ordinary, note):
    note("extra", "earning", math.ceil(n.extra * ordinary))
    note("overtime", "earning", math.ceil(n.premium * ordinary / 2))
    note("night", "earning", math.ceil(n.night * ordinary / 2))
    note("holiday_work", "earning", math.ceil((n.short + n.long) * ordinary))
    note("holiday_premium", "earning", math.ceil(n.short * ordinary / 2))
    note("holiday_beyond", "earning", math.ceil(n.long * ordinary))
    if (month.contract.last_day.year, month.contract.last_day.month) == (month.year, month.month):
        note("leave_out", "earning", math.ceil(Fraction(month.unused_leave, 60) * ordinary))


def alive(day, contract):
    return contract.first_day <= day <= contract.last_day


def is_unpaid(it):
    return not it.free and it.due > it.worked + sum(x.minutes for x in it.leave if x.paid)


def weekly_holiday(week, sunday, contract):
    """paid, missed, idle or over."""
    until = sunday if sunday > date(2021, 8, 3) else sunday + DAY
    if not alive(until, contract) and until > contract.last_day:
        return "over"
    for it in week:
        if it.due and not it.free and it.worked == 0:
            excused = sum(x.minutes for x in it.leave if x.excused) >= it.due
            if not excused and not any(x.paid and x.minutes for x in it.leave):
                return "missed"
    return "paid" if any(it.worked for it in week) else "idle"


def overtime_of(day, employed, contract):
    """Hours of a day's extra work that carry the premium: minute by minute through the week up to that day."""
    it = employed[day]
    if contract.weekly_minutes < 2400:
        return Fraction(it.extra, 60)
    monday = day
    while (monday - DAY).weekday() != contract.rest_day:
        monday -= DAY
    so_far = 0
    beyond_today = 0
    walk = monday
    while walk <= day:
        if walk in employed:
            for minute in range(employed[walk].worked + employed[walk].extra):
                over = minute >= 480 or so_far >= 2400
                if minute < 480:
                    so_far += 1
                if walk == day and over:
                    beyond_today += 1
        walk += DAY
    return Fraction(min(beyond_today, it.extra), 60)


def reaches(birth, age):
    if (birth.month, birth.day) == (2, 29) and not calendar.isleap(birth.year + age):
        return date(birth.year + age, 3, 1)
    return date(birth.year + age, birth.month, birth.day)


def lasts(contract, months):
    """Whether the contract was agreed for so many months, by walking from the first day on."""
    year, number = contract.first_day.year, contract.first_day.month
    for _ in range(months):
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    length = calendar.monthrange(year, number)[1]
    if contract.first_day.day <= length:
        needed = date(year, number, contract.first_day.day) - DAY
    else:
        needed = date(year, number, length)
    return max(contract.last_day, contract.agreed_until or contract.last_day) >= needed


def insurances(month, figures, income, subject, note):
    first = date(month.year, month.month, 1)
    last = date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])
    contract, person = month.contract, month.person
    noted = {str(one.insurance) for one in person.exemptions}
    few = Fraction(contract.weekly_minutes, 60) * 365 / 84 < 60
    month_long = lasts(contract, 1)

    def ten(won):
        return math.floor(won / 10) * 10

    def both(code, won):
        note(code, "deduction", won)
        note(code, "employer", won)

    sixty, eighteen = reaches(person.birth, 60), reaches(person.birth, 18)
    joined = max(contract.first_day, eighteen)
    in_time = joined <= min(last, contract.last_day) and sixty >= first and sixty > contract.first_day
    from_first = joined <= first or person.pension_at_once
    if in_time and month_long and not few and from_first and "pension" not in noted:
        least, most = figure(figures, "pension_least", first), figure(figures, "pension_most", first)
        base = sorted((least, Fraction(income - income % 1000), most))[1]
        both("pension", ten(base * figure(figures, "pension_rate", first)))
    if month_long and not few and contract.first_day <= first and "health" not in noted:
        limits = [ten(figure(figures, name, first) / 2) for name in ("health_least", "health_most")]
        premium = sorted((limits[0], ten(income * figure(figures, "health_rate", first)), limits[1]))[1]
        both("health", premium)
        both("care", ten(premium * figure(figures, "care_rate", first)))
    part_timer = (few or contract.weekly_minutes < 900) and not lasts(contract, 3)
    if not part_timer:
        aged = reaches(person.birth, 65) <= contract.first_day
        if not aged and "employment" not in noted:
            both("employment", ten(subject * figure(figures, "employment_rate", first)))
        if aged or "employment" not in noted:
            note(
                "stability", "employer", ten(subject * figure(figures, f"stability_rate_{month.employer.size}", first))
            )
    if "accident" not in noted:
        note("accident", "employer", ten(subject * figure(figures, f"accident_rate_{month.employer.industry}", first)))
