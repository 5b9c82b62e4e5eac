"""What an auditor sees first: every call with its cases, money, signals and open clawbacks; the samples drawn."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from kernel.actor import Actor
from kernel.errors import NotPermitted
from programs.models import Call
from programs.queries.audit import audits
from vouchers.errors import SampleNotVisible
from vouchers.models import Account, Agreement, AuditSample, Clawback, Signal
from vouchers.rules.ledger import Kind


@dataclass(frozen=True)
class CallLine:
    """Sums in won of the city's money."""

    call: Call
    applications: int
    cases: int
    paid: int
    returned: int
    recovered: int
    open_claims: int
    signals: int


def require_auditor(actor: Actor) -> None:
    """Raises NotPermitted."""
    if not audits(actor):
        raise NotPermitted()


def calls() -> list[CallLine]:
    """Every published call of the programme, newest first; five statements."""
    rows = Call.objects.filter(programme="vouchers").exclude(state="draft").annotate(number=Count("applications"))
    cases = _counts(Agreement.objects.all(), "call")
    claims = _counts(Clawback.objects.filter(state="claimed"), "agreement__call")
    signals = _counts(Signal.objects.filter(state="open"), "call")
    sums: dict[tuple[int, str], int] = defaultdict(int)
    money = Account.objects.filter(money="support", kind__in=[Kind.PAID, Kind.RETURNED, Kind.RECOVERED])
    for call, kind, won in money.order_by().values_list("call", "kind").annotate(won=Sum("balance")):
        sums[call, kind] += won
    return [
        CallLine(
            one, one.number, cases.get(one.pk, 0), sums[one.pk, Kind.PAID], sums[one.pk, Kind.RETURNED],
            sums[one.pk, Kind.RECOVERED], claims.get(one.pk, 0), signals.get(one.pk, 0),
        )
        for one in rows.order_by("-opens_at", "-pk")
    ]  # fmt: skip


def _counts(rows: QuerySet[Agreement] | QuerySet[Clawback] | QuerySet[Signal], by: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(by).annotate(Count("pk")))


def samples() -> QuerySet[AuditSample]:
    return AuditSample.objects.select_related("call", "drawn_by").order_by("-pk")


def sample_of(actor: Actor, public_id: UUID) -> AuditSample:
    """Raises SampleNotVisible for anybody but an auditor."""
    found = samples().filter(public_id=public_id).first() if audits(actor) else None
    if found is None:
        raise SampleNotVisible()
    return found
