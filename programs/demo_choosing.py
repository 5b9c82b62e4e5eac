"""What else happens while a played call chooses: who the reviewers are, what has to be corrected, what the panel agrees
on, and how a published call is amended."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from accounts.models import User
from kernel import clock
from programs import actions
from programs.demo import acting, sheet_fields
from programs.models import Application, Call, Correction, Meeting
from programs.rules.correction import Item
from programs.rules.form import Kind
from programs.rules.form_build import put_question, section_of

ASKED = (
    "내용이 짧아 심사하기 어렵습니다. 누가, 언제, 무엇에 쓰는지 구체적으로 적어 주세요.",
    "수치를 적은 곳에 출처를 덧붙여 주세요.",
    "확인할 수 있는 값(매출, 시간, 건수)으로 다시 적어 주세요.",
)
MENDED = (
    "지적해 주신 대로 보완했습니다. 매장 관리자가 매주 월요일에 자료를 내려받아 발주량과 근무표를 정하고, 석 달마다 "
    "결과를 비교합니다."
)
MINUTES = """1. 개회: 위원 과반 출석으로 회의를 시작함.
2. 평가 기준 확인: 공고의 평가표와 등급 기준에 따라 평가함을 확인함.
3. 종합 의견: 위원 사이에 점수 차이가 큰 신청을 다시 논의하고 합의점수를 정함.
4. 폐회."""


def play_profiles(reviewers: Sequence[User], fields: Sequence[str]) -> None:
    """Each reviewer's fields in turn, how much one takes on, and for some of them an earlier employer."""
    for number, reviewer in enumerate(reviewers):
        former = [{"name": f"한밭데이터연구소(가상) {number + 1}팀", "until": "2025-06-30"}] if number % 3 == 0 else []
        chosen = {fields[number % len(fields)], fields[(number + 1) % len(fields)]}
        actions.update_profile(acting(reviewer), fields=chosen, limit=30 + 5 * (number % 3), employers=former)


def play_corrections(
    dice: Random, call: Call, manager: User, applications: Sequence[Application], *, open_ones: int
) -> list[Application]:
    """One in ten is asked to correct the text of its plan and does so; the last ``open_ones`` are asked the day before
    yesterday and have some days left. Those that can be screened now."""
    answered = [one for one in applications[: len(applications) - open_ones] if dice.random() < 0.1]
    for number, application in enumerate(answered):
        with clock.at(call.closes_at + timedelta(hours=2, minutes=7 * number)):
            correction = _ask(dice, manager, application)
        with clock.at(call.closes_at + timedelta(hours=20, minutes=7 * number)):
            actor = acting(application.user)
            (key,) = correction.questions
            actions.save_correction(actor, application.pk, {key: MENDED}, correction.revisions)
            actions.hand_in_correction(actor, application.pk)
    waiting = applications[len(applications) - open_ones :]
    with clock.at(clock.now() - timedelta(days=2)):
        for application in waiting:
            _ask(dice, manager, application)
    return list(applications[: len(applications) - open_ones])


def _ask(dice: Random, manager: User, application: Application) -> Correction:
    form = application.call.terms.form_spec
    texts = [one.key for _section, one in form.questions() if one.kind is Kind.LONG_TEXT and one.condition is None]
    item = Item("question", dice.choice(texts), dice.choice(ASKED))
    message = "심사에 필요한 내용을 보완해 주세요. 기한이 지나면 제출한 내용 그대로 심사합니다."
    return actions.ask_correction(acting(manager), application.pk, [item], message=message)


def play_meeting(dice: Random, call: Call, manager: User, reviewers: Sequence[User], *, after: timedelta) -> Meeting:
    """The panel met ``after`` the closing, agreed on points for the application whose sheets were furthest apart, and
    closed its minutes."""
    actor = acting(manager)
    held_at = call.closes_at + after
    with clock.at(held_at - timedelta(days=5)):
        meeting = actions.plan_meeting(
            actor, call.pk, title="종합평가 회의", held_at=held_at, place="대전시청 중회의실(가상)"
        )
    with clock.at(held_at):
        actions.open_meeting(actor, meeting.pk, [one.pk for one in reviewers[: max(2, len(reviewers) - 1)]])
        judged = call.applications.filter(state="in_review", score__isnull=False).order_by("score", "pk").first()
        if judged:
            points = {key.removeprefix("points-"): value for key, value in sheet_fields(dice, call, 0.78).items()}
            reason = "두 위원의 점수 차이가 커 논의한 끝에 활용 계획의 구체성을 높게 보기로 함."
            actions.agree_score(actor, meeting.pk, judged.pk, points, reason)
        actions.write_minutes(actor, meeting.pk, MINUTES)
    with clock.at(held_at + timedelta(hours=2)):
        return actions.close_meeting(actor, meeting.pk)


def play_next_meeting(call: Call, manager: User, *, days: int) -> Meeting:
    """A meeting that is still to come, at two in the afternoon."""
    day = clock.today() + timedelta(days=days)
    held_at = clock.seoul(day.year, day.month, day.day, 14)
    return actions.plan_meeting(
        acting(manager), call.pk, title="2차 종합평가 회의", held_at=held_at, place="대전시청 소회의실(가상)"
    )


def play_amendment(call: Call, manager: User, approver: User) -> None:
    """Two days ago a help text was made clearer and the reserve list longer, in the open and by two people; now another
    amendment waits for the second person."""
    actor = acting(manager)
    with clock.at(clock.now() - timedelta(days=2, hours=3)):
        actions.compose_amendment(actor, call.pk)
        form = call.terms.own_form
        first = next(one for _section, one in form.questions() if one.kind is Kind.LONG_TEXT)
        home = section_of(form, first.key)
        if home:
            clearer = replace(first, help="사려는 자료의 이름, 기간, 지역, 건수와 받는 형식을 적어 주세요.", help_en="")
            actions.change_form(actor, call.pk, put_question(form, home.key, clearer))
        amendment = actions.propose_amendment(
            actor, call.pk, {"reserves": call.reserves + 3}, "문의가 많은 질문의 안내를 고치고 예비 순번을 늘립니다."
        )
    with clock.at(clock.now() - timedelta(days=2)):
        actions.approve_amendment(acting(approver), amendment.pk)
    with clock.at(clock.now() - timedelta(hours=4)):
        call.refresh_from_db()
        text = f"{call.notice}\n\n문의: 대전데이터바우처 상담실(가상) 042-000-0000"
        actions.propose_amendment(actor, call.pk, {"notice": text}, "문의처를 공고문에 추가합니다.")
