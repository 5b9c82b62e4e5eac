"""One application per person of an internship call, whatever is clicked at once."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from programs import actions as engine
from programs.models import Application
from tests.at_once import at_once
from tests.internships import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


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
