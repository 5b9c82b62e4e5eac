"""A published call is amended in the open: by two people, with a public log, never against applicants."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kernel import clock
from kernel.errors import ChangedMeanwhile, NotPermitted, ReasonNeeded, TransitionRefused
from kernel.models import AuditEntry
from notices.models import Notice
from programs import actions
from programs.errors import SecondPersonNeeded
from programs.errors_amendment import AmendmentWaits, NotAmendable, NothingAmended, NotRunning
from programs.models import Call, CallAmendment, Submission
from programs.queries.amendments import mark_of
from programs.queries.approvals import waiting_for
from programs.rules.amendment import Standing, Why, refusals, values_of, with_values
from tests.at_once import at_once
from tests.factories import make_user, person
from tests.programs import choosing
from tests.programs import factories as make
from tests.programs.test_pages import signed_in

WHY = "예산이 추가로 확보되었습니다."
PLACES = "track:purchase:places"


def built(manager: User) -> Call:
    return choosing.open_call(manager)


def told(user: User, code: str) -> int:
    return Notice.objects.filter(recipient=user, code=code).count()


def test_what_may_change_follows_from_who_has_relied_on_it() -> None:
    nobody, applied = Standing(opened=True), Standing(opened=True, applied=1)
    ranked = Standing(opened=True, applied=1, ranked=True)
    for key, before, after, standing, why in (
        ("notice", "가", "나", ranked, None),
        ("plan:results", 30, 20, ranked, None),
        ("opens_at", "a", "b", Standing(), None),
        ("opens_at", "a", "b", nobody, Why.OPENED),
        ("budget", 10, 5, nobody, None),
        ("budget", 10, 5, applied, Why.LESS),
        ("budget", 10, 11, applied, None),
        ("budget", 10, 11, ranked, Why.RANKED),
        (PLACES, None, 5, applied, Why.LESS),
        (PLACES, 5, None, applied, None),
        ("deadlines:appeal", 10, 9, applied, Why.SHORTER),
        ("deadlines:appeal", 10, 11, ranked, None),
        ("marking:cut_off", "60", "50", nobody, None),
        ("marking:cut_off", "60", "50", applied, Why.APPLIED),
        ("track:purchase:cap", 5, 9, applied, Why.APPLIED),
        ("closes_at", "a", "b", Standing(), Why.FIXED),
        ("form", {}, {"sections": []}, Standing(), Why.FIXED),
    ):
        assert refusals({key: before}, {key: after}, standing) == ({key: why} if why else {}), key


def test_terms_with_their_own_values_are_the_same_and_with_one_changed_differ_in_that() -> None:
    terms = choosing.terms()
    assert with_values(terms, values_of(terms)) == terms
    changed = with_values(terms, {PLACES: 7, "marking:cut_off": "62.5", "deadlines:appeal": 14})
    assert values_of(changed) == values_of(terms) | {
        PLACES: 7,
        "marking:cut_off": "62.5",
        "deadlines:appeal": 14,
    }
    assert changed.marking.cut_off == Decimal("62.5")


@pytest.mark.django_db
def test_an_amendment_is_put_in_force_by_a_second_person_and_makes_the_next_version_of_the_terms() -> None:
    manager = make.manager()
    call = built(manager)
    approver, case = make.approver_of(call), make.submitted(call)
    before = call.terms
    amendment = actions.propose_amendment(
        person(manager), call.pk, {"notice": call.notice + "\n문의: 042-000-0000", PLACES: 12}, WHY
    )
    assert [one.kind for one in waiting_for(approver)] == ["amendment"]
    assert told(approver, "amendment_proposed") == 1
    assert reverse("programs:amendment", args=[call.pk]) in signed_in(approver).get("/").content.decode()
    assert WHY not in Client().get(reverse("programs:call", args=[call.pk])).content.decode()
    with pytest.raises(SecondPersonNeeded):
        actions.approve_amendment(person(manager), amendment.pk)
    with pytest.raises(NotPermitted):
        actions.approve_amendment(person(make.manager()), amendment.pk)
    actions.approve_amendment(person(approver), amendment.pk)
    call = Call.objects.get(pk=call.pk)
    assert call.terms_version == before.version + 1
    assert call.terms.choosing_terms.track("purchase").places == 12
    assert (call.terms.form, call.terms.documents, call.terms.criteria) == (
        before.form,
        before.documents,
        before.criteria,
    )
    assert Submission.objects.get(application=case).terms_id == before.pk  # read under the terms of its day
    page = Client().get(reverse("programs:call", args=[call.pk])).content.decode()
    assert WHY in page and "<ins>문의: 042-000-0000</ins>" in page and "<ins>12</ins>" in page
    assert str(manager) not in page.split('id="changes"')[1] and str(approver) not in page.split('id="changes"')[1]
    assert waiting_for(approver) == []
    entry = AuditEntry.objects.get(verb="amend_call")
    assert entry.reason == WHY and PLACES in entry.after


@pytest.mark.django_db
def test_whoever_has_begun_or_handed_in_is_told_and_nobody_else() -> None:
    manager = make.manager()
    call = built(manager)
    begun, handed_in, gone = make.draft(call), make.submitted(call), make.submitted(call)
    actions.withdraw_application(person(gone.user), gone.pk, "사정")
    amendment = actions.propose_amendment(person(manager), call.pk, {"summary": "고친 요약"}, WHY)
    assert told(begun.user, "call_amended") == 0
    actions.approve_amendment(person(make.approver_of(call)), amendment.pk)
    assert [told(one.user, "call_amended") for one in (begun, handed_in, gone)] == [1, 1, 0]
    text = Notice.objects.get(recipient=begun.user, code="call_amended").body
    assert "고친 요약" in text and WHY in text


@pytest.mark.django_db
def test_what_may_not_change_once_people_have_applied_is_refused_with_its_reason() -> None:
    manager = make.manager()
    call = built(manager)
    make.submitted(call)
    wanted = {PLACES: 1, "marking:cut_off": "10", "deadlines:appeal": 1, "notice": "새 글"}
    with pytest.raises(NotAmendable) as refused:
        actions.propose_amendment(person(manager), call.pk, wanted, WHY)
    assert refused.value.refused == {PLACES: Why.LESS, "marking:cut_off": Why.APPLIED, "deadlines:appeal": Why.SHORTER}
    with pytest.raises(NotAmendable):
        actions.propose_amendment(person(manager), call.pk, {"criteria": []}, WHY)
    client, url = signed_in(manager), reverse("programs:amend_call", args=[call.pk])
    page = client.get(url).content.decode()
    assert "이미 신청이 있습니다. 평가 기준과 지원 한도는 바꿀 수 없습니다." in page
    assert 'name="marking-cut_off"' not in page


@pytest.mark.django_db
def test_an_application_between_proposal_and_approval_is_protected_too() -> None:
    manager = make.manager()
    call = built(manager)
    amendment = actions.propose_amendment(person(manager), call.pk, {"marking:cut_off": "70"}, WHY)
    make.submitted(call)
    with pytest.raises(NotAmendable):
        actions.approve_amendment(person(make.approver_of(call)), amendment.pk)
    assert CallAmendment.objects.get().state == "proposed"


@pytest.mark.django_db
def test_an_amendment_is_dropped_with_a_reason_and_the_next_one_can_come() -> None:
    manager = make.manager()
    call = built(manager)
    approver = make.approver_of(call)
    with pytest.raises(NothingAmended):
        actions.propose_amendment(person(manager), call.pk, {"title": call.title}, WHY)
    with pytest.raises(ReasonNeeded):
        actions.propose_amendment(person(manager), call.pk, {"title": "새 제목"}, " ")
    first = actions.propose_amendment(person(manager), call.pk, {"title": "새 제목"}, WHY)
    with pytest.raises(AmendmentWaits):
        actions.propose_amendment(person(manager), call.pk, {"title": "다른 제목"}, WHY)
    with pytest.raises(IntegrityError, match="one_open_amendment"), transaction.atomic():
        CallAmendment.objects.create(call=call, reason=WHY)
    actions.drop_amendment(person(approver), first.pk, "제목은 그대로 둡니다.")
    assert told(manager, "amendment_dropped") == 1
    with pytest.raises(TransitionRefused):
        actions.approve_amendment(person(approver), first.pk)
    assert Call.objects.get(pk=call.pk).title == call.title
    second = actions.propose_amendment(person(manager), call.pk, {"title": "둘째 제목"}, WHY, seen=mark_of(call))
    actions.approve_amendment(person(approver), second.pk)
    with pytest.raises(ChangedMeanwhile):
        actions.propose_amendment(person(manager), call.pk, {"title": "옛 화면"}, WHY, seen=mark_of(call) + "0")


@pytest.mark.django_db
def test_only_a_published_call_whose_results_are_not_out_is_amended() -> None:
    manager = make.manager()
    draft, call = make.draft_call(manager), make.open_call(manager)
    make.decided(call)
    for one in (draft, call):
        with pytest.raises(NotRunning):
            actions.propose_amendment(person(manager), one.pk, {"title": "새 제목"}, WHY)


@pytest.mark.django_db
def test_files_come_and_go_with_an_amendment_and_are_the_offices_until_then() -> None:
    manager = make.manager()
    call = make.draft_call(manager)
    old = actions.attach_to_notice(person(manager), call.pk, make.png("옛 공고문.png"), "옛 공고문")
    actions.propose_call(person(manager), call.pk)
    call = actions.publish_call(make.SYSTEM, call.pk)
    approver = make.approver_of(call)
    client, url = signed_in(manager), reverse("programs:amend_call", args=[call.pk])
    form = client.get(url).context["form"]
    sent: dict[str, Any] = {
        "title": call.title, "summary": call.summary, "notice": call.notice, "seats": call.seats, "budget": call.budget,
        "reserves": call.reserves, "reason": WHY, "seen": form.initial["seen"], "remove": str(old.pk),
        "upload": make.png("새 공고문.png"), "upload_title": "새 공고문",
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302
    amendment = CallAmendment.objects.get()
    assert amendment.text["after"] == {}
    address = reverse("files:download", args=[amendment.files.get().file.public_id])
    assert Client().get(address).status_code in {302, 404}
    assert signed_in(make_user()).get(address).status_code == 404
    assert signed_in(approver).get(address).status_code == 200
    page = signed_in(approver).post(
        reverse("programs:amendment", args=[call.pk]), {"approve": "1", "amendment": amendment.pk}, follow=True
    )
    assert page.status_code == 200
    public = Client().get(reverse("programs:call", args=[call.pk])).content.decode()
    assert "<ins>새 공고문</ins>" in public and "<del>옛 공고문</del>" in public
    assert Client().get(address).status_code == 200


@pytest.mark.django_db
def test_an_extension_stands_in_the_same_log_with_old_and_new() -> None:
    call = make.open_call(make.manager())
    later = clock.seoul(2031, 7, 17, 14, 47)
    actions.extend_window(make.SYSTEM, call.pk, later, "접속 장애로 연장")
    page = Client().get(reverse("programs:call", args=[call.pk])).content.decode().split('id="changes"')[1]
    assert "접속 장애로 연장" in page and "14:47" in page and "<del>" in page


@pytest.mark.django_db
def test_a_beginning_that_is_left_as_it_stands_is_no_change_in_whatever_zone_it_is_typed() -> None:
    manager, opens = make.manager(), clock.seoul(2031, 3, 2, 9)
    call = make.open_call(manager, opens_at=opens, closes_at=opens + timedelta(days=20))
    client, url = signed_in(manager), reverse("programs:amend_call", args=[call.pk])
    sent = {
        "title": call.title, "notice": call.notice, "seats": 3, "budget": call.budget, "reserves": call.reserves,
        "opens_at": "2031-03-02T09:00", "reason": WHY,
    }  # fmt: skip
    assert client.post(url, sent).status_code == 302
    assert CallAmendment.objects.get().text["after"] == {"seats": 3}


@pytest.mark.django_db(transaction=True)
def test_two_managers_who_amend_at_once_leave_one_amendment_and_two_who_approve_put_it_in_force_once() -> None:
    first, second = make.manager(), make.manager()
    call = built(first)
    actions.add_manager(person(first), call.pk, second)
    one, other = make.approver_of(call), make.approver_of(call)
    seen = mark_of(call)

    def propose(user: User, title: str) -> Any:
        return lambda: actions.propose_amendment(person(user), call.pk, {"title": title}, WHY, seen=seen)

    made = at_once([propose(first, "첫째 제목"), propose(second, "둘째 제목")] * 2)
    assert sum(isinstance(answer, CallAmendment) for answer in made) == 1
    amendment = CallAmendment.objects.get()
    done = at_once(
        [lambda user=user: actions.approve_amendment(person(user), amendment.pk) for user in (one, other)] * 2
    )
    assert sum(isinstance(answer, CallAmendment) for answer in done) == 1
    call = Call.objects.get(pk=call.pk)
    assert call.changes.count() == 1 and call.title == amendment.text["after"]["title"]


@pytest.mark.django_db(transaction=True)
def test_a_last_minute_application_and_an_approval_at_once_never_judge_anybody_by_changed_terms() -> None:
    manager = make.manager()
    call = built(manager)
    approver, case = make.approver_of(call), make.draft(call)
    amendment = actions.propose_amendment(person(manager), call.pk, {"marking:cut_off": "70"}, WHY)
    at_once([
        lambda: actions.submit_application(person(case.user), case.pk),
        lambda: actions.approve_amendment(person(approver), amendment.pk),
    ])  # fmt: skip
    handed_in = Submission.objects.get(application=case)
    in_force = CallAmendment.objects.get().state == "in_force"
    assert handed_in.terms.choosing_terms.marking.cut_off == (Decimal(70) if in_force else Decimal(0))
    assert Call.objects.get(pk=call.pk).terms.pk == handed_in.terms_id
