"""What a finance officer has before them: accounts to confirm, payments by state, runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, When

from accounts.queries.organisation import organisations_of
from files.models import StoredFile
from kernel import clock
from kernel.actor import Actor
from kernel.permissions import scopes
from programs.models import Call
from programs.queries.audit import audits
from vouchers.errors import CaseNotVisible
from vouchers.models import Agreement, BankAnswer, Payment, PaymentRun, Supplier, SupplierAccount, TakenOut, Transfer
from vouchers.queries.case import companies_of

PAGE_SIZE = 50
ENDED_LAST = Case(When(state__in=["paid", "refused"], then=1), default=0)
WITH_US = ("requested", "approved", "failed")  # what the office has not let the bank pay


def calls_of(actor: Actor) -> QuerySet[Call]:
    """The calls that the person pays for; every voucher call for an auditor."""
    if audits(actor):
        return Call.objects.filter(programme="vouchers")
    found: QuerySet[Call] = scopes(actor.user, "pay_call", Call)
    return found


def payments_of(actor: Actor) -> QuerySet[Payment]:
    """The payments of those calls: what waits first, the longest waiting above."""
    calls = calls_of(actor)
    rows = Payment.objects.order_by(ENDED_LAST, "due_on", "pk")
    return rows if _all_there_is(calls) else rows.filter(invoice__order__voucher__agreement__call__in=calls)


def _all_there_is(calls: QuerySet[Call]) -> bool:
    """Whether no other call has cases: then it need not be looked up of each payment to which call it belongs."""
    others = Call.objects.exclude(pk__in=calls)
    return not others.filter(Exists(Agreement.objects.filter(call=OuterRef("pk")))).exists()


@dataclass(frozen=True)
class Tally:
    """How many payments, how many won, and how many of them are overdue."""

    number: int = 0
    won: int = 0
    late: int = 0


def payment_counts(rows: QuerySet[Payment]) -> dict[str, Tally]:
    """What there is of each state; one statement."""
    counted = rows.order_by().values_list("state").annotate(n=Count("pk"), won=Sum("amount"))
    late = Count("pk", filter=_overdue())
    return {state: Tally(number, won or 0, late) for state, number, won, late in counted.annotate(late=late)}


def _overdue() -> Q:
    return Q(state__in=WITH_US, due_on__lt=clock.today())


def overdue(rows: QuerySet[Payment]) -> QuerySet[Payment]:
    """Those whose day has passed and that the office has not let the bank pay."""
    return rows.filter(_overdue())


def payment_page(
    rows: QuerySet[Payment], counts: Mapping[str, Tally], number: str | None, *, state: str = "", late: bool = False
) -> "Page[Payment]":
    """A page of what ``counts`` counts in ``rows``: all, of one state, or what is overdue; two statements. Their keys
    are sorted first, the wide rows fetched for one page only."""
    if late:
        rows, length = overdue(rows), sum(one.late for one in counts.values())
    elif state:
        rows, length = rows.filter(state=state), counts.get(state, Tally()).number
    else:
        length = sum(one.number for one in counts.values())
    pages: Paginator[Any] = Paginator(rows.values_list("pk", flat=True), PAGE_SIZE)
    pages.__dict__["count"] = length  # where a cached property keeps it
    page: Page[Any] = pages.get_page(number)
    keys = list(page.object_list)
    wide = Payment.objects.select_related("supplier__organisation", "invoice__order__voucher__agreement", "run")
    found = wide.in_bulk(keys)
    page.object_list = [found[key] for key in keys]
    return page


def pays_all(actor: Actor, run: PaymentRun) -> bool:
    """Whether the actor pays for every call in a run; nobody does for a run without payments."""
    case = "invoice__order__voucher__agreement__call"
    calls = set(run.payments.values_list(case, flat=True)) | set(
        run.transfers.values_list(f"payment__{case}", flat=True)
    )
    mine = set(scopes(actor.user, "pay_call", Call).values_list("pk", flat=True)) if actor.user else set()
    return bool(calls) and calls <= mine


def cases_in(run: PaymentRun) -> QuerySet[Agreement]:
    """The cases whose payments stand in a run now."""
    return Agreement.objects.filter(pk__in=run.payments.values("invoice__order__voucher__agreement"))


def runs_to_release(actor: Actor) -> QuerySet[PaymentRun]:
    """Prepared runs that the person may release: neither prepared nor approved in part by them, and without a payment
    in a case of their own companies."""
    own = Agreement.objects.filter(companies_of(actor.user))
    theirs = Payment.objects.filter(
        Q(approved_by=actor.user) | Q(invoice__order__voucher__agreement__in=own), run=OuterRef("pk")
    )
    return runs_of(actor).filter(~Exists(theirs), state="prepared").exclude(prepared_by=actor.user)


def accounts_to_confirm(actor: Actor) -> QuerySet[SupplierAccount]:
    """Accounts of suppliers that have cases in those calls, entered and neither confirmed nor sent back; ``own`` says
    of each whether the person belongs to its supplier, so that somebody else confirms it (이해충돌방지법 §5)."""
    rows = SupplierAccount.objects.filter(confirmed_at=None, sent_back_at=None, supplier__in=paid_suppliers(actor))
    return rows.annotate(own=_of_own(actor)).select_related("supplier__organisation", "entered_by").order_by("pk")


def accounts_waiting_for(actor: Actor) -> QuerySet[SupplierAccount]:
    """Those of them that the person may confirm: entered by somebody else, and of no supplier of their own."""
    return accounts_to_confirm(actor).filter(~_of_own(actor)).exclude(entered_by=actor.user)


def _of_own(actor: Actor) -> Exists:
    return Exists(organisations_of(actor.user).filter(pk=OuterRef("supplier__organisation")))


def account_to_see(actor: Actor, account_id: int) -> SupplierAccount:
    """One account of those suppliers, whatever became of it. Raises CaseNotVisible."""
    rows = SupplierAccount.objects.filter(pk=account_id, supplier__in=paid_suppliers(actor))
    found = rows.select_related("supplier__organisation", "entered_by", "confirmed_by", "copy__content").first()
    if found is None:
        raise CaseNotVisible()
    return found


def paid_suppliers(actor: Actor) -> QuerySet[Supplier]:
    """The suppliers that have cases in the calls that the person pays for."""
    return Supplier.objects.filter(pk__in=Agreement.objects.filter(call__in=calls_of(actor)).values("supplier"))


def account_in_force(supplier_id: int) -> SupplierAccount | None:
    """The account that payments to the supplier go to: the one confirmed last."""
    rows = SupplierAccount.objects.filter(supplier_id=supplier_id, confirmed_at__isnull=False)
    return rows.order_by("-confirmed_at", "-pk").first()


def runs_of(actor: Actor) -> QuerySet[PaymentRun]:
    """Runs with a payment of those calls, now or when they were released, and those that were taken apart; newest
    first."""
    rows = PaymentRun.objects.select_related("prepared_by", "released_by").order_by("-pk")
    calls, case = calls_of(actor), "invoice__order__voucher__agreement__call__in"
    if _all_there_is(calls):
        return rows
    now = Payment.objects.filter(run=OuterRef("pk"))
    then = Transfer.objects.filter(run=OuterRef("pk"))
    mine = Exists(now.filter(**{case: calls})) | Exists(then.filter(**{f"payment__{case}": calls}))
    return rows.filter(mine | ~Exists(now) & ~Exists(then))


def unanswered(actor: Actor) -> QuerySet[PaymentRun]:
    """Those of the person that the bank should have answered by now; the longest waiting first."""
    return late_runs(runs_of(actor)).order_by("answer_by", "pk")


def late_runs(rows: QuerySet[PaymentRun]) -> QuerySet[PaymentRun]:
    """Released, not answered in full, the day for it over."""
    return rows.filter(state="released", answer_by__lt=clock.today())


def run(actor: Actor, public_id: UUID) -> PaymentRun:
    """Raises CaseNotVisible."""
    found = runs_of(actor).filter(public_id=public_id).first()
    if found is None:
        raise CaseNotVisible()
    return found


OUTCOMES = {"paid": True, "failed": False, "open": None}


def run_rows(run: PaymentRun, outcome: str = "") -> QuerySet[Payment]:
    """The payments of a run: as they were released, or, before that, as they stand in it. ``outcome`` narrows a
    released run by what the bank said (``paid``, ``failed``, ``open``)."""
    if not run.file_hash:
        rows = Payment.objects.filter(run=run)
    else:
        rows = Payment.objects.filter(transfers__run=run)
        if outcome in OUTCOMES:
            said = {"said__isnull": True} if OUTCOMES[outcome] is None else {"said": OUTCOMES[outcome]}
            rows = rows.alias(said=_said(run, "pk")).filter(**said)
    return rows.select_related("supplier__organisation", "account", "invoice__order__voucher__agreement").order_by("pk")


def _said(run: PaymentRun, payment: str) -> Subquery:
    """Whether the bank paid it; None without an answer."""
    return Subquery(BankAnswer.objects.filter(run=run, payment=OuterRef(payment)).values("paid"))


def outcomes(run: PaymentRun) -> dict[str, tuple[int, int]]:
    """What the bank said to a released run: paid, failed, open → how many and how many won; one statement."""
    rows = run.transfers.annotate(said=_said(run, "payment")).order_by().values_list("said")
    found = {paid: (number, won or 0) for paid, number, won in rows.annotate(Count("pk"), Sum("amount"))}
    return {code: found.get(paid, (0, 0)) for code, paid in OUTCOMES.items()}


def answer_files(run: PaymentRun) -> list[StoredFile]:
    """The files in which the bank answered, in the order in which they were read; one statement."""
    return list(StoredFile.objects.filter(pk__in=run.answers.values("file")).order_by("pk"))


def taken_out(run: PaymentRun) -> list[TakenOut]:
    """The payments that were refused while they stood in the run, as they left it; one statement."""
    rows = run.taken_out.select_related("by", "payment__supplier__organisation", "payment__invoice__order")
    return list(rows.select_related("payment__invoice__order__voucher__agreement").order_by("pk"))


def run_lines(run: PaymentRun, payments: Sequence[Payment]) -> list[dict[str, Any]]:
    """Each payment of a page with the account that the bank was told and what it answered; two statements."""
    keys = [one.pk for one in payments]
    told = {one.payment_id: one for one in run.transfers.filter(payment__in=keys).select_related("account")}
    answers = {one.payment_id: one for one in run.answers.filter(payment__in=keys)}
    return [
        {
            "payment": one,
            "account": told[one.pk].account if one.pk in told else one.account,
            "answer": answers.get(one.pk),
        }
        for one in payments
    ]
