"""Ten thousand vouchers in the middle of a year: a call through the actions, then its case copied in bulk.

The copies come straight into the tables, past the actions but under every constraint and trigger of the database: the
ledger's lines go through the trigger that moves the balances, and `manage.py reconcile` finds no difference.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psycopg

from bench.applications import _organisations

GROUPS = (["region"], ["region", "youth"], ["youth"], [])
SUPPORT, CASH = 7_200_000, 800_000
ORDERS, PRICE = 5, 1_000_000  # of each voucher; the last is invoiced and waits for its run
STEPS = ("reserve", "deliver", "accept", "invoice", "pay")
RUN = 1_000


@dataclass(frozen=True)
class Bulk:
    """Keys of what was made, and the people who look at it."""

    call: int
    agreements: list[int]
    cases: list[str]
    payments: list[int]  # approved, in no run
    users: dict[str, int]


def bulk(size: int) -> Bulk:
    """``size`` cases in force beside the one that went through the actions."""
    from tests.programs import factories as engine
    from tests.vouchers import cases
    from vouchers.actions.allotment import move_budget
    from vouchers.rules.ledger import Verb

    call = engine.open_call()
    world = cases.selected(call=call, track="general")
    move_budget(cases.SYSTEM, call.pk, Verb.APPROPRIATE, "general", size * SUPPORT, "bulk")
    _world, voucher = cases.issued(world)
    account = cases.account(world)
    agreements = _cases(world, voucher.agreement, size)
    vouchers = _vouchers(agreements, world)
    payments = _orders(world, account, vouchers)
    _ledger(world, [one.pk for one in vouchers])
    waiting = [one.pk for one in payments if one.state == "approved"]
    _runs(world, account, [one for one in payments if one.state == "paid"])
    people = {name: getattr(world.office, name).pk for name in ("manager", "finance", "cashier", "auditor")}
    people["owner"] = world.owner.pk
    return Bulk(call.pk, [one.pk for one in agreements], [str(one.public_id) for one in agreements], waiting, people)


def _cases(world: Any, pattern: Any, size: int) -> list[Any]:
    """Applications, decisions, agreements and their texts, each of a company of its own; one person for all."""
    from accounts.models import Membership
    from programs.models import Application, Decision
    from vouchers.models import Agreement, AgreementVersion

    first, text = world.application, pattern.present
    companies = _organisations(size)
    Membership.objects.bulk_create(
        (Membership(organisation=one, user=first.user, role=Membership.Role.REPRESENTATIVE) for one in companies),
        batch_size=1_000,
    )
    applications = Application.objects.bulk_create(
        (
            Application(
                call=world.call, organisation=one, user=first.user, name=one.name, state="selected",
                answers=first.answers, track="general", groups=GROUPS[number % 4], receipt_serial=number,
                receipt_number=f"DV-2026-900-{number:05d}", submitted_at=first.submitted_at,
            )
            for number, one in enumerate(companies, 1_000)
        ),
        batch_size=1_000,
    )  # fmt: skip
    Decision.objects.bulk_create(
        (
            Decision(application=one, outcome="selected", amount=SUPPORT, proposed_at=first.submitted_at)
            for one in applications
        ),
        batch_size=1_000,
    )
    agreements = Agreement.objects.bulk_create(
        (
            Agreement(
                application=one, call=world.call, supplier=pattern.supplier, number=f"DA-2026-9{number:05d}",
                track="general", state="in_force", started_at=pattern.started_at, signed_at=pattern.signed_at,
            )
            for number, one in enumerate(applications)
        ),
        batch_size=1_000,
    )  # fmt: skip
    names = ("parties", "support", "cash", "in_kind", "first_day", "last_day", "clauses", "source", "people")
    same = {name: getattr(text, name) for name in names}
    AgreementVersion.objects.bulk_create(
        (AgreementVersion(agreement=one, version=1, content_hash="0" * 64, **same) for one in agreements),
        batch_size=1_000,
    )
    return agreements


def _vouchers(agreements: Sequence[Any], world: Any) -> list[Any]:
    from vouchers.models import Deposit, Voucher

    Deposit.objects.bulk_create(
        (Deposit(agreement=one, amount=CASH, paid_on=one.started_at.date(), reference="입금-1") for one in agreements),
        batch_size=1_000,
    )
    return Voucher.objects.bulk_create(
        (Voucher(agreement=one, number=f"DVC-2026-9{number:05d}") for number, one in enumerate(agreements)),
        batch_size=1_000,
    )


def _orders(world: Any, account: Any, vouchers: Sequence[Any]) -> list[Any]:
    """Five orders a voucher with all that hangs on them; four paid, the last approved or still asked for."""
    from kernel import clock
    from vouchers.models import Acceptance, Delivery, Invoice, Order, OrderLine, Payment

    now, today = clock.now(), clock.today()
    own = PRICE // 10
    orders = Order.objects.bulk_create(
        (
            Order(
                voucher=one, supplier=world.supplier, number=f"{one.number}-B{n}", title="유동 인구 자료",
                state="paid" if n < ORDERS else "invoiced", total=PRICE, support=PRICE - own, own=own,
                due_on=today, placed_by=world.owner, delivered_at=now, accepted_at=now,
                accepted_support=PRICE - own, accepted_own=own,
            )
            for one in vouchers for n in range(1, ORDERS + 1)
        ),
        batch_size=1_000,
    )  # fmt: skip
    OrderLine.objects.bulk_create(
        (OrderLine(order=one, name=one.title, quantity=1, price=PRICE, amount=PRICE) for one in orders),
        batch_size=1_000,
    )
    deliveries = Delivery.objects.bulk_create(
        (Delivery(order=one, round=1, note="자료", delivered_by=world.seller) for one in orders), batch_size=1_000
    )
    Acceptance.objects.bulk_create(
        (Acceptance(delivery=one, verdict="accepted", decided_by=world.owner) for one in deliveries), batch_size=1_000
    )
    invoices = Invoice.objects.bulk_create(
        (
            Invoice(order=one, number=f"9{n:023d}", issued_on=today, amount=PRICE, entered_by=world.seller)
            for n, one in enumerate(orders)
        ),
        batch_size=1_000,
    )
    return Payment.objects.bulk_create(_payments(world, account, invoices, today), batch_size=1_000)


def _payments(world: Any, account: Any, invoices: Sequence[Any], today: Any) -> Iterator[Any]:
    from vouchers.models import Payment

    own = PRICE // 10
    for number, one in enumerate(invoices):
        last = number % ORDERS == ORDERS - 1
        state = "paid" if not last else "approved" if number % 2 else "requested"
        approved = {"approved_by": world.office.manager, "account": account} if state != "requested" else {}
        released = {"released_by": world.office.cashier, "paid_on": today} if state == "paid" else {}
        yield Payment(
            invoice=one, supplier=world.supplier, state=state, amount=PRICE, support=PRICE - own, own=own,
            due_on=today + timedelta(days=number % 28 - 14), requested_by=world.seller, **approved, **released,
        )  # fmt: skip


def _runs(world: Any, account: Any, payments: Sequence[Any]) -> None:
    """What was paid, in runs of a thousand with their transfer files and the bank's answers."""
    from kernel import clock
    from vouchers.actions.payment import transfer_of
    from vouchers.models import BankAnswer, Payment, PaymentRun, Transfer
    from vouchers.rules.bank import transfer_text

    for number, start in enumerate(range(0, len(payments), RUN)):
        some = payments[start : start + RUN]
        run = PaymentRun.objects.create(
            number=f"PR-2026-9{number:04d}", state="answered", pay_on=clock.today(), count=len(some),
            total=sum(one.amount for one in some), prepared_by=world.office.finance, released_by=world.office.cashier,
        )  # fmt: skip
        Transfer.objects.bulk_create(Transfer(run=run, payment=one, account=account, amount=one.amount) for one in some)
        BankAnswer.objects.bulk_create(
            BankAnswer(
                run=run, payment=one, paid=True, amount=one.amount, on=clock.today(), read_by=world.office.finance
            )
            for one in some
        )
        digest = hashlib.sha256(transfer_text(transfer_of(run)).encode()).hexdigest()
        PaymentRun.objects.filter(pk=run.pk).update(file_hash=digest)
        Payment.objects.filter(pk__in=[one.pk for one in some]).update(run=run)


