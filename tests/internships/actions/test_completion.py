"""The end of an internship: by the attendance that the call asks for, with a certificate that verifies."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from pypdf import PdfReader

from internships import actions
from internships.errors import AttendanceTooLow, NotCompleted, NotYetOver
from internships.models import Placement
from kernel import clock
from kernel.errors import NotPermitted, NotVisible, TransitionRefused
from notices.models import Notice
from reports.models import Issue, Job
from reports.tasks import produce
from tests.internships import factories as make

pytestmark = pytest.mark.django_db
EVENING = make.moment(make.LAST, "18:30")


def complete(placement: Placement) -> Placement:
    with clock.at(EVENING):
        return actions.complete_placement(make.SYSTEM, placement.pk)


def test_a_whole_period_of_work_is_completed_on_its_last_day() -> None:
    placement = make.accepted()
    make.work(placement)
    done = complete(placement)
    # September 2026: 22 weekdays, two of them Chuseok (24 and 25).
    assert (done.state, done.working_days, done.days_present) == ("completed", 20, 20)
    assert (done.minutes_due, done.minutes_credited) == (20 * 480, 20 * 480)


def test_sixteen_days_of_twenty_are_enough_and_fifteen_are_not() -> None:
    enough, too_few = make.accepted(), make.accepted()
    make.work(enough, 16)
    make.work(too_few, 15)
    assert complete(enough).state == "completed"
    with pytest.raises(AttendanceTooLow) as refusal:
        complete(too_few)
    said = refusal.value.values
    assert (str(said["percent"]), said["worked"], said["due"], said["missing"]) == ("75.0", 120, 160, 8)


def test_before_its_last_day_nothing_is_completed() -> None:
    placement = make.accepted()
    make.work(placement, 18)
    with pytest.raises(NotYetOver), clock.at(EVENING - timedelta(days=1)):
        actions.complete_placement(make.SYSTEM, placement.pk)


def test_who_never_came_is_not_completed() -> None:
    with pytest.raises(TransitionRefused):
        complete(make.accepted())


def test_only_who_manages_the_call_completes() -> None:
    placement = make.accepted()
    make.work(placement)
    for somebody in (placement.person, make.manager("변학도")):
        with pytest.raises(NotPermitted), clock.at(EVENING):
            actions.complete_placement(make.acting(somebody), placement.pk)


def test_completing_ends_the_role_and_tells_the_intern_once() -> None:
    placement = make.completed()
    assert not placement.person.role_grants.filter(revoked_at=None).exists()
    actions.issue_certificate(make.acting(placement.person), placement.pk)
    assert Notice.objects.filter(recipient=placement.person, code="certificate_ready").count() == 1


def test_there_is_no_certificate_before_completion_nor_for_somebody_else() -> None:
    placement = make.accepted()
    with pytest.raises(NotCompleted):
        actions.issue_certificate(make.acting(placement.person), placement.pk)
    done = make.completed()
    with pytest.raises(NotVisible):
        actions.issue_certificate(make.acting(make.person("놀부")), done.pk)


def issued(placement: Placement) -> Job:
    job = Job.objects.get(code="internships.certificate", params={"placement": placement.pk})
    produce(job.pk)
    job.refresh_from_db()
    return job


def test_the_certificate_is_made_once_and_verifies_without_telling_more_than_the_law_allows() -> None:
    user = make.person("홍길동")
    placement = make.completed(user)
    job = issued(placement)
    assert job.state == "done"
    again = actions.issue_certificate(make.acting(user), placement.pk)
    assert again.pk == job.pk
    issue = Issue.objects.get(job=job)
    with default_storage.open(job.stored_as, "rb") as stored:
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(stored.read())).pages)
    assert "홍길동" in text and issue.grouped_code in text and issue.number in text
    page = Client().get(f"/verify/{issue.verification_code}").content.decode()
    assert "홍*동" in page and "2026. 9. 1. ~ 2026. 9. 30." in page
    assert "홍길동" not in page and user.email not in page and str(placement.position.host) not in page


def test_later_changes_of_the_record_do_not_change_what_was_certified() -> None:
    placement = make.completed()
    placement.days.update(credited_minutes=0)
    placement.refresh_from_db()
    assert placement.minutes_credited == 20 * 480
