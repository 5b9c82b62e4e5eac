"""Reading the ledger: balances, and whether the books are whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection

from vouchers.models import Account, Voucher
from vouchers.rules.ledger import Kind, Money, Parts


@dataclass(frozen=True)
class Fault:
    """Something in the books that cannot be: ``what`` is a code, ``where`` names the row, ``won`` the difference."""

    what: str
    where: str
    won: int = 0


CHECKS: Mapping[str, str] = {
    "unbalanced": (
        "SELECT 'entry ' || entry_id, sum(amount) FROM vouchers_line GROUP BY entry_id HAVING sum(amount) <> 0"
    ),
    "empty": (
        "SELECT 'entry ' || one.id, 0 FROM vouchers_entry one"
        " WHERE NOT EXISTS (SELECT FROM vouchers_line WHERE entry_id = one.id)"
    ),
    "balance": (
        "SELECT 'account ' || one.id, one.balance - coalesce(held.won, 0) FROM vouchers_account one LEFT JOIN"
        " (SELECT account_id, sum(amount) AS won FROM vouchers_line GROUP BY account_id) held"
        " ON held.account_id = one.id WHERE one.balance <> coalesce(held.won, 0)"
    ),
    "floor": "SELECT 'account ' || id, balance FROM vouchers_account WHERE balance < floor",
}


def faults() -> list[Fault]:
    """Everything in the ledger that does not hold, empty when it is whole; one statement for each check."""
    found = []
    with connection.cursor() as cursor:
        for what, statement in CHECKS.items():
            cursor.execute(statement)
            found += [Fault(what, where, int(won)) for where, won in cursor.fetchall()]
    return found


def balances(voucher: Voucher) -> dict[tuple[Kind, Money], int]:
    """What the accounts of a voucher hold, in won, over all suppliers; one statement."""
    held: dict[tuple[Kind, Money], int] = {}
    for kind, money, won in Account.objects.filter(voucher=voucher).values_list("kind", "money", "balance"):
        key = (Kind(kind), Money(money))
        held[key] = held.get(key, 0) + won
    return held


def free(voucher: Voucher) -> Parts:
    """What may still be ordered with a voucher."""
    held = balances(voucher)
    return Parts(held.get((Kind.FREE, Money.SUPPORT), 0), held.get((Kind.FREE, Money.OWN), 0))