def _ledger(world: Any, vouchers: Sequence[int]) -> None:
    """Every voucher's entries, one verb for all of them in a statement: promised, issued, paid in, five orders."""
    from vouchers.rules.ledger import Verb

    first, last = vouchers[0], vouchers[-1]
    books = Books(world.call.pk, world.supplier.pk, first, last)
    for verb, support, own in ((Verb.COMMIT, SUPPORT, 0), (Verb.ISSUE, SUPPORT, 0), (Verb.DEPOSIT, 0, CASH)):
        books.post(verb, "0", support, own)
    part = PRICE // 10
    for number in range(1, ORDERS + 1):
        for step in STEPS[: None if number < ORDERS else -1]:
            books.post(Verb(step), str(number), PRICE - part, part)


def analyse() -> None:
    """Tells the planner what is there, as the database does by itself in the course of a day."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("ANALYZE vouchers_account, vouchers_entry, vouchers_line, vouchers_voucher")


@dataclass(frozen=True)
class Books:
    """The ledger of the vouchers from ``first`` to ``last``."""

    call: int
    supplier: int
    first: int
    last: int

    def post(self, verb: Any, mark: str, support: int, own: int) -> None:
        """One entry of ``verb`` for each of the vouchers: its accounts where they are lacking, the entry, its lines."""
        from django.db import connection

        from vouchers.rules.ledger import COUNTER, FLOWS, OF_SUPPLIER, OF_TRACK, Kind, Money

        source, target = FLOWS[verb]
        sides = [
            (kind, money, sign * won)
            for money, won in ((Money.SUPPORT, support), (Money.OWN, own))
            if won
            for kind, sign in ((source, -1), (target, 1))
        ]
        named = {"call": self.call, "first": self.first, "last": self.last, "verb": verb.value, "mark": mark}
        with connection.cursor() as cursor:
            for kind, money, _won in sides:
                track = kind in OF_TRACK and not (kind is Kind.SOURCE and money is Money.OWN)
                cursor.execute(
                    _ACCOUNT.format(
                        voucher="NULL" if track else "one.id",
                        supplier=str(self.supplier) if kind in OF_SUPPLIER else "NULL",
                        floor="NULL" if kind in COUNTER else "0",
                    ),
                    {**named, "kind": kind.value, "money": money.value},
                )
            cursor.execute(_ENTRY, named)
            analyse()
            parts = " UNION ALL ".join(
                _LINE.format(
                    kind=kind.value,
                    money=money.value,
                    won=won,
                    voucher="account.voucher_id IS NULL"
                    if kind in OF_TRACK and not (kind is Kind.SOURCE and money is Money.OWN)
                    else "account.voucher_id = entry.voucher_id",
                )
                for kind, money, won in sides
            )
            cursor.execute(f"INSERT INTO vouchers_line (entry_id, account_id, amount) {parts}", named)
        analyse()


_ACCOUNT = (
    "INSERT INTO vouchers_account (kind, money, call_id, track, voucher_id, supplier_id, floor, balance)"
    " SELECT DISTINCT %(kind)s, %(money)s, %(call)s, 'general', {voucher}::bigint, {supplier}::bigint, {floor}::bigint,"
    " 0 FROM vouchers_voucher one WHERE one.id BETWEEN %(first)s AND %(last)s ON CONFLICT DO NOTHING"
)
_ENTRY = (
    "INSERT INTO vouchers_entry (verb, key, call_id, voucher_id, about, memo, at)"
    " SELECT %(verb)s, 'bulk:' || %(verb)s || ':' || %(mark)s || ':' || one.id, %(call)s, one.id, 'voucher:' || one.id,"
    " '', now() FROM vouchers_voucher one WHERE one.id BETWEEN %(first)s AND %(last)s"
)
_LINE = (
    "SELECT entry.id, account.id, {won} FROM vouchers_entry entry JOIN vouchers_account account"
    " ON account.call_id = entry.call_id AND account.kind = '{kind}' AND account.money = '{money}' AND {voucher}"
    " AND account.track = 'general' WHERE entry.key LIKE 'bulk:' || %(verb)s || ':' || %(mark)s || ':%%'"
    " AND entry.voucher_id BETWEEN %(first)s AND %(last)s"
)
