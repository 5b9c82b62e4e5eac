"""A case and its money in English and by the keyboard alone, from the budget and the agreement over the payment run to
the report, the settlement, what is given back and the notice of a clawback: whatever is used is reached with the Tab
key."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from kernel import clock
from tests.browser.case_pages import at_case
from tests.browser.conftest import NewContext, looked_at, watched
from tests.browser.keyboard import agreed, chosen, entered, in_english, opened, pressed, reached, typed, used
from tests.vouchers import cases as make
from tests.vouchers.actions.test_closing import examined, reported
from vouchers.actions.payment import approve_payment
from vouchers.actions.settlement import confirm_settlement
from vouchers.models import Agreement, Clawback, Entry, Payment, PaymentRun, Refund, Settlement
from vouchers.queries.reconcile import differences

pytestmark = pytest.mark.django_db(transaction=True)


def case_in_english(page: Page) -> Page:
    at_case(page)
    return in_english(page, page.url)


def on_day(page: Page, field: Locator) -> None:
    """Today: the keys of a day field are the browser's own."""
    reached(page, field).fill(clock.today().isoformat())


def in_books(page: Page, kind: str, won: str, document: str) -> None:
    chosen(page, "verb", kind)
    typed(page, page.get_by_label("Amount (won)"), won)
    typed(page, page.get_by_label("Number of the document"), document)
    pressed(page, "Enter it in the books")


def test_the_budget_of_a_call_is_allotted_and_reduced(new_context: NewContext) -> None:
    world = make.selected(in_books=False)
    page = watched(new_context("phone", person=world.office.finance).new_page())
    in_english(page, "/vouchers/payments/")
    entered(page, "link", "Budget")
    in_books(page, "Bring money in", "300000000", "Budget-1")
    moves = page.get_by_role("table", name="How the budget moved")
    expect(moves.get_by_text("300,000,000")).to_be_visible()
    in_books(page, "Take money out", "300000001", "Budget-2")
    expect(page.get_by_role("alert").first).to_be_visible()
    looked_at(page, "keyboard_budget_refused")
    typed(page, page.get_by_label("Amount (won)"), "50000000")
    pressed(page, "Enter it in the books")
    expect(moves.get_by_text("50,000,000")).to_be_visible()
    looked_at(page, "keyboard_budget")
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == ["appropriate", "withdraw"]
    assert differences() == []


def test_all_three_parties_sign_the_agreement(new_context: NewContext) -> None:
    world, agreement = make.signing()
    for party in (world.owner, world.seller, world.office.approver):
        page = watched(new_context("phone", person=party).new_page())
        case_in_english(page)
        entered(page, "link", "Read and sign")
        typed(page, page.get_by_label("Your password"), "wrong")
        pressed(page, "Sign the agreement")
        expect(page.get_by_role("alert").first).to_be_visible()
        typed(page, page.get_by_label("Your password"), make.PASSWORD)
        looked_at(page, f"keyboard_sign_{party.pk}")
        pressed(page, "Sign the agreement")
        expect(page.get_by_text("You have signed.")).to_be_visible()
    agreement.refresh_from_db()
    assert agreement.state == "signed"
    assert agreement.present.signatures.count() == 3


