"""Where the money of a call's cases is: promised, reserved, paid, come back; sums, and the cases behind each sum.

Balances of the vouchers say what is on them. Two sums stand on accounts of the track and are told case by case from
what the track's accounts must equal (``reconcile``): promises without a voucher are the sums of the agreements'
texts, money paid back is what was noted of each clawback.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from kernel import clock
from kernel.actor import Actor
from kernel.permissions import may
from programs.errors import CallNotVisible
from programs.models import Call
from programs.queries.audit import audits
from programs.registry import Spending, Spent
from vouchers.models import Account, Agreement, AgreementVersion, Line, Order, Recovery, Supplier
from vouchers.rules.ledger import Kind, Money, Verb

PROMISED = ("drafted", "signing", "signed")  # the promise stands, the voucher was not issued
RESERVED = (Kind.RESERVED, Kind.DELIVERED, Kind.ACCEPTED, Kind.PAYABLE)
HELD: Mapping[Kind, str] = {Kind.FREE: "committed", **dict.fromkeys(RESERVED, "reserved"), Kind.PAID: "paid"}
GROUPS = "application__groups"


def money_call(actor: Actor, call_id: int) -> Call:
    """A voucher call whose money the person may look at: its managers and finance officers, any auditor. Raises
    CallNotVisible."""
    call = Call.objects.filter(pk=call_id, programme="vouchers").first()
    if call is None or not (audits(actor) or may(actor, "manage_call", call) or may(actor, "pay_call", call)):
        raise CallNotVisible()
    return call


def spent(call: Call) -> Iterator[Spending]:
    """Where the subsidy of the cases is, added up over those of one track and the same groups; four statements."""
    sums: dict[tuple[str, frozenset[str]], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for what, track, groups, won in _parts(call):
        sums[track, frozenset(groups)][what] += won
    for (track, alike), found in sums.items():
        yield Spending(track, alike, Spent(**found))


def _parts(call: Call) -> Iterator[tuple[str, str, list[str], int]]:
    """A field of Spent, track, groups, won."""
    held = Account.objects.filter(call=call, money=Money.SUPPORT, kind__in=list(HELD), voucher__isnull=False)
    held = held.exclude(balance=0)  # most accounts are passed through and empty again
    path = f"voucher__agreement__{GROUPS}"
    for track, groups, kind, won in held.order_by().values_list("track", path, "kind").annotate(Sum("balance")):
        yield HELD[Kind(kind)], track, groups, won
    promised = AgreementVersion.objects.filter(
        agreement__call=call, agreement__state__in=PROMISED, version=F("agreement__version")
    )
    yield from _grouped("committed", promised, "agreement", "support")
    yield from _grouped("returned", _returned().filter(entry__call=call), "account__voucher__agreement", "amount", -1)
    recovered = Recovery.objects.filter(clawback__agreement__call=call)
    yield from _grouped("returned", recovered, "clawback__agreement", "principal")


def _grouped(
    what: str, rows: QuerySet[Any], case: str, won: str, sign: int = 1
) -> Iterator[tuple[str, str, list[str], int]]:
    by = (f"{case}__track", f"{case}__{GROUPS}")
    for track, groups, total in rows.order_by().values_list(*by).annotate(Sum(won)):
        yield what, track, groups, sign * total


def _returned() -> QuerySet[Line]:
    """The lines by which unused money left a voucher; their amounts are below zero."""
    return Line.objects.filter(entry__verb=Verb.REVOKE, account__kind=Kind.FREE)


def narrowed(rows: QuerySet[Agreement], *, call: Call | None, track: str, group: str) -> QuerySet[Agreement]:
    """The cases of a call's track and group, each empty where it narrows nothing."""
    if call is not None:
        rows = rows.filter(call=call)
    if track:
        rows = rows.filter(track=track)
    return rows.filter(application__groups__contains=[group]) if group else rows


def with_money(rows: QuerySet[Agreement], what: str) -> QuerySet[Agreement]:
    """Those of the cases that have won in the column ``what`` (a field of Spent), with it as ``won``. No part of a
    column is below zero, so that a case has some where any part has; who only counts adds nothing up."""
    parts, some = _columns(what), Q()
    for part, case, field in parts:
        some |= Q(pk__in=part.filter(**{f"{field}__gt": 0}).order_by().values(case))
    won = sum((_sum(*part) for part in parts), start=Coalesce(0, 0, output_field=BigIntegerField()))
    return rows.filter(some).annotate(won=won)


def _columns(what: str) -> list[tuple[QuerySet[Any], str, str]]:
    """The rows that make up a column for one case: rows, the way to the case, what is added up."""
    kinds = [kind for kind, column in HELD.items() if column == what]
    of_case = "voucher__agreement"
    parts: list[tuple[QuerySet[Any], str, str]] = []
    if kinds:
        parts.append((Account.objects.filter(money=Money.SUPPORT, kind__in=kinds), of_case, "balance"))
    if what == "committed":
        promised = AgreementVersion.objects.filter(agreement__state__in=PROMISED, version=F("agreement__version"))
        parts.append((promised, "agreement", "support"))
    if what == "returned":
        parts.append((_returned().annotate(back=-F("amount")), f"account__{of_case}", "back"))
        parts.append((Recovery.objects.all(), "clawback__agreement", "principal"))
    return parts


def _sum(rows: QuerySet[Any], case: str, won: str) -> Coalesce:
    of_one = rows.filter(**{case: OuterRef("pk")}).order_by().values(case).annotate(total=Sum(won)).values("total")
    return Coalesce(Subquery(of_one, output_field=BigIntegerField()), 0)


@dataclass(frozen=True)
class SupplierLine:
    """A supplier in the cases of a call: orders that were neither cancelled nor disallowed, their sum, what of it is
    invoiced and not paid, what was paid (won, both moneys), and deliveries whose day has passed."""

    supplier: Supplier
    cases: int
    orders: int
    ordered: int
    payable: int
    paid: int
    late: int


def suppliers_of(call: Call) -> list[SupplierLine]:
    """Every supplier that has a case in the call or has had an order in it; three statements."""
    held: dict[tuple[int, str], int] = defaultdict(int)
    accounts = Account.objects.filter(call=call, supplier__isnull=False)
    for supplier, kind, won in accounts.order_by().values_list("supplier", "kind").annotate(Sum("balance")):
        held[supplier, kind] += won
    orders = Order.objects.filter(voucher__agreement__call=call).exclude(state__in=["cancelled", "disallowed"])
    late = Count("pk", filter=Q(state__in=["placed", "taken"], due_on__lt=clock.today()))
    rows = orders.order_by().values("supplier").annotate(number=Count("pk"), won=Sum("total"), late=late)
    found = {row["supplier"]: row for row in rows}
    mine = Count("contracts", filter=Q(contracts__call=call))
    suppliers = Supplier.objects.filter(Q(pk__in=found) | Q(contracts__call=call)).select_related("organisation")
    nothing = {"number": 0, "won": 0, "late": 0}
    return [
        SupplierLine(
            one,
            one.number_of_cases,
            (row := found.get(one.pk, nothing))["number"],
            row["won"],
            held[one.pk, Kind.PAYABLE],
            held[one.pk, Kind.PAID],
            row["late"],
        )
        for one in suppliers.annotate(number_of_cases=mine).order_by("organisation__name", "pk")
    ]
