"""What waits in the cases of the calls that a person manages, approves in or pays for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Cast, Coalesce

from kernel.permissions import scopes
from programs.models import Application, Call
from vouchers.models import (
    Agreement,
    AgreementVersion,
    AmendmentRequest,
    Clawback,
    Deposit,
    Evaluation,
    Payment,
    Report,
    Settlement,
)
from vouchers.queries.case import unsigned

OVER = ("completed", "given_up", "archived", "destroyed")
ROLES = ("manage_call", "approve_call", "pay_call")


def waiting_at_office(user: Any) -> list[tuple[str, int, UUID]]:
    """A code, in how many cases, one of them; four statements, whatever there is."""
    waits = waits_at_office(user)
    if not waits:
        return []
    # Each wait becomes a column first: an aggregate's own filter cannot look into other tables here.
    columns = {f"at_{code}": ExpressionWrapper(filters, BooleanField()) for code, filters in waits.items()}
    counts = {code: Count("pk", filter=Q(**{f"at_{code}": True})) for code in waits}
    one = {f"{code}_case": Min(Cast("public_id", CharField()), filter=Q(**{f"at_{code}": True})) for code in waits}
    rows = with_sums(Agreement.objects.exclude(state__in=OVER)).annotate(**columns)
    found = rows.order_by().aggregate(**counts, **one)
    return [(code, found[code], UUID(found[f"{code}_case"])) for code in waits if found[code]]


def waits_at_office(user: Any) -> Mapping[str, Q]:
    """What may wait for somebody of the office: code → the cases in which it does, over ``with_sums``.

    Nobody is asked to be the second person of what they began themselves. Three statements.
    """
    calls = [list(scopes(user, role, Call).order_by().values_list("pk", flat=True)) for role in ROLES]
    if not any(calls):
        return {}
    # No call has the key 0: an empty list would make Django leave the whole statement out.
    manages, approves, pays = (Q(call__in=found or [0]) for found in calls)
    final = _of_case(Report, kind="final", state="accepted")
    asked = _of_case(AmendmentRequest, state="requested").exclude(requested_by=user)
    payment = _of_case(Payment, "invoice__order__voucher__agreement", state__in=["requested", "failed"])
    settled = _some(_of_case(Settlement, state="confirmed")) & ~_some(
        _of_case(Clawback, state__in=["proposed", "claimed"])
    )
    return {
        "send": manages & Q(state__in=["drafted", "withdrawn"]),
        "city_sign": approves & Q(pk__in=Agreement.objects.filter(unsigned("city")).values("pk")),
        "amendment": approves & _some(asked),
        "deposit": (manages | pays) & Q(state__in=["signed", "in_force"], in_won__lt=F("cash_won")),
        "issue": manages & Q(state="signed", in_won__gte=F("cash_won")),
        "read_report": manages & _some(_of_case(Report, state="handed_in")),
        "evaluate": manages & Q(state="in_force") & _some(final) & ~_some(_of_case(Evaluation)),
        "approve_payment": manages & _some(payment.exclude(requested_by=user)),
        "examine": manages & _some(_of_case(Settlement, state="handed_in")),
        "confirm": approves & _some(_of_case(Settlement, state="examined").exclude(examined_by=user)),
        "claim": approves & _some(_of_case(Clawback, state="proposed").exclude(proposed_by=user)),
        "collect": pays & _some(_of_case(Clawback, state="claimed")),
        "complete": approves & Q(state="settling") & settled,
    }


def _of_case(model: Any, path: str = "agreement", **filters: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = model._default_manager.filter(**{path: OuterRef("pk")}, **filters)
    return found


def _some(rows: QuerySet[Any]) -> Q:
    """That there are such rows."""
    return Q(Exists(rows))


def with_sums(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Adds ``cash_won`` that the text in force wants of the business and ``in_won`` that has come in."""
    cash = AgreementVersion.objects.filter(agreement=OuterRef("pk"), version=OuterRef("version")).values("cash")
    deposits = Deposit.objects.filter(agreement=OuterRef("pk")).order_by().values("agreement")
    paid = deposits.annotate(won=Sum("amount")).values("won")
    return rows.annotate(
        cash_won=Coalesce(Subquery(cash), 0),
        in_won=Coalesce(Subquery(paid), 0),
    )


def to_draw_up(user: Any) -> tuple[int, Application | None]:
    """How many selected applications of the person's calls have no agreement yet, and one of them."""
    rows = Application.objects.filter(
        call__in=scopes(user, "manage_call", Call), call__programme="vouchers", state="selected", agreement=None
    )
    number = rows.count()
    return number, rows.order_by("pk").first() if number == 1 else None
