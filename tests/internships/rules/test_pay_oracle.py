"""Whatever the month, the rules and a slow second implementation pay the same won."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from internships.rules.labour import Insurance, WageKind
from internships.rules.pay import (
    Allowance,
    Contract,
    Day,
    Employer,
    Exemption,
    Leave,
    Part,
    Person,
    PersonMonth,
    compute,
    correct,
    split_cost,
)
from tests.internships.rules.pay_oracle import pay
from tests.internships.rules.pay_world import BOOK, TABLE, made_up_tax, plain_figures

FIGURES = plain_figures()
MONTHS = [(year, month) for year in range(2020, 2027) for month in range(1, 13)]
WEEKS = st.sampled_from(
    [[480] * 5, [420] * 5, [240] * 5, [180] * 5, [450, 450], [480, 0, 480, 0, 240], [840], [300] * 2]
)


def compact(result):
    return {(one.code, one.part.value): one.amount for one in result.lines if one.amount}


@st.composite
def day_of(draw, day, due, free):
    """A day as a calendar and a clock could bring it."""
    worked = extra = holiday = 0
    leave = ()
    if free or not due:
        kind = draw(st.sampled_from(["rest", "rest", "rest", "extra", "holiday"]))
        extra = draw(st.integers(1, 600)) if kind == "extra" and not free else 0
        holiday = draw(st.integers(1, 660)) if kind == "holiday" else 0
    else:
        kind = draw(st.sampled_from(["full"] * 8 + ["late", "absent", "paid", "unpaid", "part", "sick"]))
        worked = due if kind == "full" else draw(st.integers(1, due)) if kind == "late" else 0
        if kind in ("paid", "unpaid", "sick"):
            leave = (Leave(kind, due, paid=kind == "paid", excused=kind != "sick"),)
        if kind == "part":
            gone = draw(st.integers(1, due))
            leave, worked = (Leave("annual", gone),), draw(st.sampled_from([due - gone, 0]))
        extra = draw(st.sampled_from([0, 0, 0, 45, 120])) if worked else 0
    night = draw(st.integers(0, 60)) if worked + extra + holiday > 60 else 0
    return Day(day, due, worked, extra, night, holiday, free, leave)


@st.composite
def person_months(draw):
    year, month = draw(st.sampled_from(MONTHS))
    first = date(year, month, 1)
    middle = first + timedelta(days=draw(st.integers(0, 27)))
    begins = draw(st.sampled_from([first, middle, first - timedelta(days=draw(st.integers(1, 120)))]))
    ends = max(begins, first) + timedelta(days=draw(st.sampled_from([0, 3, 6, 13, 20, 27, 29, 30, 31, 60, 90, 120])))
    due = [*draw(WEEKS)]
    due += [0] * (7 - len(due))
    rest_day = draw(st.sampled_from([6, 6, 6, 5]))
    kind = draw(st.sampled_from(list(WageKind)))
    hourly = draw(st.sampled_from([8_590, 8_720, 9_160, 9_620, 9_860, 10_030, 10_320, 11_111, 15_000, 40_000]))
    agreed = draw(
        st.sampled_from([None, None, ends + timedelta(days=1), ends + timedelta(days=30), ends + timedelta(days=95)])
    )
    contract = Contract(kind, hourly, sum(due), begins, ends, rest_day, agreed)
    if kind is WageKind.MONTHLY:
        contract = Contract(
            kind,
            hourly * contract.monthly_hours + draw(st.integers(-99, 999)),
            sum(due),
            begins,
            ends,
            rest_day,
            agreed,
        )
    birth = draw(
        st.one_of(
            st.dates(date(1985, 1, 1), date(2001, 12, 31)),
            st.sampled_from([date(first.year - age, first.month, 15) for age in (17, 18, 59, 60, 61, 64, 65, 66)]),
            st.just(date(1960, 2, 29)),
        )
    )
    exempt = draw(st.lists(st.sampled_from(list(Insurance)), max_size=1))
    person = Person(
        birth,
        draw(st.integers(1, 12)),
        draw(st.sampled_from([80, 100, 120])),
        draw(st.booleans()),
        tuple(Exemption(one, "", "made up") for one in exempt),
    )
    employer = Employer(draw(st.sampled_from(["small", "public"])), draw(st.sampled_from(["public", "office"])))
    empty = PersonMonth(year, month, contract, person, (), first + timedelta(days=40), employer)
    days = tuple(
        draw(day_of(day, due[day.weekday()], draw(st.integers(0, 14)) == 0 and day.weekday() != rest_day))
        for day in empty.days_needed()
    )
    allowance = Allowance(
        "training", "교육수당", 200_000, draw(st.sampled_from([middle, ends])), draw(st.sampled_from([0, 50_000]))
    )
    unused, earlier = draw(st.sampled_from([0, 480, 555])), draw(st.sampled_from([0, 0, 0, 825_600, 1_234_567]))
    return PersonMonth(
        year, month, contract, person, days, empty.pay_on, employer, (allowance,), unused, earlier_taxed=earlier
    )


@settings(max_examples=400, deadline=None)
@given(person_months())
def test_rules_and_the_slow_second_implementation_agree_on_every_line(month):
    assert compact(compute(month, BOOK, [TABLE])) == pay(month, FIGURES, made_up_tax)


@settings(max_examples=150, deadline=None)
@given(person_months())
def test_whatever_happens_hours_worked_bring_at_least_the_minimum_wage(month):
    result = compute(month, BOOK, [TABLE])
    minimum = BOOK.of("internships.pay.minimum_wage", month.first, month.last).value
    worked = sum(one.worked + one.extra + one.holiday for one in month.within)
    if month.contract.weekly_minutes and sum(one.worked for one in month.within) <= month.contract.monthly_hours * 60:
        wages = sum(one.amount for one in result.lines if one.part is Part.EARNING and ":" not in one.code)
        assert wages >= Fraction(worked, 60) * minimum


@settings(max_examples=150, deadline=None)
@given(person_months(), person_months())
def test_a_month_corrected_twice_comes_to_what_is_known_last(one, other):
    first = compute(one, BOOK, [TABLE])
    second = compute(other, BOOK, [TABLE])
    to_second = correct(first.lines, second)
    back = correct((*first.lines, *to_second.lines), first)
    assert first.net + to_second.net == second.net
    assert first.net + to_second.net + back.net == first.net
    assert correct((*first.lines, *to_second.lines), second).lines == ()


@settings(max_examples=200, deadline=None)
@given(
    st.integers(-5_000_000, 5_000_000),
    st.dictionaries(st.sampled_from("abcde"), st.integers(1, 50), min_size=1),
)
def test_a_cost_is_split_among_funds_to_the_won(cost, weights):
    whole = sum(weights.values())
    parts = split_cost(cost, {fund: Fraction(weight, whole) for fund, weight in weights.items()})
    assert sum(parts.values()) == cost
    assert all(abs(parts[fund] - Fraction(cost * weight, whole)) < 1 for fund, weight in weights.items())
