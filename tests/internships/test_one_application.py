"""One application per person of an internship call, whatever is clicked at once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from programs import actions as engine
from programs.actions.bulk import bulk_verb, look
from programs.facts import findings_for, handed_in
from programs.models import Application
from programs.rules.eligibility import Verdict
from tests.at_once import at_once
from tests.internships import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_a_person_who_begins_and_hands_in_on_many_devices_at_once_has_one_application_and_one_number() -> None:
    call, user = make.call_of(), make.person("성춘향")
    begun = at_once([lambda: engine.start_application(make.acting(user), call.pk)] * 6)
    application = Application.objects.get(call=call, user=user)
    assert {one.pk for one in begun} == {application.pk}
    engine.save_answers(make.acting(user), application.pk, make.ANSWERS, application.revisions)
    handed_in = at_once([lambda: engine.submit_application(make.acting(user), application.pk)] * 6)
    assert {one.receipt_number for one in handed_in} == {Application.objects.get().receipt_number}
    assert application.submissions.count() == 1


def test_the_database_refuses_a_second_one_and_whoever_withdrew_may_apply_again() -> None:
    call = make.call_of()
    first = make.submitted(call)
    with pytest.raises(IntegrityError, match="one_active_application_per_person"), transaction.atomic():
        Application.objects.create(call=call, user=first.user, name=first.name)
    engine.withdraw_application(make.acting(first.user), first.pk, "다시 쓰겠습니다.")
    second = make.submitted(call, first.user)
    assert second.pk != first.pk and second.receipt_number != first.receipt_number
    assert make.submitted(make.call_of(), first.user).user == first.user  # another call is another application


def test_a_second_account_of_one_person_is_a_finding_for_the_office_and_tells_applicants_nothing() -> None:
    manager = make.manager()
    call = make.call_of(manager)
    first = make.submitted(call, make.person("성춘향"))
    second = make.submitted(call, make.person("성 춘향"), phone="010-0000-7777")
    other = make.submitted(call, make.person("이몽룡"), phone="010-0000-8888")
    make.past(call)
    desk = Client()
    desk.force_login(manager, backend=BACKEND)
    pages = {
        one.pk: desk.get(reverse("programs:manage_case", args=[one.public_id])).content.decode()
        for one in (first, second, other)
    }
    assert second.receipt_number in pages[first.pk] and first.receipt_number in pages[second.pk]
    assert "같은 다른 신청이 없습니다" in pages[other.pk]
    looked = {one.application.pk: one.objection for one in look(call, bulk_verb("pass"), [first.pk, other.pk])}
    assert looked[first.pk] and not looked[other.pk]
    applicant = Client()
    applicant.force_login(second.user, backend=BACKEND)
    for name in ("programs:application", "programs:receipt"):
        assert first.receipt_number not in applicant.get(reverse(name, args=[second.public_id])).content.decode()
    screened = engine.screen_application(
        make.acting(manager), second.pk, eligible=False, reason_code="other", reason="한 사람이 두 번 신청했습니다."
    )
    assert screened.findings[-1]["code"] == "one_person"
    assert findings_for(call, first.user, None, handed_in(first), first)[-1].verdict is Verdict.MET
