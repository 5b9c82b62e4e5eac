"""Orders, deliveries, disallowing, claiming back and amending in English and by the keyboard alone: whatever is used is
reached with the Tab key."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kernel import clock
from tests.browser.case_pages import at_case
from tests.browser.conftest import NewContext, looked_at, watched
from tests.browser.keyboard import agreed, in_english, opened, pressed, reached, typed, used
from tests.vouchers import cases as make
from vouchers.actions.report import end_agreement
from vouchers.models import AmendmentRequest, Clawback, Order
from vouchers.queries.clawback import owed
from vouchers.queries.ledger import free
from vouchers.queries.reconcile import differences

pytestmark = pytest.mark.django_db(transaction=True)


def case_in_english(page: Page) -> Page:
    at_case(page)
    return in_english(page, page.url)


def test_an_order_is_placed_checked_and_disallowed(new_context: NewContext, paper: Path) -> None:
    world, voucher = make.issued()
    make.item(world.supplier, 1_000_000)
    shop, seller, office = (
        watched(new_context(person=one).new_page()) for one in (world.owner, world.seller, world.office.manager)
    )
    case_in_english(shop)
    form = opened(shop, "Order with the voucher")
    typed(shop, form.get_by_label("What is ordered"), "Footfall in front of the shop")
    reached(shop, form.get_by_label("Product").first)
    shop.keyboard.press("ArrowDown")
    typed(shop, form.get_by_label("Quantity").first, "1")
    due = reached(shop, form.get_by_label("To be delivered by"))
    due.fill((clock.today() + timedelta(days=20)).isoformat())
    pressed(shop, "Order with the voucher")
    expect(shop.get_by_text("The supplier takes the order on.")).to_be_visible()

    case_in_english(seller)
    pressed(seller, "Take the order on")
    form = opened(seller, "Deliver")
    typed(seller, form.get_by_label("What you deliver"), "Twelve months with their description.")
    form.get_by_label("Files").set_input_files(paper)  # the machine's own window for files
    pressed(seller, "Deliver")
    expect(seller.get_by_text("The demand company checks the delivery.")).to_be_visible()
    looked_at(seller, "keyboard_delivered")

    at_case(shop)
    form = opened(shop, "Check the delivery")
    reached(shop, form.get_by_role("radio").first)
    shop.keyboard.press("Space")
    pressed(shop, "Check the delivery")
    agreed(shop)
    expect(shop.get_by_text("The supplier enters its tax invoice.")).to_be_visible()

    case_in_english(office)
    form = opened(office, "Disallow what was accepted and is not invoiced")
    typed(office, form.get_by_label("Reason"), "Not within the project.")
    used(office, form.get_by_role("button"))
    expect(office.get_by_text("order disallowed").first).to_be_visible()
    looked_at(office, "keyboard_disallowed")
    assert Order.objects.get().state == "disallowed"
    assert free(voucher).total == 8_000_000
    assert differences() == []


def test_money_is_claimed_back_by_two_people_and_paid_back(new_context: NewContext) -> None:
    make.interest_rate()
    world, voucher = make.issued()
    make.paid(world, voucher)
    end_agreement(world.as_("approver"), voucher.agreement_id, "수행 중단")
    office, chief, finance = (
        watched(new_context(person=one).new_page())
        for one in (world.office.manager, world.office.approver, world.office.finance)
    )
    case_in_english(office)
    form = opened(office, "Propose a clawback")
    typed(office, form.get_by_label("To be paid back (won)"), "400000")
    reached(office, form.get_by_label("Interest from")).fill(clock.today().isoformat())
    typed(office, form.get_by_label("Reason"), "Used for something else.")
    used(office, form.get_by_role("button"))
    expect(office.locator("#clawbacks").get_by_text("Used for something else.").first).to_be_visible()
    looked_at(office, "keyboard_clawback")

    case_in_english(chief)
    pressed(chief, "Claim the money back")
    expect(chief.locator("#clawbacks").get_by_text("400,000").first).to_be_visible()

    case_in_english(finance)
    clawback = Clawback.objects.get()
    form = opened(finance, "Note money paid back")
    typed(finance, form.get_by_label("Amount paid back (won)"), str(owed(clawback, clock.today()).total))
    reached(finance, form.get_by_label("Paid on")).fill(clock.today().isoformat())
    typed(finance, form.get_by_label("Reference on the bank's statement"), "BACK-1")
    used(finance, form.get_by_role("button"))
    expect(finance.locator("#clawbacks").get_by_text("0 won are open")).to_be_visible()
    looked_at(finance, "keyboard_paid_back")
    clawback.refresh_from_db()
    assert clawback.state == "collected"
    assert differences() == []


def test_a_change_of_the_agreement_is_asked_for_and_approved(new_context: NewContext) -> None:
    world, voucher = make.issued()
    shop = watched(new_context("phone", person=world.owner).new_page())
    chief = watched(new_context(person=world.office.approver).new_page())
    case_in_english(shop)
    form = opened(shop, "Ask to change the agreement")
    typed(shop, form.get_by_label("Why the agreement is to be changed"), "The data comes late.")
    last = voucher.agreement.present.last_day + timedelta(days=30)
    reached(shop, form.get_by_label("Last day of the period")).fill(last.isoformat())
    used(shop, form.get_by_role("button").last)
    expect(shop.get_by_text("A change of the agreement waits for the approving officer.")).to_be_visible()
    looked_at(shop, "keyboard_amendment")
    case_in_english(chief)
    pressed(chief, "Approve the change")
    expect(chief.get_by_text("The changed agreement is to be signed by").first).to_be_visible()
    assert AmendmentRequest.objects.get().state == "signing"
