"""What waits in the cases of the calls that a person manages, approves in or pays for."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce

from accounts.queries.organisation import organisations_of
from kernel.permissions import scopes
from programs.models import Application, Call
from vouchers.models import (
    Account,
    Agreement,
    AgreementVersion,
    AmendmentRequest,
    Clawback,
    Evaluation,
    Payment,
    Refund,
    Report,
    Settlement,
)
from vouchers.queries.case import not_own, unsigned
from vouchers.rules.ledger import Kind

OVER = ("completed", "given_up", "archived", "destroyed")
AFTER_THE_END = frozenset({"claim", "collect", "give_back"})  # what may wait in a case that is over
BEGUN = ("prepared", "released", "paid")  # refunds that were not dropped
ROLES = ("manage_call", "approve_call", "pay_call")


def waiting_at_office(user: Any) -> list[tuple[str, int, UUID]]:
    """A code, in how many cases, one of them; five statements, whatever there is."""
    waits = waits_at_office(user)
    if not waits:
        return []
    first, *others = (_counted(code, filters) for code, filters in waits.items())
    found = {code: (number, one) for code, number, one in first.union(*others, all=True)}
    return [(code, found[code][0], UUID(found[code][1])) for code in waits if found[code][0]]


def _counted(code: str, filters: Q) -> QuerySet[Agreement, tuple[str, int, str]]:
    """One row: the code, in how many cases it waits, one of them. Each wait is looked for by itself, so that none of
    them has to go through the cases of all the others."""
    one = Min(Cast("public_id", CharField()))
    rows = Agreement.objects.filter(filters).order_by().values(code=Value(code))
    return rows.annotate(cases=Count("pk"), one=one).values_list("code", "cases", "one")


def waits_at_office(user: Any) -> dict[str, Q]:
    """What may wait for somebody of the office: code → the cases in which it does, for what the person may do in some
    call alone.

    Nobody is asked to be the second person of what they began themselves, nor to act in a case of their own company
    (이해충돌방지법 §5). Four statements.
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
        "give_back": (pays, lambda: _to_give_back(user)),
        "complete": (approves, _to_complete),
    }
    held = {code: (calls, what) for code, (calls, what) in waits.items() if calls}
    if not held:
        return {}
    others, going_on = not_own(user), ~Q(state__in=OVER)
    return {
        code: Q(call__in=calls) & what() & others & (Q() if code in AFTER_THE_END else going_on)
        for code, (calls, what) in held.items()
    }


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
    """Cases in these states of whose contribution in money, as the text in force has it, something has not come in, or
    went back meanwhile; added up for all of them at once. With its first text no case comes into force before all has
    come in: most need not be added up."""
    texts = AgreementVersion.objects.filter(agreement__state__in=states, version=F("agreement__version"))
    texts = texts.exclude(agreement__state="in_force", version=1)
    back = Account.objects.filter(kind=Kind.REFUNDED, voucher__agreement=OuterRef("agreement")).values("balance")
    here = Coalesce(Sum("agreement__deposits__amount"), 0) - Coalesce(Subquery(back[:1]), 0)
    came = texts.annotate(in_won=here)
    return Q(pk__in=came.filter(in_won__lt=F("cash")).values("agreement"))


def _to_give_back(user: Any) -> Q:
    """Cases whose business gets own money back that nobody has prepared yet, that another officer prepared, or whose
    transfer nobody has noted."""
    kept = Refund.objects.filter(agreement=OuterRef("pk"), state__in=BEGUN).order_by().values("agreement")
    begun = Coalesce(Subquery(kept.annotate(won=Sum("amount")).values("won")), 0)
    paid_in = Agreement.objects.filter(state="given_up", voucher=None, deposits__isnull=False)
    given_up = paid_in.annotate(came=Sum("deposits__amount")).filter(came__gt=begun)
    of_case = Sum("voucher__agreement__refunds__amount", filter=Q(voucher__agreement__refunds__state__in=BEGUN))
    refunded = Account.objects.filter(kind=Kind.REFUNDED, balance__gt=0).order_by()
    unused = refunded.annotate(begun=Coalesce(of_case, 0)).filter(balance__gt=F("begun"))
    going_on = Refund.objects.filter(Q(state="released") | Q(state="prepared") & ~Q(prepared_by=user))
    return (
        Q(pk__in=given_up.values("pk"))
        | Q(pk__in=unused.values("voucher__agreement"))
        | Q(pk__in=going_on.values("agreement"))
    )


def to_draw_up(user: Any) -> tuple[int, Application | None]:
    """How many selected applications of other companies in the person's calls have no agreement yet, and one of
    them."""
    rows = Application.objects.filter(
        call__in=scopes(user, "manage_call", Call), call__programme="vouchers", state="selected", agreement=None
    ).exclude(organisation__in=organisations_of(user))
    number = rows.count()
    return number, rows.order_by("pk").first() if number == 1 else None
