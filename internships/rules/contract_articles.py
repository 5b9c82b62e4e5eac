"""The articles of the standard labour contract in words. They are Korean whatever the reader's language: this text is
signed, and stays as it was signed whatever becomes of this module."""

from datetime import date, time

from internships.rules.contract import Article, Terms
from internships.rules.labour import SHORT_WEEK, Insurance, WageKind, weekly_holiday_minutes

WEEKDAYS = "월화수목금토일"
INSURANCES = {
    Insurance.EMPLOYMENT: "고용보험",
    Insurance.ACCIDENT: "산재보험",
    Insurance.PENSION: "국민연금",
    Insurance.HEALTH: "건강보험",
}
DELIVERY = (
    "사업주는 이 계약의 체결과 동시에 계약서를 전자문서로 작성하여 근로자에게 교부하고, 근로자는 한밭에서 그 수령을 "
    "확인한다(근로기준법 제17조 제2항)."
)
REST = (
    "이 계약에 정하지 않은 사항은 근로기준법, 기간제 및 단시간근로자 보호 등에 관한 법률과 취업규칙에 따르며, 사업주와 "
    "근로자는 각자 이를 성실하게 지킨다."
)


def articles(terms: Terms) -> tuple[Article, ...]:
    """The text that is signed, in the order of the ministry's form."""
    return (
        Article("근로계약기간", f"{_day(terms.first_day)}부터 {_day(terms.last_day)}까지로 한다."),
        Article("근무장소", terms.place),
        Article("업무의 내용", terms.duties),
        Article("소정근로시간과 휴게시간", _hours(terms)),
        Article("근무일과 휴일", _days(terms)),
        Article("임금", _wage(terms)),
        Article("연차유급휴가", _leave(terms)),
        Article("사회보험 적용", f"{', '.join(INSURANCES[one] for one in terms.insurances)}에 가입한다."),
        Article("근로계약서 교부", DELIVERY),
        Article("그 밖의 사항", REST),
    )


def _day(day: date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"


def _clock(moment: time) -> str:
    return f"{moment.hour}시 {moment.minute:02d}분"


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}시간" if not rest else f"{hours}시간 {rest}분"


def _hours(terms: Terms) -> str:
    return (
        f"{_clock(terms.starts_at)}부터 {_clock(terms.ends_at)}까지로 하고, 휴게시간은 근로시간 도중에 "
        f"{terms.break_minutes}분을 준다(근로기준법 제54조). 소정근로시간은 1일 {_length(terms.daily_minutes)}, "
        f"1주 {_length(terms.weekly_minutes)}이다. 연장·야간·휴일근로는 미리 승인받은 경우에만 한다."
    )


def _days(terms: Terms) -> str:
    worked = ", ".join(f"{WEEKDAYS[one]}요일" for one in sorted(terms.work_days))
    length = _length(terms.daily_minutes)
    text = f"근무일은 매주 {worked}(주 {len(terms.work_days)}일)이고 근로일별 근로시간은 각 {length}이다. "
    holiday = f"주휴일은 매주 {WEEKDAYS[terms.weekly_holiday]}요일"
    if terms.weekly_minutes < SHORT_WEEK:
        return (
            text
            + f"1주 소정근로시간이 15시간 미만이므로 유급 주휴일은 적용하지 않는다(제18조 제3항). {holiday}에는 쉰다."
        )
    return text + (
        f"{holiday}이며, 1주의 소정근로일을 개근하면 유급으로 한다(근로기준법 제55조 제1항). "
        "관공서의 공휴일과 대체공휴일은 유급휴일로 한다(같은 조 제2항)."
    )


def _wage(terms: Terms) -> str:
    monthly = terms.wage_kind is WageKind.MONTHLY
    base = f"월 기본급 {terms.wage:,}원" if monthly else f"시간급 {terms.wage:,}원"
    holiday = int(weekly_holiday_minutes(terms.weekly_minutes))
    if monthly and holiday:
        parts = "임금은 기본급(주휴수당 포함)과 법정수당으로 구성한다. "
    elif holiday:
        parts = f"임금은 기본급과 주휴수당(1주 {_length(holiday)}), 법정수당으로 구성한다. "
    else:
        parts = "임금은 기본급과 법정수당으로 구성한다. "
    count = (
        "기본급은 월의 일부만 근무하면 일할 계산하고, 결근·지각·조퇴한 시간은 공제한다. "
        if monthly
        else "기본급은 시간급에 근로한 시간을 곱하여 계산한다. "
    )
    extra = "연장·야간·휴일근로에는 통상임금의 50%를 더하여 지급한다(근로기준법 제56조). "
    day = "말일" if terms.pay_day == 31 else f"{terms.pay_day}일"
    paid = f"임금은 매월 1일부터 말일까지를 산정하여 다음 달 {day}에(휴일이면 그 전날에) {terms.pay_way}으로 지급한다."
    return f"{base}. {parts}{count}{extra}{paid}"


def _leave(terms: Terms) -> str:
    if terms.weekly_minutes < SHORT_WEEK:
        return "1주 소정근로시간이 15시간 미만이므로 연차유급휴가는 적용하지 않는다(근로기준법 제18조 제3항)."
    return (
        "1개월을 개근하면 1일의 유급휴가를 주고(최대 11일, 근로기준법 제60조 제2항), 시간 단위로 쓸 수 있다. "
        "퇴직할 때까지 쓰지 못한 휴가에는 수당을 지급한다."
    )
