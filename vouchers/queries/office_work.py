"""What waits in the cases of the calls that a person manages, approves in or pays for."""

from collections.abc import Callable, Mapping
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
    rows = Agreement.objects.exclude(state__in=OVER).annotate(**columns)
    found = rows.order_by().aggregate(**counts, **one)
    return [(code, found[code], UUID(found[f"{code}_case"])) for code in waits if found[code]]


def waits_at_office(user: Any) -> dict[str, Q]:
    """What may wait for somebody of the office: code → the cases in which it does, for what the person may do in some
    call alone.

    Nobody is asked to be the second person of what they began themselves. Three statements.
    """
    manages, approves, pays = (list(scopes(user, role, Call).order_by().values_list("pk", flat=True)) for role in ROLES)
    # What a person may not do in any call is not even made into a condition.
    waits: dict[str, tuple[list[int], Callable[[], Q]]] = {
        "send": (manages, lambda: Q(state__in=["drafted", "withdrawn"])),
        "city_sign": (approves, lambda: Q(pk__in=Agreement.objects.filter(unsigned("city")).values("pk"))),
        "amendment": (approves, lambda: _some(AmendmentRequest, state="requested", but={"requested_by": user})),
        "deposit": (manages + pays, lambda: _short_of_cash("signed", "in_force")),
        "issue": (manages, lambda: Q(state="signed") & ~_short_of_cash("signed")),
        "read_report": (manages, lambda: _some(Report, state="handed_in")),
        "evaluate": (manages, _to_evaluate),
        "approve_payment": (manages, lambda: _payment_asked(user)),
        "examine": (manages, lambda: _some(Settlement, state="handed_in")),
        "confirm": (approves, lambda: _some(Settlement, state="examined", but={"examined_by": user})),
        "claim": (approves, lambda: _some(Clawback, state="proposed", but={"proposed_by": user})),
        "collect": (pays, lambda: _some(Clawback, state="claimed")),
        "complete": (approves, _to_complete),
    }
    return {code: Q(call__in=calls) & what() for code, (calls, what) in waits.items() if calls}


def _some(model: Any, path: str = "agreement", but: Mapping[str, Any] | None = None, **filters: Any) -> Q:
    """That a case has such rows of ``model``, which are not those that ``but`` says."""
    rows = model._default_manager.filter(**{path: OuterRef("pk")}, **filters)
    return Q(Exists(rows.exclude(**but) if but else rows))


def _to_evaluate() -> Q:
    return Q(state="in_force") & _some(Report, kind="final", state="accepted") & ~_some(Evaluation)


def _payment_asked(user: Any) -> Q:
    path = "invoice__order__voucher__agreement"
    return _some(Payment, path, state__in=["requested", "failed"], but={"requested_by": user})


def _to_complete() -> Q:
    """Settled, and nothing is left to be paid back."""
    return (
        Q(state="settling") & _some(Settlement, state="confirmed") & ~_some(Clawback, state__in=["proposed", "claimed"])
    )


def _short_of_cash(*states: str) -> Q:
    """Cases in these states of whose contribution in money, as the text in force has it, something has not come in;
    added up for all of them at once."""
    texts = AgreementVersion.objects.filter(agreement__state__in=states, version=F("agreement__version"))
    came = texts.annotate(in_won=Coalesce(Sum("agreement__deposits__amount"), 0))
    return Q(pk__in=came.filter(in_won__lt=F("cash")).values("agreement"))


def to_draw_up(user: Any) -> tuple[int, Application | None]:
    """How many selected applications of the person's calls have no agreement yet, and one of them."""
    rows = Application.objects.filter(
        call__in=scopes(user, "manage_call", Call), call__programme="vouchers", state="selected", agreement=None
    )
    number = rows.count()
    return number, rows.order_by("pk").first() if number == 1 else None
