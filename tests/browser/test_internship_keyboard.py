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
from internships.models import (
    Host,
    InterviewBooking,
    InterviewDay,
    InterviewSlot,
    MatchingRun,
    Placement,
    Position,
    WishList,
)
from internships.programme import CHOOSING
from internships.rules.plan import monday_of
from kernel import clock
from programs import actions as engine
from programs.models import Application, Review
from tests.browser.conftest import looked_at, watched
from tests.browser.keyboard import agreed, entered, in_english, pressed, reached, ticked, typed
from tests.factories import make_organisation
from tests.internships import factories as make

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]


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


def position_written(host: Page) -> None:
    """The five steps of a position: the work, the place, hours, the mentor, the plan by weeks."""
    typed(host, host.locator("#id_title"), "Car park data")
    reached(host, host.locator("#id_work"))
    host.keyboard.press("ArrowDown")
    typed(host, host.locator("#id_seats"), "1")
    typed(host, host.locator("#id_duties"), make.DUTIES)
    looked_at(host, "keyboard-position")
    pressed(host, "Next: the place")
    typed(host, host.locator("#id_place"), "Main building, third floor")
    typed(host, host.locator("#id_address"), "대전광역시 유성구 가상로 12")
    reached(host, host.locator("#id_dong"))
    host.keyboard.press("ArrowDown")
    ticked(host, host.locator("input[name=ease][value=lift]"))
    pressed(host, "Save and go on")
    expect(host.get_by_role("heading", name="Hours")).to_be_visible()
    pressed(host, "Save and go on")
    reached(host, host.locator("#id_mentor"))
    host.keyboard.press("ArrowDown")
    pressed(host, "Save and go on")
    typed(host, host.locator("#id_form-0-work"), "Training and data quality")
    typed(host, host.locator("#id_form-0-last"), "5")
    pressed(host, "Save the plan")
    expect(host.locator("main")).to_contain_text("Each week has its work.")


def test_a_host_registers_asks_and_its_position_is_matched(new_context: NewContext) -> None:
    manager, approver, member = make.manager(), make.manager("심청"), make.person("허준")
    make_organisation(member)
    begin = monday_of(clock.today() + timedelta(days=46))  # five weeks to plan, on whatever day this runs
    call = make.call_of(
        manager,
        choosing=make.with_lot(CHOOSING, "2026-08"),
        first_day=begin.isoformat(),
        last_day=(begin + timedelta(days=34)).isoformat(),
        positions_until="2099-12-31",
        quotas={"company": 3},
    )
    engine.add_approver(make.acting(manager), call.pk, approver)
    host, office = (watched(new_context(person=one).new_page()) for one in (member, manager))

    in_english(host, "/internships/hosting/")
    entered(host, "link", "Register as a host institution")
    reached(host, host.locator("#id_kind"))
    host.keyboard.type("Comp")
    typed(host, host.locator("#id_contact"), "042-000-0000")
    pressed(host, "Register")
    expect(host.locator("main")).to_contain_text("The office looks at your registration")
    registered = Host.objects.get()
    assert registered.kind == "company"
    in_english(office, f"/internships/manage/hosts/{registered.pk}/")
    pressed(office, "Approve")
    expect(office.locator("main")).to_contain_text("is approved and can offer positions")
    looked_at(office, "keyboard-host-approved")

    host.goto(f"/internships/hosting/{registered.pk}/")
    entered(host, "link", "New position")
    position_written(host)
    pressed(host, "Ask for the position")
    expect(host.locator("main")).to_contain_text("The office has your request.")
    looked_at(host, "keyboard-position-asked")
    office.goto(f"/internships/manage/calls/{call.pk}/positions/")
    entered(office, "link", "Car park data")
    pressed(office, "Grant")
    expect(office.locator("main")).to_contain_text("The position is shown to applicants.")

    (application,) = make.selected(call)
    Application.objects.filter(pk=application.pk).update(score=Decimal(90))
    position = Position.objects.get()
    actions.save_wishes(make.acting(application.user), application.pk, [position.pk], revision=0)
    office.goto(reverse("internships:matching", args=[call.pk]))
    pressed(office, "Make the matching")
    expect(office.get_by_text("You made this matching")).to_be_visible()
    looked_at(office, "keyboard-matching")
    chief = in_english(watched(new_context(person=approver).new_page()),
                       reverse("internships:matching", args=[call.pk]))  # fmt: skip
    pressed(chief, "Confirm and offer the places")
    agreed(chief)
    expect(chief.get_by_text("Every place has been offered and everybody told.")).to_be_visible()
    looked_at(chief, "keyboard-offered")
    office.goto(reverse("internships:board", args=[call.pk]))
    expect(office.locator("main")).to_contain_text("Car park data")
    looked_at(office, "keyboard-board")
    assert Placement.objects.get().position == position
