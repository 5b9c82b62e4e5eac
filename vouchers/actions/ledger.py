"""The only door into the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, models, transaction

from kernel import clock
from kernel.actor import Actor
from vouchers.errors import KeyUsedDifferently, NotEnoughMoney
from vouchers.models import Account, Entry, Line, Voucher
from vouchers.rules import ledger as books
from vouchers.rules.ledger import Place, Slot, Verb


@dataclass(frozen=True)
class Posting:
    """One entry to be made: what happened, where, how much of either money (won), and the key under which it happens
    only once. ``about`` names the row behind it."""

    verb: Verb
    place: Place
    key: str
    about: models.Model
    support: int = 0
    own: int = 0
    memo: str = ""

    def lines(self) -> dict[Slot, int]:
        return books.lines(self.verb, self.place, support=self.support, own=self.own)


def place_of(voucher: Voucher, supplier_id: int = 0) -> Place:
    agreement = voucher.agreement
    return Place(agreement.call_id, agreement.track, voucher.pk, supplier_id)


def post(actor: Actor, *postings: Posting) -> list[Entry]:
    """Makes the entries, all of them or none, inside the running action; an entry whose key is there already is not
    made again. Three statements and the accounts' locks, however many entries.

    Raises NotEnoughMoney when an account would go below its floor, KeyUsedDifferently when a key stands for another
    entry.
    """
    there = _there(postings)
    while fresh := [one for one in postings if one.key not in there]:
        try:
            made = _write(actor, fresh)
        except _MadeMeanwhile:  # by a request at the same instant, which has committed now
            there = _there(postings)
            continue
        there |= {entry.key: entry for entry in made}
    return [there[one.key] for one in postings]


class _MadeMeanwhile(Exception):
    """An entry of one of the keys came in from elsewhere."""


def _there(postings: Iterable[Posting]) -> dict[str, Entry]:
    """The entries that were made under these keys before. Raises KeyUsedDifferently."""
    there = {entry.key: entry for entry in Entry.objects.filter(key__in=[one.key for one in postings])}
    _same(there, postings)
    return there


def _same(there: Mapping[str, Entry], postings: Iterable[Posting]) -> None:
    """The key of an entry that was made before stands for the very same entry."""
    known = [one for one in postings if one.key in there]
    if not known:
        return
    kept: dict[int, dict[Slot, int]] = {}
    rows = Line.objects.filter(entry__in=[there[one.key] for one in known]).select_related("account")
    for line in rows:
        kept.setdefault(line.entry_id, {})[slot_of(line.account)] = line.amount
    for one in known:
        entry = there[one.key]
        if entry.verb != one.verb or kept.get(entry.pk, {}) != one.lines():
            raise KeyUsedDifferently(key=one.key)


def _write(actor: Actor, postings: list[Posting]) -> list[Entry]:
    changes = [one.lines() for one in postings]
    accounts = _accounts({slot for change in changes for slot in change})
    try:
        with transaction.atomic():
            entries = Entry.objects.bulk_create([_entry(actor, one) for one in postings])
            Line.objects.bulk_create(
                Line(entry=entry, account=accounts[slot], amount=won)
                for entry, change in zip(entries, changes, strict=True)
                for slot, won in sorted(change.items())
            )
    except IntegrityError as refusal:
        if "balance_not_below_floor" in str(refusal):
            raise NotEnoughMoney() from None
        if "vouchers_entry_key" in str(refusal):
            raise _MadeMeanwhile() from None
        raise
    return entries


def _entry(actor: Actor, one: Posting) -> Entry:
    return Entry(
        verb=one.verb,
        key=one.key,
        call_id=one.place.call,
        voucher_id=one.place.voucher or None,
        about=f"{one.about._meta.model_name}:{one.about.pk}",
        memo=one.memo,
        by=actor.user,
        at=clock.now(),
    )


def _accounts(slots: set[Slot]) -> dict[Slot, Account]:
    """The rows of these accounts; those that nobody used yet are made (two who make one at once get the same)."""
    found = _found(slots)
    lacking = slots - found.keys()
    if lacking:
        Account.objects.bulk_create(
            [Account(**_columns(slot), floor=slot.floor) for slot in sorted(lacking)], ignore_conflicts=True
        )
        found = _found(slots)
    return found


def _found(slots: set[Slot]) -> dict[Slot, Account]:
    calls, vouchers = {slot.call for slot in slots}, {slot.voucher for slot in slots if slot.voucher}
    rows = Account.objects.filter(call__in=calls, kind__in={slot.kind for slot in slots})
    rows = rows.filter(models.Q(voucher=None) | models.Q(voucher__in=vouchers))
    named = {slot_of(row): row for row in rows}
    return {slot: named[slot] for slot in slots if slot in named}


def _columns(slot: Slot) -> dict[str, object]:
    return {
        "kind": slot.kind,
        "money": slot.money,
        "call_id": slot.call,
        "track": slot.track,
        "voucher_id": slot.voucher or None,
        "supplier_id": slot.supplier or None,
    }


def slot_of(account: Account) -> Slot:
    """The rules' name of an account."""
    return Slot(
        books.Kind(account.kind),
        books.Money(account.money),
        account.call_id,
        account.track,
        account.voucher_id or 0,
        account.supplier_id or 0,
    )
