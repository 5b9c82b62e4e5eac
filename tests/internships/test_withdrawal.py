"""Withdrawing a position where people are placed: foretold as it then happens, by host or office, told to all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Role, User
from internships import actions
from internships.models import Placement, Position
from internships.programme import CHOOSING
from internships.queries.board import seats_board
from internships.queries.position import figures_of
from internships.queries.withdrawal import outcome_of
from kernel import clock
from kernel.errors import NotVisible, ReasonNeeded, TransitionRefused
from notices.models import Notice
from programs import actions as engine
from programs.models import Application, Call
from tests.internships import factories as make
from tests.internships.views.test_pages import address, client_of

pytestmark = pytest.mark.django_db
WHY = "사무실 이전"


def _to_come() -> dict[str, str]:
    """A period of work that begins after today, so that the host's page shows it."""
    first, last = (clock.today() + timedelta(days=days) for days in (40, 60))
    return {"first_day": first.isoformat(), "last_day": last.isoformat()}


class World:
    """A matched call: two at a position of two seats, one seat of another is free, a third person is elsewhere."""

    def __init__(self) -> None:
        self.manager, approver = make.manager(), make.manager("심청")
        self.call: Call = make.call_of(self.manager, choosing=make.with_lot(CHOOSING, "2026-08"), **_to_come())
        engine.add_approver(make.acting(self.manager), self.call.pk, approver)
        self.going = make.position(self.call, seats=2, title="가")
        self.spare = make.position(self.call, seats=1, title="나")
        self.member = make.member_of(self.going.host)
        self.first, self.second = make.selected(self.call, users=[make.person("홍길동"), make.person("임꺽정")])
        for one, score in ((self.first, 90), (self.second, 80)):
            Application.objects.filter(pk=one.pk).update(score=score)
            wishes = [self.going.pk, self.spare.pk]
            actions.save_wishes(make.acting(one.user), one.pk, wishes)
        run = actions.propose_matching(make.acting(self.manager), self.call.pk)
        actions.confirm_matching(make.acting(approver), run.pk)

    def accept(self, application: Application) -> None:
        actions.accept_placement(make.acting(application.user), application.placements.get().pk)

    def withdraw(self, by: User) -> Position:
        return actions.withdraw_position(make.acting(by), self.going.pk, WHY)


def test_what_becomes_of_everybody_is_foretold_and_then_happens() -> None:
    world = World()
    world.accept(world.first)
    told = outcome_of(world.going)
    assert (told.accepted, told.moving, told.waiting) == (1, 1, 1)
    foretold = {one.placement.application_id: one.following and one.following.pk for one in told.freed}
    assert foretold == {world.first.pk: world.spare.pk, world.second.pk: None}
    assert Placement.objects.count() == 2  # asking changes nothing

    closed = world.withdraw(world.manager)
    assert (closed.state, Position.objects.get(pk=closed.pk).taken) == ("closed", 0)
    now = dict(Placement.objects.filter(state="proposed").values_list("application_id", "position_id"))
    assert now == {world.first.pk: world.spare.pk}
    assert set(Application.objects.values_list("state", flat=True)) == {"selected"}
    assert not world.first.user.has_role(Role.INTERN)  # until the new place is accepted
    assert seats_board(world.call).sums["waiting"] == 1


def test_a_host_withdraws_its_own_position_and_the_office_is_told_with_the_reason() -> None:
    world = World()
    with pytest.raises(NotVisible):
        world.withdraw(make.person("놀부"))
    with pytest.raises(ReasonNeeded):
        actions.withdraw_position(make.acting(world.member), world.going.pk, " ")
    world.withdraw(world.member)
    (notice,) = Notice.objects.filter(code="position_withdrawn")
    assert notice.recipient == world.manager and WHY in notice.body
    assert Notice.objects.filter(code="placement_withdrawn").count() == 2
    version = world.going.versions.order_by("-number")[0]
    assert (version.verb, version.reason, version.by) == ("close_position", WHY, world.member)
    with pytest.raises(TransitionRefused):
        world.withdraw(world.member)


def test_before_the_matching_of_a_call_nothing_follows_by_itself() -> None:
    placement = make.placed()
    told = outcome_of(placement.position)
    assert (told.automatic, told.waiting) == (False, 1)
    actions.withdraw_position(make.SYSTEM, placement.position_id, WHY)
    assert not Placement.objects.filter(state="proposed").exists()


def test_the_page_says_what_happens_first_and_a_host_reads_only_who_has_accepted() -> None:
    world = World()
    world.accept(world.first)
    host, office = client_of(world.member), client_of(world.manager)
    url = address("withdraw_position", world.going.pk)
    page = host.get(url).content.decode()
    assert "홍길동" in page and "임꺽정" not in page
    assert str(world.spare.host) not in page  # who would be offered what is the office's
    page = office.get(url).content.decode()
    assert "홍길동" in page and "임꺽정" in page and str(world.spare.host) in page
    assert host.post(url, {"reason": " "}).status_code == 422
    assert url in host.get(address("my_position", world.going.pk)).content.decode()
    assert host.post(url, {"reason": WHY}).status_code == 302
    page = host.get(address("my_position", world.going.pk)).content.decode()
    assert WHY in page and url not in page


def test_a_hosts_page_says_what_is_asked_granted_and_who_is_coming() -> None:
    world = World()
    host = world.going.host
    make.asked(world.call, host, seats=3)
    actions.describe_position(make.acting(world.member), world.going.pk, place="별관")
    actions.ask_change(make.acting(world.member), world.going.pk, "이전")
    client, url = client_of(world.member), address("my_host", host.pk)
    page = client.get(url).content.decode()
    assert "홍길동" not in page  # offered and not answered: the host is not told the name
    world.accept(world.first)
    figures = figures_of(host)
    assert (figures.asked, figures.granted, figures.held, figures.offered) == (3, 2, 1, 1)
    assert (figures.free, figures.changes) == (0, 1)
    page = client.get(url).content.decode()
    assert "홍길동" in page and "임꺽정" not in page
    assert client.post(address("host_list", host.pk, world.call.pk)).status_code == 302


def test_the_seats_of_a_suspended_host_are_at_risk_on_the_board() -> None:
    world = World()
    actions.suspend_host(make.SYSTEM, world.spare.host_id, "점검")
    board = seats_board(world.call, "risk")
    assert [row.position.pk for row in board.rows if row.suspended] == [world.spare.pk]
    page = client_of(world.manager).get(address("board", world.call.pk) + "?only=risk").content.decode()
    assert address("my_position", world.spare.pk) in page
