"""The confidential line: heard by appointed listeners, hidden from everybody else in every place."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Role, User
from internships.actions import concern as actions
from internships.errors_work import NoListener, NotAListener
from internships.models import Concern, Placement
from kernel.errors import NotPermitted, NotVisible, ReasonNeeded
from kernel.models import AuditEntry
from notices.models import Notice, OutgoingMail
from programs import actions as engine
from tests.internships import factories as make
from tests.internships.views.test_pages import address, client_of

pytestmark = pytest.mark.django_db
SECRET = "멘토가 소리를 지르고 자료를 던졌습니다"


class World:
    """An intern with a mentor, a manager, an approver and a listener of the call."""

    def __init__(self) -> None:
        self.manager, self.mentor = make.manager(), make.person("이황")
        self.approver, self.listener = make.person("정약용", Role.APPROVER), make.person("유관순")
        call = make.call_of(self.manager)
        engine.add_approver(make.SYSTEM, call.pk, self.approver)
        self.placement: Placement = make.accepted(call, make.host(mentor=self.mentor), make.person("성춘향"))
        self.call = call

    def appoint(self, user: User) -> None:
        actions.appoint_listener(make.acting(self.approver), self.call.pk, user)

    def raised(self) -> Concern:
        self.appoint(self.listener)
        return actions.raise_concern(make.acting(self.placement.person), self.placement.pk, "harassment", SECRET)


def test_who_manages_the_call_or_mentors_hears_nothing_and_nobody_appoints_themselves() -> None:
    world = World()
    for user in (world.manager, world.mentor):
        with pytest.raises(NotAListener):
            world.appoint(user)
    with pytest.raises(NotPermitted):
        actions.appoint_listener(make.acting(world.listener), world.call.pk, world.listener)


def test_without_a_listener_the_intern_is_told_where_else_to_go() -> None:
    world = World()
    with pytest.raises(NoListener):
        actions.raise_concern(make.acting(world.placement.person), world.placement.pk, "other", SECRET)


def test_intern_and_listener_talk_until_it_is_settled_and_it_can_be_raised_again() -> None:
    world = World()
    concern = world.raised()
    intern, listener = make.acting(world.placement.person), make.acting(world.listener)
    with pytest.raises(ReasonNeeded):
        actions.add_note(listener, concern.pk, " ")
    actions.add_note(listener, concern.pk, "오늘 중에 연락드리겠습니다.")
    concern.refresh_from_db()
    assert concern.state == "heard"
    with pytest.raises(NotVisible):
        actions.settle_concern(intern, concern.pk)
    actions.settle_concern(listener, concern.pk)
    actions.add_note(intern, concern.pk, "다시 같은 일이 있었습니다.")
    concern.refresh_from_db()
    assert (concern.state, concern.settled_at, concern.notes.count()) == ("raised", None, 3)


def test_a_concern_leaks_nowhere() -> None:
    """Pages, notices, mails and the audit trail of everybody else; only intern and listener read it."""
    world = World()
    concern = world.raised()
    page = address("concern", concern.pk)
    for reader in (world.placement.person, world.listener):
        assert SECRET in client_of(reader).get(page).content.decode()
    office = make.person("장영실", Role.AUDITOR)
    others = (world.manager, world.mentor, world.approver, office, make.person("놀부"))
    for other in others:
        client: Client = client_of(other)
        assert client.get(page).status_code == 404
        assert client.post(page, {"text": "엿보기"}).status_code == 404
        assert client.get(address("hearing")).status_code == 403
        assert client.post(address("settle_concern", concern.pk)).status_code == 404
    seen = [
        client_of(world.manager).get(address("placement", world.placement.pk)),
        client_of(world.mentor).get(address("here")),
    ]
    assert all(answer.status_code == 200 and SECRET not in answer.content.decode() for answer in seen)
    assert not any(SECRET in f"{one.before}{one.after}{one.reason}" for one in AuditEntry.objects.all())
    assert not any(SECRET in f"{one.subject}{one.body}" for one in Notice.objects.all())
    assert {one.recipient for one in Notice.objects.filter(code="concern_raised")} == {world.listener}
    assert not any(SECRET in f"{one.subject}{one.body}{one.html}" for one in OutgoingMail.objects.all())
