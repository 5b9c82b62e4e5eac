"""The panel meets: who is there, what it agrees on and why, and from when on that counts; drift between reviewers."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import User
from kernel import clock
from kernel.errors import NotPermitted, ReasonNeeded, TransitionRefused
from kernel.models import AuditEntry
from programs import actions
from programs.errors_choosing import (
    AgreedReasonNeeded,
    AttendanceMissing,
    MeetingNotOpen,
    MinutesMissing,
    NothingToAgree,
    ReviewsClosed,
    ScoresMissing,
)
from programs.models import AgreedScore, Application, Call, Meeting, RankingRun
from programs.queries.ranking import ranking_inputs
from programs.rules.ranking import rank
from tests.factories import person
from tests.programs import choosing
from tests.programs import factories as make

pytestmark = pytest.mark.django_db
AGREED = {"need": "15", "use": "20.5", "ability": "20", "effect": "20"}
WHY = "현장 경험을 더 높게 보기로 하였습니다."


class World:
    """A call with two applications, each judged by two reviewers who are far apart."""

    def __init__(self) -> None:
        self.manager = make.manager()
        self.call: Call = choosing.open_call(self.manager)
        self.reviewers = [make.reviewer_of(self.call), make.reviewer_of(self.call)]
        self.first, self.second = make.eligible(self.call), make.eligible(self.call)
        for application in (self.first, self.second):
            make.review(application, self.reviewers[0], make.FULL)
            make.review(application, self.reviewers[1], make.WEAK)

    def meeting(self, *, opened: bool = True) -> Meeting:
        held = clock.seoul(2026, 5, 4, 14)
        planned = actions.plan_meeting(person(self.manager), self.call.pk, title="1차 평가위원회", held_at=held)
        if not opened:
            return planned
        return actions.open_meeting(person(self.manager), planned.pk, [one.pk for one in self.reviewers])

    def agree(self, meeting: Meeting, points: dict[str, str] | None = None, reason: str = WHY) -> AgreedScore:
        return actions.agree_score(person(self.manager), meeting.pk, self.first.pk, points or AGREED, reason)

    def close(self, meeting: Meeting) -> Meeting:
        actions.write_minutes(person(self.manager), meeting.pk, "두 위원의 의견을 듣고 합의하였다.")
        return actions.close_meeting(person(self.manager), meeting.pk)


def score(application: Application) -> Decimal | None:
    return Application.objects.get(pk=application.pk).score


def test_agreed_points_count_from_the_closing_of_the_minutes_and_the_sheets_stay() -> None:
    world = World()
    meeting = world.meeting()
    before = score(world.first)
    agreed = world.agree(meeting)
    assert (agreed.total, score(world.first)) == (Decimal("75.5"), before)
    assert all(one.agreed is None for one in ranking_inputs(world.call).candidates)
    world.close(meeting)
    assert score(world.first) == Decimal("75.50")
    places = {one.application: one for one in rank(ranking_inputs(world.call)).listed}
    assert places[world.first.pk].mean == Decimal("75.5")
    assert places[world.second.pk].mean == before
    assert world.first.assignments.filter(revoked_at=None).count() == 2


def test_what_counts_is_the_meeting_that_was_closed_last() -> None:
    world = World()
    for points in (AGREED, AGREED | {"need": "16"}):
        meeting = world.meeting()
        world.agree(meeting, points)
        world.close(meeting)
    assert score(world.first) == Decimal("76.50")


def test_points_are_agreed_for_every_criterion_in_its_range_and_with_a_reason() -> None:
    world = World()
    meeting = world.meeting()
    for wrong in ({"need": ""}, {"need": "21"}, {"need": "-1"}, {"need": "1.234"}, {"need": "NaN"}):
        with pytest.raises(ScoresMissing):
            world.agree(meeting, AGREED | wrong)
    with pytest.raises(AgreedReasonNeeded):
        world.agree(meeting, reason=" ")
    stranger = make.eligible(choosing.open_call())
    with pytest.raises(NothingToAgree):
        actions.agree_score(make.SYSTEM, meeting.pk, stranger.pk, AGREED, WHY)
    with pytest.raises(NotPermitted):
        actions.agree_score(person(make.manager()), meeting.pk, world.first.pk, AGREED, WHY)
    assert not AgreedScore.objects.exists()


def test_points_agreed_anew_replace_the_earlier_ones_and_both_stand_in_the_trail() -> None:
    world = World()
    meeting = world.meeting()
    world.agree(meeting)
    world.agree(meeting, AGREED | {"need": "16"}, "다시 논의하였습니다.")
    assert AgreedScore.objects.get().total == Decimal("76.5")
    assert AuditEntry.objects.filter(verb="agree_score").count() == 2
    with pytest.raises(ReasonNeeded):
        actions.drop_agreed(make.SYSTEM, meeting.pk, world.first.pk, "")
    actions.drop_agreed(make.SYSTEM, meeting.pk, world.first.pk, "평가표대로 하기로 하였습니다.")
    assert not AgreedScore.objects.exists()


def test_a_meeting_is_opened_with_attendance_and_closed_with_minutes() -> None:
    world = World()
    meeting = world.meeting(opened=False)
    with pytest.raises(MeetingNotOpen):
        world.agree(meeting)
    with pytest.raises(AttendanceMissing):
        actions.open_meeting(make.SYSTEM, meeting.pk, [])
    actions.open_meeting(make.SYSTEM, meeting.pk, [world.reviewers[0].pk])
    present = {one["name"]: one["present"] for one in Meeting.objects.get().attendance}
    assert present == {world.reviewers[0].name: True, world.reviewers[1].name: False}
    with pytest.raises(MinutesMissing):
        actions.close_meeting(make.SYSTEM, meeting.pk)
    world.close(meeting)
    with pytest.raises(MeetingNotOpen):
        actions.write_minutes(make.SYSTEM, meeting.pk, "나중에 고친 글")
    with pytest.raises(TransitionRefused):
        actions.close_meeting(make.SYSTEM, meeting.pk)


def test_a_planned_meeting_can_be_cancelled_with_a_reason() -> None:
    world = World()
    meeting = world.meeting(opened=False)
    with pytest.raises(ReasonNeeded):
        actions.cancel_meeting(make.SYSTEM, meeting.pk, "")
    assert actions.cancel_meeting(make.SYSTEM, meeting.pk, "정족수 미달").state == "cancelled"


def test_agreed_points_do_not_come_under_a_ranking_that_was_proposed() -> None:
    world = World()
    meeting = world.meeting()
    world.agree(meeting)
    RankingRun.objects.create(
        call=world.call, terms=world.call.terms, rule="test", inputs="{}", inputs_hash="0" * 64, result={}
    )
    with pytest.raises(ReviewsClosed):
        world.close(meeting)
    assert Meeting.objects.get().state == "open"


# -- pages -------------------------------------------------------------------------------------------------------


def signed_in(client: Any, user: User) -> Any:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_meeting_goes_from_its_plan_to_the_minutes_on_its_pages(client: Any) -> None:
    world = World()
    signed_in(client, world.manager)
    actions.set_recusal(make.SYSTEM, world.second.pk, world.reviewers[1], "친족 관계")
    planned = client.post(
        f"/manage/calls/{world.call.pk}/meetings/", {"title": "평가위원회", "held_at": "2026-05-04T14:00"}
    )
    page = planned.headers["Location"]
    assert client.post(page, {"verb": "open"}).status_code == 422
    client.post(page, {"verb": "open", "present": [world.reviewers[0].pk]})
    shown = client.get(page).content.decode()
    assert world.reviewers[1].name in shown
    assert "49.50" in shown  # 87.5 and 38: how far the sheets lie apart
    agree = f"{page}{world.first.public_id}/"
    assert client.get(agree).status_code == 200
    typed = {f"points-{key}": value for key, value in AGREED.items()}
    refused = client.post(agree, {**typed, "points-need": "99", "reason": WHY})
    assert refused.status_code == 422
    assert WHY in refused.content.decode()
    assert client.post(agree, {**typed, "reason": WHY}).status_code == 302
    client.post(page, {"verb": "save", "minutes": "첫 줄"})
    assert client.post(page, {"verb": "close", "minutes": ""}).status_code == 422
    assert client.post(page, {"verb": "close", "minutes": "합의하였다."}).status_code == 302
    closed = client.get(page).content.decode()
    assert "75.50" in closed
    assert "합의하였다." in closed
    assert client.get(f"/manage/calls/{world.call.pk}/meetings/").status_code == 200
    assert client.post(f"{page}pdf/").status_code == 302


def test_a_meeting_costs_the_same_whatever_the_number_of_applications(
    client: Any, django_assert_max_num_queries: Any
) -> None:
    world = World()
    signed_in(client, world.manager)
    meeting = world.meeting()
    url = f"/manage/meetings/{meeting.pk}/"
    client.get(url)
    for _number in range(4):
        make.review(make.eligible(world.call), world.reviewers[0], make.FULL)
    with django_assert_max_num_queries(22):
        client.get(url)


def test_a_severe_reviewer_is_named_carefully_on_the_drift_page(client: Any) -> None:
    manager = make.manager()
    call = choosing.open_call(manager)
    mild, other, severe = (make.reviewer_of(call) for _number in range(3))
    for number in range(6):
        application = make.eligible(call)
        for user, points in ((mild, "18"), (other, "17.5"), (severe, "8")):
            sheet = {"need": points, "use": str(20 + number), "ability": "20", "effect": "20"}
            make.review(application, user, sheet)
    page = signed_in(client, manager).get(f"/manage/calls/{call.pk}/reviewers/drift/").content.decode()
    assert "다른 위원보다 낮게" in page
    assert page.count('class="drift"') == 3


def test_with_few_sheets_the_drift_page_says_nothing(client: Any) -> None:
    world = World()
    page = signed_in(client, world.manager).get(f"/manage/calls/{world.call.pk}/reviewers/drift/").content.decode()
    assert 'class="drift"' not in page
