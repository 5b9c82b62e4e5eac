"""An interview from the day that the office makes to the points that are handed in, in Korean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, expect

from internships.models import InterviewBooking, InterviewDay, InterviewSlot
from kernel import clock
from programs.models import Review
from tests.browser.conftest import confirmed, looked_at, ticked, watched
from tests.internships import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_day_is_made_booked_on_a_phone_changed_and_held(new_context: Callable[..., BrowserContext]) -> None:
    manager = make.manager()
    call = make.call_of(manager)
    first, second = make.eligible(call, 2)
    panel = make.interviewer(call)

    desk = watched(new_context("desk", manager).new_page())
    desk.goto(reverse("internships:interview_days", args=[call.pk]))
    looked_at(desk, "interview-days-empty")
    desk.get_by_role("link", name="면접일 만들기").first.click()
    desk.get_by_label("날짜").fill(f"{clock.today() + timedelta(days=5):%Y-%m-%d}")
    desk.get_by_label("장소").fill("시청 5층")
    desk.get_by_label("신청자 안내 사항").fill("신분증을 가져오세요.")
    desk.get_by_label("첫 면접 시작").fill("10:00")
    desk.get_by_label("마지막 면접 종료").fill("11:00")
    desk.get_by_label("면접실").fill("면접실 1")
    ticked(desk.get_by_label(panel.name))
    looked_at(desk, "interview-day-new")
    desk.get_by_role("button", name="면접일 준비").click()
    confirmed(desk, "예약 열기")
    expect(desk.get_by_text("예약을 열었습니다")).to_be_visible()

    phone = watched(new_context("phone", first.user).new_page())
    phone.goto("/")
    phone.get_by_role("link", name="면접 예약").click()
    looked_at(phone, "interview-book")
    phone.get_by_role("button", name="예약 ").first.click()
    expect(phone.get_by_text("면접이 예약되었습니다")).to_be_visible()
    confirmed(phone, phone.get_by_role("button", name="이 시간으로 변경").first)
    expect(phone.get_by_text("10:20", exact=True).first).to_be_visible()
    looked_at(phone, "interview-booked")
    slot = InterviewBooking.objects.get(state="booked").slot

    other = watched(new_context("phone", second.user).new_page())
    other.goto(reverse("internships:interview", args=[second.public_id]))
    other.get_by_role("button", name="대기").click()
    looked_at(other, "interview-waiting")
    confirmed(phone, "면접 반납")
    expect(phone.get_by_text("면접을 반납했습니다")).to_be_visible()
    other.reload()
    expect(other.get_by_text("예약됨").first).to_be_visible()

    desk.reload()
    looked_at(desk, "interview-day")
    desk.goto(reverse("internships:interview_days", args=[call.pk]))
    looked_at(desk, "interview-days")

    InterviewSlot.objects.filter(pk=slot.pk).update(starts_at=clock.now())  # its hour has come
    InterviewDay.objects.update(held_on=clock.today())
    room = watched(new_context("desk", panel).new_page())
    room.goto("/")
    room.get_by_role("link", name="내가 진행하는 면접").click()
    expect(room.get_by_text(second.name)).to_have_count(0)
    looked_at(room, "interviewer-day")
    room.get_by_role("button", name="참석").first.click()
    room.get_by_role("link", name="면접 평가표").click()
    looked_at(room, "interviewer-sheet")
    review = Review.objects.get(assignment__application=second)
    for criterion, points in (("motivation", "25"), ("skills", "30"), ("attitude", "20")):
        room.locator(f"[name=points-{criterion}]").fill(points)
    room.get_by_role("button", name="평가 제출").click()
    expect(room.get_by_text("평가를 제출했습니다.")).to_be_visible()
    review.refresh_from_db()
    assert review.state == "submitted"