def test_a_run_is_prepared_released_and_answered_by_the_bank(new_context: NewContext) -> None:
    world, voucher = make.issued()
    make.entered(world)
    payments = [make.requested(world, voucher, won) for won in (300_000, 400_000)]
    finance, cashier = (
        watched(new_context("phone", person=one).new_page()) for one in (world.office.finance, world.office.cashier)
    )
    in_english(finance, "/vouchers/payments/")
    entered(finance, "link", "Compare the account")
    typed(finance, finance.get_by_label("Account number as it stands in the copy"), make.NUMBER)
    looked_at(finance, "keyboard_account")
    pressed(finance, "Confirm the account")
    expect(finance.get_by_text("confirmed").first).to_be_visible()
    for one in payments:
        approve_payment(world.as_("manager"), one.pk)
    finance.goto("/vouchers/payments/")
    on_day(finance, finance.get_by_label("To be paid on"))
    pressed(finance, "Prepare a run")
    expect(finance.get_by_text("The run is prepared.")).to_be_visible()
    looked_at(finance, "keyboard_run_prepared")

    run = PaymentRun.objects.get()
    in_english(cashier, "/vouchers/payments/")
    entered(cashier, "link", run.number)
    pressed(cashier, "Release")
    agreed(cashier)
    expect(cashier.get_by_text("The run is released.")).to_be_visible()
    looked_at(cashier, "keyboard_run_released")
    with cashier.expect_download() as caught:
        reached(cashier, cashier.get_by_role("button", name="As CSV")).press("Enter")
    assert run.number in caught.value.suggested_filename
    well, badly = payments
    answers(cashier, f"{well.pk},1,정상,{clock.today()}\n")
    expect(cashier.get_by_role("alert").first).to_be_visible()
    looked_at(cashier, "keyboard_answer_refused")
    answers(cashier, f"{well.pk},300000,정상,{clock.today()}\n{badly.pk},400000,오류,{clock.today()},계좌 해지\n")
    expect(cashier.get_by_text("2 lines read")).to_be_visible()
    entered(cashier, "link", "sent back by the bank")
    looked_at(cashier, "keyboard_answer")
    assert set(Payment.objects.values_list("pk", "state")) == {(well.pk, "paid"), (badly.pk, "failed")}
    assert differences() == []


def answers(page: Page, text: str) -> None:
    file = {"name": "answer.csv", "mimeType": "text/csv", "buffer": text.encode("cp949")}
    field = reached(page, page.get_by_label("The bank's answer (CSV)"))
    field.set_input_files(file)  # the machine's own window for files
    pressed(page, "Read the answer")


def test_a_settlement_is_handed_in_examined_with_a_disallowance_and_confirmed(
    new_context: NewContext, paper: Path
) -> None:
    make.interest_rate()
    world, voucher = make.issued()
    make.paid(world, voucher)
    reported(world, voucher.agreement)
    shop, office, chief = (
        watched(new_context("phone", person=one).new_page())
        for one in (world.owner, world.office.manager, world.office.approver)
    )
    case_in_english(shop)
    pressed(shop, "Begin the settlement")
    form = opened(shop, "Attach evidence")
    reached(shop, form.get_by_label("Evidence")).set_input_files(paper)  # the machine's own window for files
    pressed(shop, "Attach evidence")
    pressed(shop, "Hand in the settlement")
    expect(shop.get_by_text("The manager examines each line.")).to_be_visible()
    looked_at(shop, "keyboard_settlement_in")

    case_in_english(office)
    form = opened(office, "Note the examination")
    typed(office, form.get_by_label("Disallowed (won)"), "300000")
    used(office, form.get_by_role("button"))
    expect(office.get_by_role("alert").first).to_be_visible()  # it wants a reason
    form = office.locator("details[open]", has=office.get_by_label("Disallowed (won)")).first
    typed(office, form.get_by_label("Reason for disallowing"), "Not within the project.")
    looked_at(office, "keyboard_settlement_refused")
    used(office, form.get_by_role("button"))
    pressed(office, "End the examination")
    expect(office.get_by_text("A second person confirms the settlement.")).to_be_visible()
    looked_at(office, "keyboard_settlement_examined")

    case_in_english(chief)
    pressed(chief, "Confirm the settlement")
    expect(chief.locator("#settlement").get_by_text("270,000").first).to_be_visible()
    looked_at(chief, "keyboard_settlement_confirmed")
    assert Settlement.objects.get().state == "confirmed"
    assert Clawback.objects.get().principal == 270_000
    assert differences() == []


