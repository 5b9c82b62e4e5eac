"""The pages of manager, mentor and intern: who gets in, what they show, how many statements they take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role, User
from files.models import StoredFile
from internships import actions
from internships.models import AttendanceEvent, Placement
from kernel import clock
from programs import actions as engine
from programs.models import Application, Call, Review
from tests.factories import person as acting
from tests.files.samples import pdf, upload
from tests.internships import factories as make

pytestmark = pytest.mark.django_db
Get = Callable[..., Any]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(name: str, *args: object) -> str:
    return reverse(f"internships:{name}", args=args)


def statements(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200, answer.content[:500]
    return len(queries)


def test_every_page_of_the_intern_answers_in_each_state() -> None:
    user = make.person("홍길동")
    client = client_of(user)
    pages = [address("today"), address("my_place")]
    for page in pages:
        assert client.get(page).status_code == 200
    placement = make.placed(user=user)
    for page in pages:
        assert client.get(page).status_code == 200
    client.post(address("accept", placement.pk))
    for page in pages:
        assert client.get(page).status_code == 200
    make.work(placement)
    with clock.at(make.moment(make.LAST, "18:30")):
        actions.complete_placement(make.SYSTEM, placement.pk)
        for page in pages:
            assert client.get(page).status_code == 200


def test_an_intern_clocks_in_and_out_by_the_button() -> None:
    placement = make.accepted(user=make.person("홍길동"))
    client = client_of(placement.person)
    with clock.at(make.moment(make.FIRST, "09:00")):
        page = client.get(address("today")).content.decode()
        assert address("clock_in", placement.pk) in page
        said = client.post(address("clock_in", placement.pk), {"client_id": "my-first-click"}, follow=True)
        assert "09:00" in said.content.decode()
        client.post(address("clock_in", placement.pk), {"client_id": "my-first-click"})
    with clock.at(make.moment(make.FIRST, "18:00")):
        assert address("clock_out", placement.pk) in client.get(address("today")).content.decode()
        client.post(address("clock_out", placement.pk), {"client_id": "my-other-click"})
    assert AttendanceEvent.objects.count() == 2


def test_a_refused_click_is_explained_on_the_same_page() -> None:
    placement = make.accepted(user=make.person("홍길동"))
    with clock.at(make.moment(make.FIRST.replace(month=8), "09:00")):
        page = client_of(placement.person).post(
            address("clock_in", placement.pk), {"client_id": "too-early-click"}, follow=True
        )
    assert "2026. 9. 1." in page.content.decode()


def test_the_manager_walks_from_host_to_placement_and_completion() -> None:
    manager = make.manager()
    client = client_of(manager)
    call = make.call_of(manager)
    host = make.host(approved=False)
    assert client.post(address("approve_host", host.pk), follow=True).status_code == 200
    mentor = make.person("이황")
    client.post(address("appoint_mentor", host.pk), {"email": mentor.email})
    assert "이황" in client.get(address("host", host.pk)).content.decode()
    form = {"host": host.pk, "title": "데이터 발굴", "work": "discovery", "seats": 1, "duties": make.DUTIES}
    assert client.post(address("new_position", call.pk), {**form, "seats": 0}).status_code == 422
    assert client.post(address("new_position", call.pk), form).status_code == 302
    actions.describe_position(make.SYSTEM, host.positions.get().pk, **make.whole(call, host, {"mentor": mentor}))
    client.post(address("ask_position", host.positions.get().pk))
    client.post(address("grant_position", host.positions.get().pk))
    (application,) = make.selected(call, users=[make.person("성춘향")])
    position = host.positions.get()
    answer = client.post(address("placing", call.pk), {"position": position.pk, "applications": [application.pk]})
    assert answer.status_code == 302
    placement = Placement.objects.get()
    actions.accept_placement(make.acting(placement.person), placement.pk)
    make.work(placement)
    with clock.at(make.moment(make.LAST, "18:30")):
        early = client.post(address("complete", placement.pk), follow=True)
    assert early.status_code == 200
    placement.refresh_from_db()
    assert placement.state == "completed"
    for name, key in (("manage", ()), ("positions", (call.pk,)), ("placements", (call.pk,)), ("hosts", ())):
        assert client.get(address(name, *key)).status_code == 200


def test_a_refusal_is_said_beside_the_form_and_nothing_typed_is_lost() -> None:
    manager = make.manager()
    call = make.call_of(manager)
    position = make.position(call, seats=1)
    first, second = make.selected(call, 2)
    answer = client_of(manager).post(
        address("placing", call.pk), {"position": position.pk, "applications": [first.pk, second.pk]}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("checked") == 2 and not Placement.objects.exists()


def test_the_mentor_sees_who_is_here_confirms_days_and_enters_a_list() -> None:
    mentor = make.person("이황")
    host = make.host(mentor=mentor)
    placement = make.accepted(at=host)
    client = client_of(mentor)
    with clock.at(make.moment(make.FIRST, "18:10")):
        posted = {f"came-{placement.pk}": "09:00", f"left-{placement.pk}": "18:00"}
        assert client.post(address("attendance_list", host.pk), posted).status_code == 302
        assert client.get(address("attendance_list", host.pk)).status_code == 200
    with clock.at(make.moment(make.FIRST.replace(day=2), "10:00")):
        page = client.get(address("here"))
        assert placement.person.name in page.content.decode()
        client.post(address("confirm_day", placement.days.get().pk))
    assert placement.days.get().confirmed_by == mentor


MANAGER_PAGES = ["positions", "new_position", "placing", "placements"]


@pytest.mark.parametrize("name", MANAGER_PAGES)
def test_pages_of_a_call_are_closed_to_other_managers_mentors_and_interns(name: str) -> None:
    call = make.call_of(make.manager())
    mentor = make.person("이황")
    make.host(mentor=mentor)
    for somebody in (make.manager("변학도"), mentor, make.person("놀부")):
        assert client_of(somebody).get(address(name, call.pk)).status_code == 403
    assert Client().get(address(name, call.pk)).status_code == 302


def test_a_guessed_placement_does_not_tell_that_it_exists() -> None:
    placement = make.accepted()
    stranger = client_of(make.person("놀부"))
    for name in ("accept", "certificate", "clock_in", "clock_out"):
        assert stranger.post(address(name, placement.pk), {"client_id": "stranger-click"}).status_code == 404
    assert stranger.get(address("placement", placement.pk)).status_code == 404
    assert client_of(placement.person).get(address("placement", placement.pk)).status_code == 403
    assert stranger.post(address("attendance_sheet", placement.pk)).status_code == 403


def season(count: int) -> tuple[User, Any, User]:
    """A call with ``count`` interns at one host, each with a day of work."""
    manager, mentor = make.manager(), make.person("이황")
    call = make.call_of(manager)
    host = make.host(mentor=mentor)
    position = make.position(call, host, seats=count + 3)
    applications = make.selected(call, count + 3)
    for application in applications[:count]:
        placement = actions.place_applicant(make.SYSTEM, application.pk, position.pk)
        actions.accept_placement(make.acting(placement.person), placement.pk)
        make.work(placement, 1)
    return manager, call, mentor


def test_lists_take_the_same_number_of_statements_whatever_their_length() -> None:
    counts = []
    for size in (2, 9):
        manager, call, mentor = season(size)
        boss, guide = client_of(manager), client_of(mentor)
        with clock.at(make.moment(make.FIRST.replace(day=2), "10:00")):
            counts.append(
                [statements(boss, address(name, call.pk)) for name in ("positions", "placing", "placements")]
                + [statements(boss, address("hosts")), statements(guide, address("here"))]
            )
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20, counts


def file_of(client: Client, stored: StoredFile, how: str = "download") -> Any:
    return client.get(reverse(f"files:{how}", args=[stored.public_id]))


def attached(application: Application, kind: str, name: str) -> StoredFile:
    return engine.attach_file(acting(application.user), application.pk, kind, pdf_named(name)).file


def pdf_named(name: str) -> ContentFile[bytes]:
    return upload(name, pdf(text=name))


def test_a_reviewer_gets_no_file_that_names_the_applicant() -> None:
    call = make.call_of()
    application = make.submitted(call, make.person("성춘향"))
    proof = attached(application, "residence", "성춘향_주민등록초본.pdf")
    licence = attached(application, "certificates", "성춘향 자격증.pdf")
    engine.attach_file(acting(application.user), application.pk, "portfolio", licence)  # the same, called a sample
    sample = attached(application, "portfolio", "성춘향_성춘향의 분석 과제.pdf")
    sheet = given_to_a_reviewer(call, application)
    reviewer = client_of(sheet.assignment.reviewer)
    page = reviewer.get(reverse("programs:review", args=[sheet.pk])).content.decode()
    assert "성춘향" not in page
    assert str(sample.public_id) in page
    for hidden in (proof, licence):
        assert str(hidden.public_id) not in page
        assert file_of(reviewer, hidden).status_code == file_of(reviewer, hidden, "preview").status_code == 404
    name = f"신청 {application.receipt_serial:03d} 작업 결과물 1.pdf"
    assert name in page
    for how in ("download", "preview"):
        answer = file_of(reviewer, sample, how)
        assert answer.status_code == 200
        assert unquote(answer["Content-Disposition"]).endswith(name)
        assert "성춘향" not in unquote(str(answer.headers))


def test_terms_from_before_documents_were_marked_hide_the_proof_of_residence_too() -> None:
    call = make.with_unmarked_documents(make.call_of())
    application = make.submitted(call, make.person("성춘향"))
    proof = attached(application, "residence", "성춘향_주민등록초본.pdf")
    sheet = given_to_a_reviewer(call, application)
    assert file_of(client_of(sheet.assignment.reviewer), proof).status_code == 404


def test_the_office_opens_the_proof_under_the_name_that_its_owner_gave() -> None:
    boss = make.manager()
    call = make.call_of(boss)
    application = make.submitted(call, make.person("성춘향"))
    proof = attached(application, "residence", "성춘향_주민등록초본.pdf")
    answer = file_of(client_of(boss), proof)
    assert answer.status_code == 200
    assert unquote(answer["Content-Disposition"]).endswith("성춘향_주민등록초본.pdf")


def given_to_a_reviewer(call: Call, application: Application) -> Review:
    make.past(call)
    ticked = dict.fromkeys(("age", "residence", "employment"), True)
    engine.screen_application(make.SYSTEM, application.pk, eligible=True, checklist=ticked)
    reviewer = make.person("임꺽정", Role.REVIEWER)
    engine.add_reviewer(make.SYSTEM, call.pk, reviewer)
    engine.assign_reviewers(make.SYSTEM, application.pk, [reviewer])
    engine.sign_pledge(acting(reviewer), application.call_id)
    return Review.objects.get(assignment__reviewer=reviewer)


def test_a_reviewer_reads_an_application_without_name_birth_date_and_phone() -> None:
    call = make.call_of()
    sheet = given_to_a_reviewer(call, make.submitted(call, make.person("성춘향")))
    page = client_of(sheet.assignment.reviewer).get(reverse("programs:review", args=[sheet.pk])).content.decode()
    assert make.LONG in page
    for private in ("성춘향", "2001-05-05", "010-0000-1234"):
        assert private not in page
