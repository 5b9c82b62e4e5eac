"""Two people stand behind a published call: one proposes it, another publishes it or sends it back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from kernel import clock
from kernel.errors import NotPermitted, ReasonNeeded, TransitionRefused
from kernel.models import AuditEntry
from kernel.permissions import may
from notices.models import Notice
from programs import actions
from programs.actions.call import CallText
from programs.errors import NotAFinanceOfficer, NotAnApprover, SecondPersonNeeded
from programs.errors_building import CallIncomplete, WindowPassed
from programs.models import Call
from programs.queries.approvals import waiting_for
from programs.queries.calls import approvers_of, payers_of
from tests.factories import make_user, person
from tests.programs import factories as make

pytestmark = pytest.mark.django_db


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(recipient=user).order_by("pk").values_list("code", flat=True))


def test_an_approver_publishes_what_a_manager_has_proposed() -> None:
    manager = make.manager()
    draft = make.draft_call(manager)
    approver = make.approver_of(draft)
    proposed = actions.propose_call(person(manager), draft.pk)
    assert (proposed.state, proposed.proposed_by) == ("proposed", manager)
    assert told(approver) == ["call_proposed"]
    assert told(manager) == []
    published = actions.publish_call(person(approver), draft.pk)
    assert (published.state, published.published_by) == ("published", approver)
    assert told(manager) == ["call_published"]
    verbs = AuditEntry.objects.filter(entity="programs.call", entity_id=str(draft.pk)).order_by("id")
    assert list(verbs.values_list("verb", flat=True))[-2:] == ["propose", "publish"]


def test_nobody_publishes_their_own_proposal_and_another_manager_of_the_call_may() -> None:
    manager, second = make.manager(), make.manager()
    call = make.proposed_call(manager)
    actions.add_approver(make.SYSTEM, call.pk, manager)  # a right more does not make a second person
    with pytest.raises(SecondPersonNeeded):
        actions.publish_call(person(manager), call.pk)
    with pytest.raises(SecondPersonNeeded):
        actions.send_back_call(person(manager), call.pk, "제가 다시 보겠습니다.")
    with pytest.raises(NotPermitted):
        actions.publish_call(person(second), call.pk)
    actions.add_manager(person(manager), call.pk, second)
    assert actions.publish_call(person(User.objects.get(pk=second.pk)), call.pk).published_by == second


def test_the_database_refuses_one_person_in_both_places() -> None:
    manager = make.manager()
    call = make.proposed_call(manager)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(published_by=manager)


def test_a_draft_cannot_be_published_past_the_second_person() -> None:
    draft = make.draft_call(make.manager())
    approver = make.approver_of(draft)
    with pytest.raises(TransitionRefused):
        actions.publish_call(person(approver), draft.pk)


def test_what_waits_for_approval_is_not_changed_until_it_is_taken_back() -> None:
    manager = make.manager()
    call = make.proposed_call(manager)
    text = CallText(title="다른 제목", opens_at=call.opens_at, closes_at=call.closes_at, seats=1)
    with pytest.raises(CallIncomplete):
        actions.update_call(person(manager), call.pk, text)
    taken = actions.take_back_call(person(manager), call.pk)
    assert (taken.state, taken.proposed_by) == ("draft", None)
    assert actions.update_call(person(manager), call.pk, text).title == "다른 제목"


def test_a_call_sent_back_tells_its_proposer_why_and_can_be_proposed_again() -> None:
    manager = make.manager()
    call = make.proposed_call(manager)
    approver = make.approver_of(call)
    with pytest.raises(ReasonNeeded):
        actions.send_back_call(person(approver), call.pk, "  ")
    actions.send_back_call(person(approver), call.pk, "접수 기간이 공휴일에 끝납니다.")
    assert told(manager) == ["call_sent_back"]
    client = Client()
    client.force_login(manager)
    page = client.get(reverse("programs:manage_call", args=[call.pk])).content.decode()
    assert "접수 기간이 공휴일에 끝납니다." in page
    actions.propose_call(person(manager), call.pk)
    assert actions.publish_call(person(approver), call.pk).state == "published"


def test_what_waited_longer_than_its_window_is_not_published() -> None:
    call = make.proposed_call(make.manager())
    approver = make.approver_of(call)
    with clock.at(call.closes_at + timedelta(seconds=1)), pytest.raises(WindowPassed):
        actions.publish_call(person(approver), call.pk)


def test_only_officers_and_managers_are_let_approve() -> None:
    call = make.draft_call(make.manager())
    with pytest.raises(NotAnApprover):
        actions.add_approver(make.SYSTEM, call.pk, make_user(Role.REVIEWER))
    approver = make.approver_of(call)
    assert approver in approvers_of(call)
    actions.remove_approver(make.SYSTEM, call.pk, approver)
    assert approver not in approvers_of(call)


def test_only_finance_officers_are_let_pay_out() -> None:
    call = make.draft_call(make.manager())
    with pytest.raises(NotAFinanceOfficer):
        actions.add_payer(make.SYSTEM, call.pk, make_user(Role.MANAGER))
    payer = make_user(Role.FINANCE)
    with pytest.raises(NotPermitted):
        actions.add_payer(person(payer), call.pk, payer)
    actions.add_payer(make.SYSTEM, call.pk, payer)
    assert list(payers_of(call)) == [payer]
    assert may(person(User.objects.get(pk=payer.pk)), "pay_call", call)
    actions.remove_payer(make.SYSTEM, call.pk, payer)
    assert not may(person(User.objects.get(pk=payer.pk)), "pay_call", call)


def test_the_approvers_home_page_leads_to_what_waits_and_only_to_that() -> None:
    manager = make.manager()
    call = make.proposed_call(manager)
    approver = make.approver_of(call)
    make.proposed_call(make.manager())  # of others
    address = reverse("programs:call_approval", args=[call.pk])
    client = Client()
    client.force_login(approver)
    assert address in client.get("/").content.decode()
    assert [(one.kind, one.call_id) for one in waiting_for(approver)] == [("call", call.pk)]
    assert not waiting_for(manager)
    client.post(reverse("programs:publish_call", args=[call.pk]))
    assert address not in client.get("/").content.decode()


def test_a_proposed_call_is_unknown_to_everybody_else() -> None:
    call = make.proposed_call(make.manager())
    assert Client().get(reverse("programs:call", args=[call.pk])).status_code == 404
    assert call.title not in Client().get(reverse("programs:calls")).content.decode()