def test_the_contribution_goes_back_by_two_officers_and_the_clawback_notice_is_read(new_context: NewContext) -> None:
    make.interest_rate()
    world, voucher, settlement = examined(disallowed=300_000)
    confirm_settlement(world.as_("approver"), settlement.pk)
    finance, cashier, chief, shop = (
        watched(new_context("phone", person=one).new_page())
        for one in (world.office.finance, world.office.cashier, world.office.approver, world.owner)
    )
    case_in_english(finance)
    form = opened(finance, "Prepare to give the contribution back")
    expect(form.get_by_label("Amount given back (won)")).to_have_value("600000")
    used(finance, form.get_by_role("button"))
    expect(finance.get_by_text("giving back prepared").first).to_be_visible()
    looked_at(finance, "keyboard_back_prepared")

    case_in_english(cashier)
    pressed(cashier, "Release what is given back")
    looked_at(cashier, "keyboard_back_released")
    form = opened(cashier, "Note the transfer to the business")
    on_day(cashier, form.get_by_label("Given back on"))
    typed(cashier, form.get_by_label("Reference of the bank"), "BACK-1")
    used(cashier, form.get_by_role("button"))
    expect(cashier.get_by_text("600,000 won given back")).to_be_visible()
    looked_at(cashier, "keyboard_back_paid")
    assert Refund.objects.get().state == "paid"

    case_in_english(chief)
    pressed(chief, "Claim the money back")
    expect(chief.locator("#clawbacks").get_by_text("clawback claimed").first).to_be_visible()
    case_in_english(shop)
    entered(shop, "button", "Clawback notice")
    expect(shop.get_by_role("heading", level=1)).to_contain_text("Clawback notice")
    looked_at(shop, "keyboard_clawback_notice")
    assert Agreement.objects.get(pk=voucher.agreement_id).state == "settling"
    assert differences() == []


def test_an_agreement_is_drawn_up_paid_in_and_its_voucher_issued(new_context: NewContext) -> None:
    world = make.selected()
    office, finance = (
        watched(new_context("phone", person=one).new_page()) for one in (world.office.manager, world.office.finance)
    )
    in_english(office, f"/manage/applications/{world.application.public_id}/")
    entered(office, "link", "Draw up the agreement")
    looked_at(office, "keyboard_draw_up")
    pressed(office, "Draw up the agreement")
    pressed(office, "Send for signing")
    expect(office.get_by_text("Signatures are awaited from").first).to_be_visible()
    agreement = make.sign_all(world, Agreement.objects.get())

    case_in_english(finance)
    form = opened(finance, "Confirm a deposit")
    typed(finance, form.get_by_label("Amount (won)"), str(agreement.present.cash))
    on_day(finance, form.get_by_label("Paid on"))
    typed(finance, form.get_by_label("Reference on the bank's statement"), "IN-1")
    used(finance, form.get_by_role("button"))
    expect(finance.get_by_text("The manager issues the voucher.")).to_be_visible()
    looked_at(finance, "keyboard_deposit")
    at_case(office)
    pressed(office, "Issue the voucher")
    looked_at(office, "keyboard_issued")
    agreement.refresh_from_db()
    assert agreement.state == "in_force"
    assert differences() == []


def test_a_report_is_handed_in_evaluated_and_the_work_ended(new_context: NewContext, paper: Path) -> None:
    make.interest_rate()
    world, voucher = make.issued()
    make.paid(world, voucher)
    shop, office = (watched(new_context("phone", person=one).new_page()) for one in (world.owner, world.office.manager))
    case_in_english(shop)
    pressed(shop, "Write the final report")
    form = opened(shop, "Save")
    for label in (
        "In short", "What was done", "What became better, in figures", "How the data is used from now on",
        "What was learned",
    ):  # fmt: skip
        typed(shop, form.get_by_label(label), "Less waste by thirty percent.")
    reached(shop, form.get_by_label("Files")).set_input_files(paper)  # the machine's own window for files
    looked_at(shop, "keyboard_report")
    pressed(shop, "Save and hand in")
    agreed(shop)
    expect(shop.get_by_text("report handed in").first).to_be_visible()

    case_in_english(office)
    pressed(office, "Accept the report")
    form = opened(office, "Note a visit to the business")
    typed(office, form.get_by_label("What was found"), "Everything is as reported.")
    pressed(office, "Note a visit to the business")
    expect(office.get_by_text("Everything is as reported.")).to_be_visible()
    form = opened(office, "Evaluate the case")
    chosen(office, "outcome", "success")
    typed(office, form.get_by_label("Reason"), "Done as planned.")
    pressed(office, "Evaluate the case")
    pressed(office, "End the work")
    expect(office.get_by_text("The demand company begins the settlement.")).to_be_visible()
    looked_at(office, "keyboard_evaluated")
    assert Agreement.objects.get().state == "reported"
    assert differences() == []
