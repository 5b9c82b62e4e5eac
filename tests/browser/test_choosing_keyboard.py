"""From the call to the published result in English and by the keyboard alone: the manager and a second person, two
members of a business, a supplier, the panel."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from kernel import clock
from programs import actions
from programs.models import Application, Call, Review
from tests.browser.conftest import NewContext, looked_at, watched
from tests.browser.keyboard import agreed, chosen, entered, in_english, opened, pressed, reached, ticked, typed, used
from tests.factories import make_organisation, make_user, person
from tests.programs import choosing
from tests.programs import factories as engine
from tests.programs.factories import CHECKLIST, PLAN
from tests.vouchers import factories as make
from vouchers.models import PriorAgreement, Supplier

pytestmark = pytest.mark.django_db(transaction=True)
POINTS = (("need", "18"), ("use", "27"), ("ability", "20"), ("effect", "22"))


def at(page: Page, name: str, moment: datetime) -> None:
    """A date with its hour; the order of its parts is the browser's own, so it is filled in at once."""
    reached(page, page.locator(f"[name={name}]")).fill(moment.astimezone(clock.SEOUL).strftime("%Y-%m-%dT%H:%M"))


def published(office: Page, chief: Page, panel: list[User]) -> Call:
    in_english(office, "/manage/calls/new/vouchers/")
    typed(office, office.locator("[name=title]"), "Data vouchers, spring")
    typed(office, office.locator("[name=notice]"), "Money for data.")
    at(office, "opens_at", clock.now() - timedelta(minutes=5))
    at(office, "closes_at", clock.now() + timedelta(days=7))
    typed(office, office.locator("[name=seats]"), "1")
    typed(office, office.locator("[name=budget]"), "100000000")
    pressed(office, "Save the draft")
    office.wait_for_url(re.compile(r"/manage/calls/\d+/$"))
    for reviewer in panel:
        chosen(office, "reviewer", reviewer.name)
        pressed(office, "Put on the panel")
        expect(office.locator("main").get_by_text(reviewer.name).first).to_be_visible()
    pressed(office, "Let approve")
    pressed(office, "Ask for approval")
    agreed(office)
    looked_at(office, "keyboard_proposed")
    in_english(chief, "/")
    entered(chief, "link", "Publish the call")
    pressed(chief, "Publish")
    agreed(chief)
    expect(chief.get_by_text("The call is published.")).to_be_visible()
    looked_at(chief, "keyboard_published")
    return Call.objects.get()


