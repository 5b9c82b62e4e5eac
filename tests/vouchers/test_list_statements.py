"""Payments, runs, cases, settlements and the ledger ask the database as much for one row as for many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kernel import clock
from reports.content import Workbook
from reports.progress import unseen
from tests.vouchers import cases as make
from tests.vouchers.actions.test_closing import reported
from vouchers.actions.payment import approve_payment, prepare_run, refuse_payment
from vouchers.actions.settlement import begin_settlement
from vouchers.documents.books import TABLES
from vouchers.models import Agreement, Payment, PaymentRun, Voucher

pytestmark = pytest.mark.django_db


def statements(ask: Callable[[], object]) -> int:
    """How many statements it takes, once everything that is kept between requests is there."""
    ask()
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len([one for one in asked if "SAVEPOINT" not in one["sql"]])


def client_of(world: make.World, who: str = "finance") -> Client:
    client = Client()
    client.force_login(getattr(world.office, who))
    return client


def a_payment(world: make.World, voucher: Voucher, *, approved: bool = True) -> Payment:
    payment = make.requested(world, voucher, 100_000)
    return approve_payment(world.as_("manager"), payment.pk) if approved else payment


@pytest.mark.parametrize(
    ("page", "who", "most"),
    [
        ("payments", "finance", 24),
        ("payments", "auditor", 30),
        ("runs", "finance", 12),
        ("run", "finance", 22),
        ("run", "auditor", 28),
        ("cases", "finance", 14),
        ("cases", "auditor", 18),
        ("audit", "auditor", 20),
    ],
)
def test_a_list_asks_as_much_for_one_payment_as_for_many(page: str, who: str, most: int) -> None:
    world, voucher = make.issued()
    make.account(world)
    a_payment(world, voucher)
    run = prepare_run(world.as_("finance"), clock.today())
    key = [run.public_id] if page == "run" else []
    client = client_of(world, who)
    few = statements(lambda: client.get(reverse(f"vouchers:{page}", args=key)))
    payments = [a_payment(world, voucher) for _number in range(3)]
    for number in range(2):  # further cases, each with its payment, and a run that shrank
        other, issued = make.issued(make.selected(call=world.call))
        make.account(other)
        a_payment(other, issued, approved=bool(number))
    more = prepare_run(world.as_("finance"), clock.today())
    refuse_payment(world.as_("manager"), payments[0].pk, "증빙 부족")
    if page == "run":
        key = [PaymentRun.objects.get(pk=more.pk).public_id]
    many = statements(lambda: client.get(reverse(f"vouchers:{page}", args=key)))
    assert many <= few + 1, (few, many)  # one more where something was taken out of a run
    assert many <= most


def test_the_accounts_to_confirm_ask_as_much_for_one_as_for_many_some_of_ones_own_suppliers() -> None:
    world, _voucher = make.issued()
    make.entered(world)
    client = client_of(world)
    few = statements(lambda: client.get(reverse("vouchers:payments")))
    for _number in range(3):
        other, _issued = make.issued(make.selected(call=world.call))
        make.entered(other)
        make.join(world.office.finance, other.supplier.organisation)
    assert len(client.get(reverse("vouchers:payments")).context["accounts"]) == 4
    assert statements(lambda: client.get(reverse("vouchers:payments"))) == few


def everything(code: str, call: int) -> None:
    """Reads a table to its last row."""
    book = TABLES[code][1]({"call": call}, unseen)
    assert isinstance(book, Workbook)
    for sheet in book.sheets:
        list(sheet.rows)


@pytest.mark.parametrize("code", sorted(TABLES))
def test_a_table_asks_as_much_for_one_case_as_for_many(code: str) -> None:
    world, voucher = make.issued()
    make.paid(world, voucher)
    reported(world, Agreement.objects.get())
    begin_settlement(world.as_("owner"), voucher.agreement_id)
    few = statements(lambda: everything(code, world.call.pk))
    for _number in range(2):
        other, issued = make.issued(make.selected(call=world.call))
        make.paid(other, issued, orders=2)
        reported(other, issued.agreement)
        begin_settlement(other.as_("owner"), issued.agreement_id)
    assert statements(lambda: everything(code, world.call.pk)) == few <= 9
