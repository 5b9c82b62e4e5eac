"""The time at work in English and by the keyboard alone, interns on 360 pixels: from the clock to the payslip and the
certificate. Whatever is used is reached with the Tab key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from internships.models import Evaluation, InternAnswer, InternSurvey, PayRun, Placement
from internships.rules.day_kinds import Wish
from internships.rules.ending import CRITERIA
from tests.browser.conftest import looked_at, watched
from tests.browser.keyboard import agreed, chosen, entered, in_english, marked, opened, pressed, reached, typed
from tests.browser.test_clock_path import BEFORE, DAYS, TODAY
from tests.internships import factories as make
from tests.internships import pay
from tests.internships.actions.test_attendance_request import ask

pytestmark = pytest.mark.django_db(transaction=True)
NewContext = Callable[..., BrowserContext]


def asked_for(phone: Page, kind: str, reason: str, **typed_in: str) -> None:
    """A request of the intern, whole."""
    chosen(phone, "kind", kind)
    for name, value in typed_in.items():
        reached(phone, phone.locator(f"#id_{name}")).fill(value)
    typed(phone, phone.locator("#id_reason"), reason)
    pressed(phone, "Ask")
    expect(phone.locator("main")).to_contain_text("Your mentor has been asked")


def test_an_intern_clocks_in_writes_the_log_and_asks(new_context: NewContext) -> None:
    placement = make.accepted(make.call_of(**DAYS), user=make.person("성춘향"))
    make.click(placement, "in", BEFORE, "09:00")
    phone = in_english(watched(new_context("phone", placement.person).new_page()), reverse("internships:today"))
    pressed(phone, "Clock in")
    expect(phone.get_by_role("button", name="Clock out")).to_be_visible()
    expect(phone.locator("#clock-state")).to_contain_text("At work")
    looked_at(phone, "keyboard-clock")
    entered(phone, "link", "Write today's work log")
    typed(phone, phone.locator("#id_lines-0-task"), "Dataset discovery")
    typed(phone, phone.locator("#id_lines-0-minutes"), "240")
    typed(phone, phone.locator("#id_lines-0-output"), "12 datasets listed")
    looked_at(phone, "keyboard-log")
    pressed(phone, "Hand in")
    expect(phone.locator("main")).to_contain_text("The log is handed in")
    looked_at(phone, "keyboard-week")
    phone.goto(reverse("internships:today"))
    entered(phone, "link", "My outputs")
    expect(phone.get_by_role("row", name="Dataset discovery")).to_contain_text("12 datasets listed")
    looked_at(phone, "keyboard-outputs")
    phone.goto(reverse("internships:today"))
    entered(phone, "link", "Ask for leave")
    away = next(iter(make.days_of_work(TODAY + timedelta(days=1), TODAY + timedelta(days=20)))).isoformat()
    asked_for(phone, "sick leave", "Seeing a doctor", first_day=away)
    came = {"first_day": BEFORE.isoformat(), "starts_at": "09:00", "ends_at": "18:00"}
    asked_for(phone, "correction of the times", "Forgot to clock out", **came)
    looked_at(phone, "keyboard-requests")
    assert set(placement.requests.values_list("kind", "state")) == {("sick_leave", "asked"), ("correction", "asked")}


def test_a_mentor_answers_and_closes_the_week(new_context: NewContext) -> None:
    mentor = make.person("이황")
    placement = make.accepted(make.call_of(**DAYS), make.host(mentor=mentor), make.person("성춘향"))
    make.click(placement, "in", BEFORE, "09:00")
    make.click(placement, "out", BEFORE, "17:00")
    ask(placement, Wish.CORRECTION, BEFORE, "19:00", starts_at="09:00", ends_at="18:00", reason="퇴근 시각 정정")
    make.logged(placement, BEFORE)
    desk = in_english(watched(new_context(person=mentor).new_page()), reverse("internships:here"))
    looked_at(desk, "keyboard-here")
    entered(desk, "button", "Grant")
    expect(desk.locator("main")).to_contain_text("The request is answered")
    entered(desk, "link", "Work logs to answer")
    typed(desk, desk.get_by_label("Answer to 성춘향"), "Well done")
    looked_at(desk, "keyboard-logs")
    entered(desk, "button", "Confirm")
    expect(desk.locator("main")).to_contain_text("Every log is answered")
    desk.goto(f"{reverse('internships:week')}?week={BEFORE}")
    looked_at(desk, "keyboard-mentor-week")
    pressed(desk, "Close the week")
    agreed(desk)
    expect(desk.locator("main")).to_contain_text("The week is closed.")
    assert placement.days.get(day=BEFORE).confirmed_by == mentor


def test_a_month_is_closed_computed_approved_and_read_to_its_formulas(new_context: NewContext) -> None:
    made = pay.world(1)
    desk = in_english(watched(new_context(person=made.manager).new_page()),
                      reverse("internships:attendance", args=[made.call.pk]))  # fmt: skip
    looked_at(desk, "keyboard-heat")
    entered(desk, "button", "Close the month")
    agreed(desk)
    expect(desk.locator("main")).to_contain_text("closed")
    desk.goto(reverse("internships:call_pay", args=[made.call.pk]))
    reached(desk, desk.get_by_label("Month (any day of it)")).fill("2026-09-01")
    reached(desk, desk.get_by_label("To be paid on")).fill("2026-10-10")
    pressed(desk, "Begin the pay run")
    pressed(desk, "Compute the pay")
    entered(desk, "link", "가상인1")
    expect(desk.get_by_text("160 hours × 10,320 won")).to_be_visible()
    looked_at(desk, "keyboard-slip")
    run = reverse("internships:pay_run", args=[PayRun.objects.get().public_id])
    desk.goto(run)
    pressed(desk, "Note as checked")

    chief = in_english(watched(new_context(person=made.approver).new_page()), run)
    pressed(chief, "Approve the pay")
    agreed(chief)
    finance = in_english(watched(new_context(person=made.finance).new_page()), run)
    pressed(finance, "Release to the bank")
    agreed(finance)
    pressed(finance, "Hand out the payslips")
    expect(finance.locator("main")).to_contain_text("payslips out")
    looked_at(finance, "keyboard-run")

    phone = in_english(watched(new_context("phone", made.interns[0].person).new_page()), reverse("internships:my_pay"))
    looked_at(phone, "keyboard-my-pay")
    entered(phone, "link", "September 2026")
    expect(phone.get_by_text("160 hours × 10,320 won")).to_be_visible()
    days = opened(phone, "The days that it was reckoned from")
    expect(days.get_by_role("row").nth(1)).to_contain_text("8 h")
    looked_at(phone, "keyboard-my-slip")
    pressed(phone, "Payslip (PDF)")
    expect(phone.locator("h1")).to_contain_text("Payslip")


def test_the_end_from_the_evaluations_to_the_certificate(new_context: NewContext) -> None:
    manager, mentor = make.manager(), make.person("이황")
    call = make.call_of(manager, evaluation_points=60)
    placement = make.accepted(call, make.host(mentor=mentor), make.person("성춘향"))
    make.work(placement)
    member = make.member_of(placement.position.host)
    for person, link in ((mentor, "mentor, at the end"), (member, "host institution, at the end")):
        page = in_english(watched(new_context(person=person).new_page()), reverse("internships:evaluations"))
        entered(page, "link", link)
        for group in CRITERIA["host" if person is member else "end"]:
            marked(page, group, "4")
        typed(page, page.locator("#id_opinion"), "Finished the quality checks well.")
        looked_at(page, "keyboard-evaluate")
        pressed(page, "Keep the evaluation")
        expect(page.locator("main")).to_contain_text("80 points")
    assert sorted(Evaluation.objects.values_list("stage", flat=True)) == ["end", "host"]

    desk = in_english(watched(new_context(person=manager).new_page()), reverse("internships:call_end", args=[call.pk]))
    looked_at(desk, "keyboard-end")
    pressed(desk, "Complete all who may be")
    agreed(desk)
    assert Placement.objects.get().state == "completed"

    phone = in_english(watched(new_context("phone", placement.person).new_page()), reverse("internships:my_place"))
    looked_at(phone, "keyboard-completed")
    entered(phone, "link", "how the internship was")
    for question in InternSurvey.objects.get().questions:
        if question["ask"] in ("scale", "yes_no"):
            marked(phone, question["key"], "4" if question["ask"] == "scale" else "yes")
    looked_at(phone, "keyboard-survey")
    pressed(phone, "Send the answers")
    expect(phone.locator("main")).to_contain_text("You answered on")
    assert InternAnswer.objects.count() == 1
    phone.goto(reverse("internships:my_place"))
    pressed(phone, "Certificate of completion")
    expect(phone.locator("h1")).to_contain_text("Certificate of completion")
