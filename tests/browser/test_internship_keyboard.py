"""Wishes, an interview, a place and its withdrawal in English and by the keyboard alone: whatever is used is reached
with the Tab key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from internships import actions
from internships.models import InterviewBooking, InterviewDay, InterviewSlot, MatchingRun, Placement, WishList
from internships.programme import CHOOSING
from kernel import clock
from programs import actions as engine
from programs.models import Application, Review
from tests.browser.conftest import looked_at, watched
from tests.browser.test_voucher_keyboard import agreed, pressed, reached, typed
from tests.internships import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]


def in_english(page: Page, address: str) -> Page:
    page.goto(address)
    pressed(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    return page


def entered(page: Page, role: str, name: str) -> None:
    """The first button or link whose name begins so."""
    reached(page, page.get_by_role(role, name=name).first)
    page.keyboard.press("Enter")


def test_an_interview_is_booked_given_back_and_held(new_context: NewContext) -> None:
    call = make.call_of(make.manager())
    (application,) = make.eligible(call)
    panel = make.interviewer(call)
    make.interview_day(call, panel)

    me = in_english(watched(new_context(person=application.user).new_page()),
                    reverse("internships:interview", args=[application.public_id]))  # fmt: skip
    entered(me, "button", "Book ")
    expect(me.get_by_text("Your interview is booked").first).to_be_visible()
    entered(me, "button", "Change to this")
    agreed(me)
    expect(me.get_by_text("Yours", exact=True)).to_be_visible()
    looked_at(me, "keyboard-interview")
    booking = InterviewBooking.objects.get(state="booked")

    InterviewSlot.objects.filter(pk=booking.slot_id).update(starts_at=clock.now())  # its hour has come
    InterviewDay.objects.update(held_on=clock.today())
    room = in_english(watched(new_context(person=panel).new_page()), reverse("internships:interviewer_days"))
    entered(room, "button", "Came to the interview")
    expect(room.get_by_text("Noted:")).to_be_visible()
    entered(room, "link", "Interview sheet")
    for criterion, points in (("motivation", "25"), ("skills", "30"), ("attitude", "20")):
        typed(room, room.locator(f"[name=points-{criterion}]"), points)
    pressed(room, "Hand in the review")
    expect(room.get_by_text("handed in").first).to_be_visible()
    assert Review.objects.filter(state="submitted").count() == 1


def test_wishes_are_ordered_a_place_accepted_and_taken_back_by_its_host(new_context: NewContext) -> None:
    manager, approver = make.manager(), make.manager("심청")
    begin, end = ((clock.today() + timedelta(days=days)).isoformat() for days in (40, 60))
    call = make.call_of(manager, choosing=make.with_lot(CHOOSING, "2026-08"), first_day=begin, last_day=end)
    engine.add_approver(make.acting(manager), call.pk, approver)
    first, second = (make.position(call, seats=1, title=title) for title in ("Discovery", "Quality"))
    (application,) = make.selected(call)
    Application.objects.filter(pk=application.pk).update(score=Decimal(90))

    me = in_english(watched(new_context(person=application.user).new_page()),
                    reverse("internships:wishes", args=[application.public_id]))  # fmt: skip
    entered(me, "button", "Add to my list Discovery")
    expect(me.get_by_role("button", name="Take off Discovery")).to_be_visible()
    entered(me, "button", "Add to my list Quality")
    entered(me, "button", "Up Quality")
    pressed(me, "Save my wishes")
    expect(me.get_by_text("Your wishes are kept.")).to_be_visible()
    listed = WishList.objects.get(application=application)
    assert [wish.position for wish in listed.wishes.order_by("rank")] == [second, first]
    looked_at(me, "keyboard-wishes")

    desk = in_english(watched(new_context(person=manager).new_page()),
                      reverse("internships:matching", args=[call.pk]))  # fmt: skip
    pressed(desk, "Make the matching")
    expect(desk.get_by_text("You made this matching")).to_be_visible()
    actions.confirm_matching(make.acting(approver), MatchingRun.objects.get().pk)
    me.goto(reverse("internships:my_place"))
    entered(me, "button", "Accept the place")
    expect(me.get_by_text("The place is yours")).to_be_visible()
    assert Placement.objects.get().state == "accepted"

    host = in_english(watched(new_context(person=make.member_of(second.host)).new_page()),
                      reverse("internships:withdraw_position", args=[second.pk]))  # fmt: skip
    typed(host, host.locator("#id_reason"), "The office moves.")
    looked_at(host, "keyboard-withdraw")
    pressed(host, "Withdraw the position")
    agreed(host)
    expect(host.locator("main")).to_contain_text("withdrawn")
    me.reload()
    expect(me.locator("main")).to_contain_text("Discovery")
    assert set(Placement.objects.values_list("state", flat=True)) == {"withdrawn", "proposed"}