def written_by_two(owner: Page, colleague: Page, call: Call, paper: Path) -> Application:
    in_english(owner, f"/calls/{call.pk}/")
    entered(owner, "link", "Check whether I can apply")
    pressed(owner, "Begin the application")
    owner.wait_for_url(re.compile("/edit/$"))
    ticked(owner, owner.locator("input[name=track][value=purchase]"))
    for name, text in (("project_title", "What sells on a rainy day"), ("cost", "8000000"), ("need", PLAN)):
        typed(owner, owner.locator(f"[name={name}]"), text)
    expect(owner.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")

    in_english(colleague, owner.url)
    expect(colleague.locator("[name=project_title]")).to_have_value("What sells on a rainy day")
    for name, text in (
        ("supplier", "Hanbit Data (made up)"), ("data", "Footfall"), ("use", PLAN), ("ability", PLAN), ("effect", PLAN)
    ):  # fmt: skip
        typed(colleague, colleague.locator(f"[name={name}]"), text)
    for name in ("consent_personal", "consent_truth"):
        ticked(colleague, colleague.locator(f"input[name={name}]"))
    expect(colleague.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    pressed(colleague, "Check and hand in")
    colleague.wait_for_url(re.compile("/submit/$"))
    looked_at(colleague, "keyboard_gap")
    entered(colleague, "link", "Business registration")  # the gap leads to its place
    colleague.locator("#upload-registration").set_input_files(paper)  # the machine's own window for files
    used(colleague, colleague.locator("#document-registration").get_by_role("button", name="Attach").first)
    expect(colleague.locator("#document-registration .attached")).to_contain_text(paper.name)
    pressed(colleague, "Check and hand in")
    colleague.wait_for_url(re.compile("/submit/$"))
    pressed(colleague, "Hand in")
    colleague.wait_for_url(re.compile("/receipt/$"))
    looked_at(colleague, "keyboard_receipt")
    application = Application.objects.get()
    expect(colleague.locator("#receipt-number")).to_have_text(application.receipt_number)
    return application


def screened(office: Page, application: Application) -> None:
    office.goto(f"/manage/applications/{application.public_id}/")
    for code in CHECKLIST:
        ticked(office, office.locator(f"input[name=check_{code}]"))
    ticked(office, office.locator("input[name=verdict][value=eligible]"))
    pressed(office, "Record the verdict")
    expect(office.get_by_text("The verdict is recorded.")).to_be_visible()
    for box in office.locator("input[name=reviewers]").all():
        ticked(office, box)
    looked_at(office, "keyboard_screened")
    pressed(office, "Ask these reviewers")
    expect(office.get_by_text("The reviewers were asked.")).to_be_visible()


def judged(page: Page) -> None:
    in_english(page, "/reviews/")
    entered(page, "link", "Judge")
    ticked(page, page.locator("input[name=agree]"))
    looked_at(page, "keyboard_pledge")
    pressed(page, "Sign and begin")
    for key, points in POINTS:
        typed(page, page.locator(f"[name=points-{key}]"), points)
    typed(page, page.locator("[name=opinion]"), "A clear plan.")
    expect(page.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    looked_at(page, "keyboard_sheet")
    pressed(page, "Hand in the review")
    expect(page.get_by_text("The review was handed in.")).to_be_visible()


def chosen_by_two(office: Page, chief: Page, call: Call) -> None:
    office.goto(f"/manage/calls/{call.pk}/ranking/")
    pressed(office, "Propose the ranking")
    expect(office.get_by_text("The ranking is made and waits for a second person.")).to_be_visible()
    looked_at(office, "keyboard_ranking")
    chief.goto(f"/manage/calls/{call.pk}/ranking/")
    entered(chief, "link", "Look through and confirm")
    pressed(chief, "Confirm all this")
    expect(chief.get_by_text("The results can be published now.")).to_be_visible()
    looked_at(chief, "keyboard_confirmed")
    office.goto(f"/manage/calls/{call.pk}/ranking/")
    entered(office, "link", "To the publication")
    pressed(office, "Publish the results now")
    agreed(office)
    expect(office.get_by_text("every applicant was told")).to_be_visible()


def test_from_the_call_to_the_result(new_context: NewContext, paper: Path) -> None:
    manager, approver = make_user(Role.MANAGER), make_user(Role.APPROVER, name="심청")
    owner, partner = make_user(name="홍길동", phone="010-0000-1234"), make_user(name="김가상")
    make_organisation(owner, partner)
    panel = [make_user(Role.REVIEWER, name=name) for name in ("허준", "장영실")]
    office, chief, shop = (watched(new_context(person=one).new_page()) for one in (manager, approver, owner))
    phone = watched(new_context("phone", person=partner).new_page())

    call = published(office, chief, panel)
    application = written_by_two(shop, phone, call, paper)
    screened(office, application)
    for reviewer in panel:
        judged(watched(new_context(person=reviewer).new_page()))
    assert Review.objects.filter(state="submitted").count() == len(panel)
    Call.objects.filter(pk=call.pk).update(closes_at=clock.now() - timedelta(minutes=2))  # the week passes
    actions.add_approver(person(manager), call.pk, approver)
    chosen_by_two(office, chief, call)
    shop.goto(f"/applications/{application.public_id}/")
    expect(shop.get_by_text("Your application was selected")).to_be_visible()
    looked_at(shop, "keyboard_selected")


def test_a_supplier_is_registered_asked_and_agrees(new_context: NewContext) -> None:
    seller = make_user()
    make_organisation(seller, name="한빛데이터(가상)")
    desk = watched(new_context(person=seller).new_page())
    office = watched(new_context(person=make_user(Role.MANAGER)).new_page())
    in_english(desk, "/vouchers/supplier/")
    entered(desk, "link", "Apply as a supplier")
    ticked(desk, desk.locator("input[name=kinds][value=purchase]"))
    typed(desk, desk.locator("#id_capacity"), "5")
    typed(desk, desk.locator("#id_description"), "Footfall and sales of shops.")
    typed(desk, desk.locator("#id_contact_phone"), "042-000-0000")
    used(desk, desk.locator("main form button.primary"))
    entered(desk, "link", "Add a product")
    for field, text in (("name", "Footfall"), ("unit", "month"), ("amount", "1000000")):
        typed(desk, desk.locator(f"#id_{field}"), text)
    used(desk, desk.locator("main form button.primary"))
    expect(desk.locator("table")).to_contain_text("1,000,000")
    looked_at(desk, "keyboard_products")
    supplier = Supplier.objects.get()
    in_english(office, f"/vouchers/manage/suppliers/{supplier.pk}/")
    pressed(office, "Enter into the register")
    expect(office.locator("main")).to_contain_text("the supplier was told")

    application = make.draft(supplier)
    phone = watched(new_context("phone", person=application.user).new_page())
    in_english(phone, f"/vouchers/prior-agreements/{application.public_id}/")
    typed(phone, phone.locator("#id_statement"), "Footfall of each month.")
    for field, day in (("first_day", "2099-01-01"), ("last_day", "2099-03-31")):
        reached(phone, phone.locator(f"#id_{field}")).fill(day)
    key = supplier.products.get().pk
    typed(phone, phone.locator(f"#id_quantity-{key}"), "8")
    typed(phone, phone.locator(f"#id_amount-{key}"), str(make.COST))
    pressed(phone, "Ask the supplier")
    expect(phone.locator("main")).to_contain_text("The supplier was asked.")
    looked_at(phone, "keyboard_asked")
    desk.goto("/vouchers/supplier/requests/")
    entered(desk, "link", application.name)
    pressed(desk, "Agree")
    expect(desk.locator("main")).to_contain_text("Your answer was sent to the applicant.")
    looked_at(desk, "keyboard_agreed")
    assert PriorAgreement.objects.get().content_hash


def test_a_reviewer_steps_back_and_the_panel_meets(new_context: NewContext) -> None:
    manager, reviewer = make_user(Role.MANAGER), make_user(Role.REVIEWER)
    call = choosing.open_call(manager)
    actions.add_reviewer(engine.SYSTEM, call.pk, reviewer)
    application = engine.eligible(call)
    office = watched(new_context(person=manager).new_page())
    in_english(office, f"/manage/calls/{call.pk}/reviewers/")
    entered(office, "link", "Plan the assignment")
    pressed(office, "Assign as shown")
    agreed(office)
    looked_at(office, "keyboard_assigned")

    page = watched(new_context(person=reviewer).new_page())
    in_english(page, "/reviews/")
    entered(page, "link", "Judge")
    ticked(page, page.locator("input[name=agree]"))
    pressed(page, "Sign and begin")
    form = opened(page, "conflict of interest")
    typed(page, form.locator("#step-back"), "A relative of the owner.")
    used(page, form.get_by_role("button"))
    agreed(page)
    looked_at(page, "keyboard_stepped_back")

    for points in (engine.FULL, engine.WEAK):
        engine.review(application, engine.reviewer_of(call), points)
    office.goto(f"/manage/calls/{call.pk}/meetings/")
    typed(office, office.locator("[name=title]"), "First meeting")
    at(office, "held_at", clock.now() + timedelta(days=1))
    pressed(office, "Plan")
    expect(office.get_by_role("button", name="Open the meeting")).to_be_visible()
    for box in office.locator("input[name=present]").all():
        ticked(office, box)
    pressed(office, "Open the meeting")
    used(office, office.get_by_role("link", name="Sheets and agreed points").first)
    for key, points in (("need", "15"), ("use", "20.5"), ("ability", "20"), ("effect", "20")):
        typed(office, office.locator(f"[name=points-{key}]"), points)
    typed(office, office.locator("[name=reason]"), "Experience in the field counted for more.")
    pressed(office, "Keep the agreed points")
    typed(office, office.locator("[name=minutes]"), "Both opinions were heard; agreed.")
    looked_at(office, "keyboard_meeting")
    pressed(office, "Close the minutes")
    agreed(office)
    application.refresh_from_db()
    assert str(application.score) == "75.50"
