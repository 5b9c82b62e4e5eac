"""Pages of the interviews: the applicant's phone, the office's days, the panel's day, their papers."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from internships import actions
from internships.models import InterviewDay, InterviewSlot
from kernel import clock
from programs.models import Application
from tests.internships import factories as make
from tests.internships.views.test_pages import address, client_of
from tests.papers import made

pytestmark = pytest.mark.django_db


def world(count: int = 1) -> tuple[Any, list[Application], InterviewDay]:
    manager = make.manager()
    call = make.call_of(manager)
    applications = make.eligible(call, count)
    return manager, applications, make.interview_day(call, make.interviewer(call))


def test_the_applicant_books_changes_and_gives_back_on_one_page() -> None:
    _manager, (application,), day = world()
    client, page = client_of(application.user), address("interview", application.public_id)
    first, second, *_rest = day.slots.order_by("starts_at")
    assert client.get(address("interviews")).headers["Location"] == page
    assert "10:00" in client.get(page).content.decode()
    answer = client.post(address("book_interview", application.public_id), {"slot": first.pk}, follow=True)
    assert first.room in answer.content.decode()
    client.post(address("book_interview", application.public_id), {"slot": second.pk})
    assert application.interviews.get(state="booked").slot == second
    client.post(address("cancel_interview", application.public_id))
    assert not application.interviews.exclude(state="cancelled").exists()


def test_a_taken_time_is_said_on_the_page_and_can_be_waited_for() -> None:
    _manager, (first, second), day = world(2)
    slot = day.slots.first()
    actions.book_interview(make.acting(first.user), first.pk, slot.pk)
    client = client_of(second.user)
    answer = client.post(address("book_interview", second.public_id), {"slot": slot.pk}, follow=True)
    assert "다른 시간을" in answer.content.decode()
    client.post(address("wait_for_interview", second.public_id), {"slot": slot.pk})
    assert second.interviews.get().state == "waiting"


@pytest.mark.parametrize("typed", ["", "x", "-1", "9" * 30, "²"])
def test_nonsense_for_a_time_is_not_found(typed: str) -> None:
    _manager, (application,), _day = world()
    client = client_of(application.user)
    assert client.post(address("book_interview", application.public_id), {"slot": typed}).status_code == 404


def test_the_interview_goes_into_the_phones_calendar_and_the_persons_feed() -> None:
    _manager, (application,), day = world()
    slot = day.slots.first()
    actions.book_interview(make.acting(application.user), application.pk, slot.pk)
    client = client_of(application.user)
    book = client.get(address("interview_ics", application.public_id)).content.decode()
    assert f"UID:interview-{application.pk}@hanbat" in book and slot.room in book.replace("\r\n ", "")
    assert "면접" in client.get(reverse("programs:calendar")).content.decode()


def test_the_video_link_is_for_whoever_booked() -> None:
    manager, (application,), day = world()
    link = "https://video.example.org/room-7"
    InterviewSlot.objects.filter(day=day).update(video_link=link)
    client = client_of(application.user)
    page = address("interview", application.public_id)
    assert link not in client.get(page).content.decode()
    actions.book_interview(make.acting(application.user), application.pk, day.slots.first().pk)
    assert link in client.get(page).content.decode()
    assert link in client_of(manager).get(address("interview_day", day.pk)).content.decode()


def test_the_office_makes_many_times_at_once_and_opens_them() -> None:
    manager = make.manager()
    call = make.call_of(manager)
    panel = make.interviewer(call)
    client = client_of(manager)
    typed = {
        "held_on": f"{clock.today() + timedelta(days=10):%Y-%m-%d}", "place": "시청 5층", "first": "09:00",
        "until": "12:00", "minutes": "20", "pause": "10", "capacity": "2", "room": "1호실", "panel": [panel.pk],
    }  # fmt: skip
    answer = client.post(address("new_interview_day", call.pk), typed)
    day = InterviewDay.objects.get()
    assert answer.headers["Location"] == address("interview_day", day.pk)
    assert (day.slots.count(), day.slots.first().interviewers.get()) == (6, panel)
    client.post(address("open_interview_day", day.pk))
    day.refresh_from_db()
    assert day.state == "open"
    again = client.post(address("add_interview_times", day.pk), {**typed, "room": "1호실", "panel": []})
    assert again.status_code == 422 and "1호실" in again.content.decode()
    assert client.post(address("add_interview_times", day.pk), {**typed, "room": ""}).status_code == 422


def test_the_office_books_for_whoever_calls_and_puts_somebody_else_in() -> None:
    manager, (application,), day = world()
    slot, other = day.slots.first(), make.interviewer(day.call, "황진이")
    client = client_of(manager)
    nobody = client.post(address("book_for_applicant", day.pk), {"receipt": "DI-1999-001-00001", "slot": slot.pk})
    assert nobody.status_code == 422 and "접수번호" in nobody.content.decode()
    typed = {"receipt": application.receipt_number, "slot": slot.pk}
    answer = client.post(address("book_for_applicant", day.pk), typed, follow=True)
    assert application.name in answer.content.decode()
    client.post(address("seat_interviewers", slot.pk), {"panel": [other.pk]})
    assert (application.interviews.get().state, slot.interviewers.get()) == ("booked", other)


def test_the_office_excuses_with_a_reason_on_the_list_of_the_day() -> None:
    manager, (application,), day = world()
    booking = actions.book_interview(make.acting(application.user), application.pk, day.slots.first().pk)
    client = client_of(manager)
    mark = {"verb": "excuse_interview", "reason": "입원 확인서"}
    answer = client.post(address("mark_interview", booking.pk), mark, follow=True)
    assert "입원 확인서" in answer.content.decode()
    assert client.post(address("mark_interview", booking.pk), {"verb": "drop"}).status_code == 404


def test_the_panel_sees_numbers_and_its_own_times_alone() -> None:
    _manager, (application, other), day = world(2)
    actions.book_interview(make.acting(application.user), application.pk, day.slots.first().pk)
    elsewhere = make.interview_day(day.call, make.interviewer(day.call), days=8)
    actions.book_interview(make.acting(other.user), other.pk, elsewhere.slots.first().pk)
    panel = day.slots.first().interviewers.get()
    client = client_of(panel)
    page = client.get(address("interviewer_day", day.pk)).content.decode()
    assert f"{application.receipt_serial:03d}" in page
    assert application.name not in page and application.receipt_number not in page
    assert client.get(address("interviewer_day", elsewhere.pk)).status_code == 404
    assert client.get(address("interviewer_days")).headers["Location"] == address("interviewer_day", day.pk)


def test_the_sheets_of_a_day_name_nobody_and_the_list_says_who_comes_when() -> None:
    manager, (application,), day = world()
    actions.book_interview(make.acting(application.user), application.pk, day.slots.first().pk)
    paper = made(make.acting(manager), "internships.interview_sheets", {"day": day.pk}, "pdf")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper)).pages)
    assert f"{application.receipt_serial:03d}" in text and application.name not in text
    assert application.answers["phone"] not in text
    listed = made(make.acting(manager), "internships.interview_list", {"call": day.call_id}, "xlsx")
    cells = {str(cell.value) for row in load_workbook(BytesIO(listed)).active for cell in row}
    assert {application.receipt_number, application.name} <= cells
