"""The labour contract: each mandatory field of 근로기준법 §17 and 기간제법 §17, and what the law does not allow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internships.rules import contract as rules
from internships.rules import labour
from internships.rules.attendance import Schedule
from internships.rules.contract import Gap, Side, Terms
from internships.rules.contract_articles import articles
from internships.rules.labour import Insurance, WageKind

PERIOD = (date(2026, 9, 1), date(2026, 12, 18))
WHOLE = Terms(
    employer=Side("대전광역시", "홍길동", "대전광역시 서구 가상로 1"),
    worker=Side("성춘향", "2001-05-05"),
    first_day=PERIOD[0],
    last_day=PERIOD[1],
    place="대전가상연구원 본관 3층",
    duties="공공데이터 품질 점검",
    starts_at=time(9),
    ends_at=time(18),
    break_minutes=60,
    work_days=(0, 1, 2, 3, 4),
    weekly_holiday=6,
    wage_kind=WageKind.HOURLY,
    wage=10_320,
    pay_day=10,
    pay_way="근로자 본인 명의 예금계좌 입금",
    insurances=tuple(Insurance),
)


def test_a_whole_contract_can_be_signed() -> None:
    assert rules.gaps(WHOLE, PERIOD, minimum_wage=10_320) == []
    assert (WHOLE.daily_minutes, WHOLE.weekly_minutes) == (480, 2400)


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        ({"worker": Side(" ")}, Gap.PARTIES),
        ({"first_day": PERIOD[0] - timedelta(days=1)}, Gap.PERIOD),
        ({"last_day": PERIOD[1] + timedelta(days=1)}, Gap.PERIOD),
        ({"first_day": date(2026, 10, 2), "last_day": date(2026, 10, 1)}, Gap.PERIOD),
        ({"place": ""}, Gap.PLACE),
        ({"duties": " "}, Gap.DUTIES),
        ({"ends_at": time(18, 1)}, Gap.HOURS),
        ({"ends_at": time(9)}, Gap.HOURS),
        ({"work_days": (0, 1, 2, 3, 4, 5)}, Gap.HOURS),
        ({"ends_at": time(17, 59), "break_minutes": 59}, Gap.BREAK),
        ({"ends_at": time(13), "break_minutes": 0}, Gap.BREAK),
        ({"work_days": ()}, Gap.HOLIDAY),
        ({"weekly_holiday": 4}, Gap.HOLIDAY),
        ({"wage": 0}, Gap.WAGE),
        ({"wage": 10_319}, Gap.MINIMUM_WAGE),
        ({"pay_day": 0}, Gap.PAY_DAY),
        ({"pay_day": 32}, Gap.PAY_DAY),
        ({"pay_way": ""}, Gap.PAY_WAY),
        ({"insurances": (Insurance.HEALTH,)}, Gap.INSURANCE),
    ],
)
def test_each_missing_or_unlawful_field_is_named(changes: dict[str, object], gap: Gap) -> None:
    assert gap in rules.gaps(replace(WHOLE, **changes), PERIOD, minimum_wage=10_320)


@pytest.mark.parametrize("changes", [{"starts_at": time(10)}, {"break_minutes": 90}])
def test_other_hours_do_not_reach_into_a_closed_month(changes: dict[str, object]) -> None:
    office = Schedule(time(9), time(18), 60)
    assert rules.gaps(WHOLE, PERIOD, counted=office) == []
    assert rules.gaps(replace(WHOLE, **changes), PERIOD, counted=office) == [Gap.CLOSED]
    assert rules.gaps(replace(WHOLE, **changes), PERIOD) == []


def test_the_days_of_work_are_those_on_which_attendance_is_counted() -> None:
    assert rules.gaps(replace(WHOLE, work_days=(0, 1, 2, 3)), PERIOD) == [Gap.DAYS]


@pytest.mark.parametrize(
    ("day", "refused"),
    [(PERIOD[0], False), (date(2026, 10, 1), False), (date(2026, 9, 30), True), (date(2026, 10, 2), True)],
)
def test_changed_terms_hold_from_the_beginning_or_from_the_first_of_a_month(day: date, refused: bool) -> None:
    """A month is paid by one contract (근로기준법 §17 ① asks for the changed terms in writing, not for their day)."""
    changed = replace(WHOLE, first_day=day)
    assert (Gap.CHANGE in rules.gaps(changed, PERIOD, since=PERIOD[0])) is refused
    assert Gap.CHANGE not in rules.gaps(changed, PERIOD), "a first contract begins when the place does"
    assert Gap.CHANGE in rules.gaps(replace(WHOLE, first_day=date(2026, 9, 1)), PERIOD, since=date(2026, 9, 14))


def test_less_than_four_hours_need_no_break() -> None:
    short = replace(WHOLE, ends_at=time(12, 59), break_minutes=0)
    assert rules.gaps(short, PERIOD) == []


@pytest.mark.parametrize(
    ("weekly", "holiday", "monthly"), [(2400, 480, 209), (1200, 240, 105), (900, 180, 79), (899, 0, 66)]
)
def test_the_paid_hours_of_a_month_are_the_ministrys(weekly: int, holiday: int, monthly: int) -> None:
    """209 hours of a 40-hour week: (40 + 8) × 365 ÷ 7 ÷ 12 = 208.57, rounded up (최저임금법 시행령 §5 ① 3)."""
    assert (labour.weekly_holiday_minutes(weekly), labour.monthly_hours(weekly)) == (holiday, monthly)


@pytest.mark.parametrize(("wage", "short"), [(2_156_880, False), (2_156_879, True)])
def test_a_monthly_wage_meets_the_minimum_by_the_won(wage: int, short: bool) -> None:
    """10,320 × 209 = 2,156,880 won in 2026."""
    monthly = replace(WHOLE, wage_kind=WageKind.MONTHLY, wage=wage)
    assert (Gap.MINIMUM_WAGE in rules.gaps(monthly, PERIOD, minimum_wage=10_320)) is short


def test_the_articles_say_every_mandatory_field() -> None:
    text = {one.title: one.text for one in articles(WHOLE)}
    assert "2026년 9월 1일부터 2026년 12월 18일까지" in text["근로계약기간"]
    assert text["근무장소"] == WHOLE.place and text["업무의 내용"] == WHOLE.duties
    assert "9시 00분부터 18시 00분까지" in text["소정근로시간과 휴게시간"] and "60분" in text["소정근로시간과 휴게시간"]
    assert "월요일, 화요일, 수요일, 목요일, 금요일(주 5일)" in text["근무일과 휴일"]
    assert "매주 일요일" in text["근무일과 휴일"] and "개근하면 유급" in text["근무일과 휴일"]
    for part in ("시간급 10,320원", "주휴수당(1주 8시간)", "50%", "다음 달 10일", WHOLE.pay_way):
        assert part in text["임금"]
    assert "최대 11일" in text["연차유급휴가"]
    assert text["사회보험 적용"].startswith("고용보험, 산재보험, 국민연금, 건강보험")
    assert "교부" in text["근로계약서 교부"]


def test_who_works_less_than_fifteen_hours_is_told_so() -> None:
    """근로기준법 §18 ③: neither a paid weekly holiday nor annual leave."""
    text = {one.title: one.text for one in articles(replace(WHOLE, ends_at=time(11), break_minutes=0))}
    assert "적용하지 않는다" in text["근무일과 휴일"] and "적용하지 않는다" in text["연차유급휴가"]
    assert "주휴수당" not in text["임금"]


@given(st.sampled_from(["place", "duties", "pay_way"]), st.text(min_size=1))
def test_another_text_has_another_hash(field: str, more: str) -> None:
    changed = replace(WHOLE, **{field: getattr(WHOLE, field) + more})
    assert rules.content_hash("DC-1", changed, articles(WHOLE)) != rules.content_hash("DC-1", WHOLE, articles(WHOLE))
