"""The pages of wishes and matching as their people use them; how many statements they take."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from internships import actions
from internships.models import MatchingRun, Placement, WishList
from internships.programme import CHOOSING
from internships.queries.board import NATIONAL, funnel, seats_board
from internships.queries.matching import placed_now
from programs import actions as engine
from programs.models import Application, Call
from reports.models import Job
from tests.internships import factories as make
from tests.internships.views.test_pages import client_of, statements

pytestmark = pytest.mark.django_db


def page(name: str, *args: Any) -> str:
    return reverse(f"internships:{name}", args=args)


@pytest.fixture
def manager() -> User:
    return make.manager()


@pytest.fixture
def call(manager: User) -> Call:
    return make.call_of(manager, choosing=make.with_lot(CHOOSING, "2026-08"))


def listed(application: Application) -> list[int]:
    return [one.position_id for one in WishList.objects.get(application=application).wishes.all()]


def click(client: Client, url: str, **values: Any) -> Any:
    """One button of the page with what the page carries along."""
    kept = WishList.objects.filter(application__public_id=url.rstrip("/").split("/")[-1]).first()
    return client.post(url, {"revision": kept.revision if kept else 0} | values, follow=True)


def test_a_list_is_built_button_by_button_and_each_click_is_kept(call: Call) -> None:
    first, second, third = (make.position(call, title=title) for title in "가나다")
    application = make.submitted(call)
    client, url = client_of(application.user), page("wishes", application.public_id)
    for one in (first, second, third):
        click(client, url, add=one.pk)
    assert listed(application) == [first.pk, second.pk, third.pk]
    click(client, url, up=third.pk)
    click(client, url, down=first.pk)
    assert listed(application) == [third.pk, first.pk, second.pk]
    click(client, url, off=first.pk)
    click(client, url, up=third.pk)  # the first cannot go higher
    assert listed(application) == [third.pk, second.pk]
    click(client, url, way="1", home="3020054000", longest="45", districts=["30200"])
    kept = WishList.objects.get(application=application)
    assert (kept.home, kept.longest, kept.districts) == ("3020054000", 45, ["30200"])
    assert listed(application) == [third.pk, second.pk]


def test_a_click_from_a_page_that_is_old_changes_nothing_and_says_so(call: Call) -> None:
    first, second = make.position(call), make.position(call)
    application = make.submitted(call)
    client, url = client_of(application.user), page("wishes", application.public_id)
    click(client, url, add=first.pk)
    answer = client.post(url, {"revision": 0, "add": second.pk}, follow=True)
    assert listed(application) == [first.pk]
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_a_position_that_was_closed_leaves_the_list_with_the_next_click(call: Call) -> None:
    first, second, third = (make.position(call, title=title) for title in "가나다")
    application = make.submitted(call)
    client, url = client_of(application.user), page("wishes", application.public_id)
    for one in (first, second):
        click(client, url, add=one.pk)
    actions.close_position(make.SYSTEM, first.pk, "사무실 이전")
    click(client, url, add=third.pk)
    assert listed(application) == [second.pk, third.pk]


def test_a_revision_that_is_no_number_counts_as_an_old_page(call: Call) -> None:
    position = make.position(call)
    application = make.submitted(call)
    client, url = client_of(application.user), page("wishes", application.public_id)
    click(client, url, add=position.pk)
    assert client.post(url, {"revision": "x", "off": position.pk}).status_code == 302
    assert listed(application) == [position.pk]


def test_somebody_elses_wishes_are_not_found(call: Call) -> None:
    application = make.submitted(call)
    assert client_of(make.person("놀부")).get(page("wishes", application.public_id)).status_code == 404


def test_a_way_that_is_no_number_is_said_at_its_field(call: Call) -> None:
    application = make.submitted(call)
    answer = client_of(application.user).post(
        page("wishes", application.public_id), {"revision": 0, "way": "1", "longest": "멀리"}
    )
    assert answer.status_code == 422
    assert "longest" in answer.context["form"].errors


def test_the_page_of_wishes_takes_the_same_statements_for_three_and_for_thirty_positions(call: Call) -> None:
    host = make.host()
    application = make.submitted(call)
    client, url = client_of(application.user), page("wishes", application.public_id)
    made = [make.position(call, host, title=f"자리 {number}") for number in range(3)]
    click(client, url, add=made[0].pk)
    few = statements(client, url)
    for number in range(3, 30):
        make.position(call, host, title=f"자리 {number}")
    assert statements(client, url) == few <= 16


def test_a_matching_is_made_looked_through_and_confirmed_by_two_people(call: Call, manager: User) -> None:
    approver = make.manager("심청")
    engine.add_approver(make.acting(manager), call.pk, approver)
    seat = make.position(call, seats=1, dong="3020054000")
    first, second = make.selected(call, 2)
    Application.objects.filter(pk=first.pk).update(score=Decimal(90))
    Application.objects.filter(pk=second.pk).update(score=Decimal(80))
    mine, theirs = client_of(manager), client_of(approver)
    mine.post(page("propose_matching", call.pk))
    run = MatchingRun.objects.get()
    decide = page("decide_matching", call.pk, run.pk)
    form = f'action="{decide}"'
    assert form not in mine.get(page("matching", call.pk)).content.decode()  # who made it is not asked to confirm it
    assert form in theirs.get(page("matching", call.pk)).content.decode()
    theirs.post(decide)
    assert placed_now(call) == {first.pk: seat.pk}
    again = mine.post(page("match_again", call.pk, run.pk), follow=True)
    assert [message.level_tag for message in again.context["messages"]] == ["success"]
    answer = mine.get(page("matching", call.pk), {"position": seat.pk, "seats": "1", "minutes": "0"})
    assert (answer.context["answer"].placed_before, answer.context["answer"].placed) == (1, 2)
    why = client_of(first.user).get(page("my_place"))
    assert [line.rank for line in why.context["why"]] == [1]


def test_the_page_of_a_matching_takes_the_same_statements_for_two_and_for_twelve_people(
    call: Call, manager: User
) -> None:
    make.position(call, seats=5, dong="3020054000")
    client = client_of(manager)
    make.selected(call, 2)
    client.post(page("propose_matching", call.pk))
    client.get(page("matching", call.pk))
    few = statements(client, page("matching", call.pk))
    other = make.call_of(manager, choosing=make.with_lot(CHOOSING, "2026-08"))
    make.position(other, seats=5, dong="3020054000")
    make.selected(other, 12)
    client.post(page("propose_matching", other.pk))
    client.get(page("matching", other.pk))
    assert statements(client, page("matching", other.pk)) == few <= 22


@pytest.mark.parametrize(("kind", "document"), [("pdf", "internships.matching"), ("xlsx", "internships.matching_list")])
def test_papers_of_a_matching_are_asked_for_on_its_page(call: Call, manager: User, kind: str, document: str) -> None:
    make.position(call, dong="3020054000")
    make.selected(call)
    client = client_of(manager)
    client.post(page("propose_matching", call.pk))
    client.post(page("matching_paper", call.pk, MatchingRun.objects.get().pk), {"kind": kind})
    assert [job.code for job in Job.objects.all()] == [document]


def test_one_person_and_one_seat_are_counted_in_english(call: Call, manager: User) -> None:
    make.position(call, seats=1, dong="3020054000")
    make.selected(call)
    client = client_of(manager)
    client.post(page("propose_matching", call.pk))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "1 person, 1 seat<" in client.get(page("matching", call.pk)).content.decode()


def test_a_move_by_hand_names_whom_it_passes_over_before_it_is_done(call: Call, manager: User) -> None:
    wanted = make.position(call, seats=1, title="가")
    other = make.position(call, seats=1, title="나")
    better, worse = make.selected(call, 2)
    Application.objects.filter(pk=better.pk).update(score=Decimal(90))
    Application.objects.filter(pk=worse.pk).update(score=Decimal(70))
    click(client_of(better.user), page("wishes", better.public_id), add=wanted.pk)
    placement = actions.place_applicant(make.SYSTEM, worse.pk, other.pk)
    client, url = client_of(manager), page("move", placement.pk)
    shown = client.post(url, {"position": wanted.pk, "reason": "집에서 가까움"})
    assert str(better.receipt_number) in shown.content.decode()
    assert Placement.objects.count() == 1
    client.post(url, {"position": wanted.pk, "reason": "집에서 가까움", "anyway": "1"})
    moved = Placement.objects.get(state="proposed")
    assert (moved.position_id, moved.disturbs) == (wanted.pk, [better.pk])


def test_everybody_reads_why_this_place_and_why_not_a_dearer_wish(call: Call, manager: User) -> None:
    home, far = "3020054000", "3011051500"  # 온천2동 and 중앙동, 51 minutes from each other
    engine.add_approver(make.acting(manager), call.pk, approver := make.manager("심청"))
    one_seat = make.position(call, seats=1, dong=home, title="한 자리")
    distant = make.position(call, seats=1, dong=far, title="먼 자리")
    last = make.position(call, seats=1, dong=home, title="남은 자리")
    better, worse = make.selected(call, 2)
    for application, score in ((better, 90), (worse, 80)):
        Application.objects.filter(pk=application.pk).update(score=Decimal(score))
    wishes = {better: [one_seat.pk], worse: [one_seat.pk, distant.pk, last.pk]}
    for application, listed in wishes.items():
        actor = make.acting(application.user)
        actions.save_wishes(actor, application.pk, listed, revision=0, home=home, longest=50)
    run = actions.propose_matching(make.acting(manager), call.pk)
    actions.confirm_matching(make.acting(approver), run.pk)
    said = client_of(worse.user).get(page("my_place"))
    assert [(line.rank, line.position.title, str(line.verdict)) for line in said.context["why"]] == [
        (1, "한 자리", "앞 순위 지원자로 자리가 모두 찼습니다."),
        (2, "먼 자리", "적어 낸 통근 시간보다 멉니다."),
        (3, "남은 자리", "배정된 자리입니다."),
    ]
    for line in said.context["why"]:
        assert str(line.verdict) in said.content.decode()
    assert better.receipt_number not in said.content.decode()


# -- the board ---------------------------------------------------------------------------------------------------------


def test_the_board_counts_seats_and_names_those_at_risk(call: Call, manager: User) -> None:
    full = make.position(call, seats=1, title="가", dong="3020054000")
    lonely = make.position(call, seats=2, title="나", dong="3011051500")
    (application,) = make.selected(call)
    placement = actions.place_applicant(make.SYSTEM, application.pk, full.pk)
    actions.accept_placement(make.acting(placement.person), placement.pk)
    board = seats_board(call)
    assert board.sums == {"seats": 3, "filled": 1, "offered": 0, "free": 2, "risk": 1, "waiting": 0}
    assert [row.position.pk for row in seats_board(call, "risk").rows] == [lonely.pk]
    assert [row.position.pk for row in seats_board(call, "full").rows] == [full.pk]
    assert client_of(manager).get(page("board", call.pk)).status_code == 200
    with CaptureQueriesContext(connection) as few:
        seats_board(call)
    for number in range(20):
        make.position(call, full.host, title=f"자리 {number}")
    with CaptureQueriesContext(connection) as many:
        seats_board(call)
    assert len(many) == len(few) <= 8


def test_the_way_to_completion_is_shown_beside_the_year_2020(call: Call) -> None:
    """By hand: 7,037 of 8,440 are 83.4 %, 6,335 of 7,037 are 90.0 %, 5,232 of 6,335 are 82.6 %."""
    assert NATIONAL == (8_440, 7_037, 6_335, 5_232)
    make.position(call)
    make.selected(call, 2)
    steps = {step.code: step for step in funnel(call)}
    assert [step.national for step in steps.values()] == [None, None, *map(Decimal, ("83.4", "90.0", "82.6"))]
    assert [step.count for step in steps.values()] == [2, 2, 0, 0, 0]
    assert steps["selected"].percent == Decimal("100.0")
