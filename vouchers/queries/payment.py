"""What a finance officer has before them: accounts to confirm, payments by state, runs."""

from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, Sum, When

from kernel import clock
from kernel.actor import Actor
from kernel.permissions import scopes
from programs.models import Call
from vouchers.errors import CaseNotVisible
from vouchers.models import Payment, PaymentRun, SupplierAccount
from vouchers.queries.case import audits

ENDED_LAST = Case(When(state__in=["paid", "refused"], then=1), default=0)


def calls_of(actor: Actor) -> QuerySet[Call]:
    """The calls that the person pays for; every voucher call for an auditor."""
    if audits(actor):
        return Call.objects.filter(programme="vouchers")
    found: QuerySet[Call] = scopes(actor.user, "pay_call", Call)
    return found


def payments_of(actor: Actor) -> QuerySet[Payment]:
    """The payments of those calls: what waits first, the longest waiting above."""
    rows = Payment.objects.filter(invoice__order__voucher__agreement__call__in=calls_of(actor))
    return rows.select_related(
        "supplier__organisation", "invoice__order__voucher__agreement__application", "run", "account"
    ).order_by(ENDED_LAST, "due_on", "pk")


def payment_counts(rows: QuerySet[Payment]) -> dict[str, tuple[int, int]]:
    """State → how many and how many won; one statement."""
    found = rows.order_by().values_list("state").annotate(Count("pk"), Sum("amount"))
    return {state: (number, won or 0) for state, number, won in found}


def overdue(rows: QuerySet[Payment]) -> QuerySet[Payment]:
    """Those whose day has passed and that the office has not let the bank pay."""
    return rows.filter(state__in=["requested", "approved", "failed"], due_on__lt=clock.today())


def pays_all(actor: Actor, run: PaymentRun) -> bool:
    """Whether the actor pays for every call in a run; nobody does for a run without payments."""
    calls = set(run.payments.values_list("invoice__order__voucher__agreement__call", flat=True))
    mine = set(scopes(actor.user, "pay_call", Call).values_list("pk", flat=True)) if actor.user else set()
    return bool(calls) and calls <= mine


def accounts_to_confirm(actor: Actor) -> QuerySet[SupplierAccount]:
    """Accounts of suppliers that have cases in those calls, entered and not yet confirmed."""
    rows = SupplierAccount.objects.filter(confirmed_at=None)
    mine = Q(supplier__contracts__call__in=calls_of(actor))
    return rows.filter(mine).select_related("supplier__organisation", "entered_by").distinct().order_by("pk")


def runs_of(actor: Actor) -> QuerySet[PaymentRun]:
    """Runs with a payment of those calls, now or when the bank answered, and those that were taken apart; newest
    first."""
    rows = PaymentRun.objects.select_related("prepared_by", "released_by")
    calls = calls_of(actor)
    now = Q(payments__invoice__order__voucher__agreement__call__in=calls)
    then = Q(answers__payment__invoice__order__voucher__agreement__call__in=calls)
    return rows.filter(now | then | Q(payments=None, answers=None)).distinct().order_by("-pk")


def run(actor: Actor, public_id: UUID) -> PaymentRun:
    """Raises CaseNotVisible."""
    found = runs_of(actor).filter(public_id=public_id).first()
    if found is None:
        raise CaseNotVisible()
    return found
