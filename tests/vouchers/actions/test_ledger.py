"""The ledger in the database: what is refused there whoever asks, and many orders at one instant."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import Error, connection, transaction
from django.db.models import Sum

from kernel.action import action
from tests import server
from tests.at_once import at_once
from tests.programs import factories as engine
from tests.vouchers import factories as make
from vouchers.actions.ledger import Posting, place_of, post
from vouchers.errors import KeyUsedDifferently, NotEnoughMoney
from vouchers.models import Account, Agreement, AgreementVersion, Entry, Supplier, Voucher
from vouchers.queries.ledger import faults
from vouchers.rules.ledger import Place, Verb

SYSTEM = engine.SYSTEM


@action
def enter(*postings: Posting) -> list[Entry]:
    return post(SYSTEM, *postings)


def issued(support: int = 8_000_000, own: int = 800_000) -> tuple[Voucher, Supplier]:
    """A voucher with its money on it, and a supplier."""
    supplier = make.registered()
    call = engine.open_call()
    application = engine.draft(call)
    agreement = Agreement.objects.create(application=application, call=call, number="DA-1", track="purchase")
    AgreementVersion.objects.create(
        agreement=agreement, version=1, parties={}, support=support, cash=own, first_day=date(2026, 3, 1),
        last_day=date(2026, 9, 30), clauses=[], content_hash="0" * 64,
    )  # fmt: skip
    voucher = Voucher.objects.create(agreement=agreement, number="DV-1")
    place = place_of(voucher)
    enter(
        Posting(Verb.APPROPRIATE, Place(call.pk, "purchase"), "budget", call, support=50_000_000),
        Posting(Verb.COMMIT, Place(call.pk, "purchase"), "commit", agreement, support=support),
        Posting(Verb.ISSUE, place, "issue", voucher, support=support),
        Posting(Verb.DEPOSIT, place, "deposit", voucher, own=own),
    )
    return voucher, supplier


def balance(kind: str, money: str = "support") -> int:
    return Account.objects.filter(kind=kind, money=money).aggregate(won=Sum("balance"))["won"] or 0


@pytest.mark.django_db
def test_money_goes_its_way_from_the_budget_to_the_supplier() -> None:
    voucher, supplier = issued()
    place = place_of(voucher, supplier.pk)
    sums = {"support": 1_000_000, "own": 100_000}
    for verb in (Verb.RESERVE, Verb.DELIVER, Verb.ACCEPT, Verb.INVOICE, Verb.PAY):
        enter(Posting(verb, place, f"order:1:{verb}", voucher, **sums))
    assert balance("source") == -50_000_000
    assert balance("available") == 42_000_000
    assert balance("free") == 7_000_000
    assert balance("free", "own") == 700_000
    assert (balance("paid"), balance("paid", "own")) == (1_000_000, 100_000)
    assert faults() == []


@pytest.mark.django_db
def test_the_same_request_twice_is_one_entry_and_other_figures_under_its_key_are_refused() -> None:
    voucher, _supplier = issued()
    order = Posting(Verb.RESERVE, place_of(voucher), "order:1", voucher, support=500)
    assert enter(order) == enter(order)
    assert balance("reserved") == 500
    with pytest.raises(KeyUsedDifferently):
        enter(Posting(Verb.RESERVE, place_of(voucher), "order:1", voucher, support=501))
    assert balance("reserved") == 500


@pytest.mark.django_db
def test_more_than_there_is_is_refused_and_nothing_of_the_request_remains() -> None:
    voucher, _supplier = issued(support=1_000)
    one = Posting(Verb.RESERVE, place_of(voucher), "order:1", voucher, support=600)
    with pytest.raises(NotEnoughMoney):
        enter(one, Posting(Verb.RESERVE, place_of(voucher), "order:2", voucher, support=600))
    assert not Entry.objects.filter(key__startswith="order").exists()
    assert balance("reserved") == 0


WRONGS = {
    "an entry is changed": "UPDATE vouchers_entry SET memo = 'x'",
    "an entry goes": "DELETE FROM vouchers_entry",
    "a line is changed": "UPDATE vouchers_line SET amount = amount + 1",
    "a line goes": "DELETE FROM vouchers_line",
    "a balance is written by hand": "UPDATE vouchers_account SET balance = balance + 1",
    "a floor is lowered": "UPDATE vouchers_account SET floor = -1000 WHERE floor = 0",
    "an account goes": "DELETE FROM vouchers_account",
    "an account begins with money": (
        "INSERT INTO vouchers_account (kind, money, call_id, track, floor, balance)"
        " SELECT 'returned', 'support', call_id, 'x', 0, 5 FROM vouchers_account LIMIT 1"
    ),
    "a line is added to an earlier entry": (
        "INSERT INTO vouchers_line (entry_id, account_id, amount)"
        " SELECT (SELECT min(id) FROM vouchers_entry), id, CASE WHEN kind = 'free' THEN 5 ELSE -5 END"
        " FROM vouchers_account WHERE money = 'own' AND kind IN ('free', 'source')"
    ),
    "an entry does not add up": (
        "WITH entry AS (INSERT INTO vouchers_entry (verb, key, call_id, about, memo, at)"
        " SELECT 'issue', 'wrong', call_id, 'x', '', now() FROM vouchers_account LIMIT 1 RETURNING id)"
        " INSERT INTO vouchers_line (entry_id, account_id, amount)"
        " SELECT entry.id, vouchers_account.id, 5 FROM entry, vouchers_account WHERE money = 'own'"
    ),
    "the tables are emptied": "TRUNCATE vouchers_line",
}


@pytest.mark.django_db
@pytest.mark.parametrize("statement", WRONGS.values(), ids=WRONGS.keys())
def test_the_database_refuses_by_itself(statement: str) -> None:
    issued()
    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_fifty_orders_at_one_instant_never_overdraw_a_voucher() -> None:
    voucher, _supplier = issued(support=1_000_000)
    place = place_of(voucher)

    def order(number: int) -> Any:
        return lambda: enter(Posting(Verb.RESERVE, place, f"order:{number}", voucher, support=90_000))

    answers = at_once([order(number) for number in range(50)])
    taken = [answer for answer in answers if isinstance(answer, list)]
    assert len(taken) == 11
    assert all(isinstance(answer, NotEnoughMoney) for answer in answers if answer not in taken)
    assert balance("free") == 1_000_000 - 11 * 90_000
    assert faults() == []


@pytest.mark.django_db(transaction=True)
def test_one_request_sent_twenty_times_at_one_instant_is_one_entry() -> None:
    voucher, _supplier = issued()
    order = Posting(Verb.RESERVE, place_of(voucher), "order:1", voucher, support=90_000)
    answers = at_once([lambda: enter(order)] * 20)
    assert len({answer[0].pk for answer in answers}) == 1
    assert balance("reserved") == 90_000


DAMAGE = {
    "unbalanced": "DELETE FROM vouchers_line WHERE id = (SELECT max(id) FROM vouchers_line)",
    "empty": "DELETE FROM vouchers_line WHERE entry_id = (SELECT max(id) FROM vouchers_entry)",
    "balance": "UPDATE vouchers_account SET balance = balance + 7 WHERE kind = 'free' AND money = 'own'",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("what", "statement"), DAMAGE.items(), ids=DAMAGE.keys())
def test_damage_that_only_the_tables_owner_could_do_is_found_and_named(what: str, statement: str) -> None:
    issued()
    with psycopg.connect(server.owner_url(connection.settings_dict["NAME"])) as owner:
        for table in ("vouchers_line", "vouchers_account"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        owner.execute(statement)
        for table in ("vouchers_line", "vouchers_account"):
            owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert what in {fault.what for fault in faults()}
