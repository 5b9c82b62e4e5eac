"""Own contribution that goes back to the business (부담금 반환): prepared by one finance officer, released by another,
then transferred and noted from the bank's statement."""

from datetime import date

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.transition import advance, lock
from vouchers.actions.noted import not_in_future
from vouchers.actions.report import second_person
from vouchers.errors import NotToGiveBack, PaidBeforeRelease, ReferenceUsed
from vouchers.messages import tell_case
from vouchers.models import Agreement, Refund
from vouchers.queries.agreement import to_prepare
from vouchers.queries.case import require_office


@action
def prepare_refund(actor: Actor, agreement_id: int, amount: int) -> Refund:
    """Prepares to give ``amount`` won back to the demand company.

    How much goes back is decided elsewhere, by two people: in a changed agreement or the settlement; of a case given up
    before its voucher it is all that was paid in. Raises NotVisible, OwnCase, NotToGiveBack for more than that.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "pay_call")
    due = to_prepare(agreement)
    if not 0 < amount <= due:
        raise NotToGiveBack(field="amount", won=f"{due:,}")
    refund = Refund.objects.create(
        agreement=agreement, amount=amount, prepared_by=actor.user, prepared_at=clock.now()
    )  # fmt: skip
    record(actor, "prepare_refund", agreement, after={"amount": amount})
    tell_case(agreement, "refund_to_release", "finance", key=f"refund-prepared:{refund.pk}")
    return refund


def _locked(actor: Actor, refund_id: int) -> Refund:
    """A refund with its case, the case locked first as everywhere. Raises NotVisible, OwnCase."""
    agreement: Agreement = lock(Agreement, Refund.objects.values_list("agreement").get(pk=refund_id)[0])
    require_office(actor, agreement, "pay_call")
    refund: Refund = lock(Refund, refund_id)
    return refund


@action
def release_refund(actor: Actor, refund_id: int) -> Refund:
    """Another finance officer lets the money go: from here on it may be transferred. Raises NotVisible, OwnCase,
    SecondPersonNeeded."""
    refund = _locked(actor, refund_id)
    second_person(actor, refund.prepared_by_id)
    return advance(refund, "release", actor, released_by=actor.user, released_at=clock.now())


@action
def note_refund(actor: Actor, refund_id: int, paid_on: date, reference: str) -> Refund:
    """The transfer of what was released, as the bank's statement says. The same reference is one refund.

    Raises NotVisible, OwnCase, DayInFuture, PaidBeforeRelease, ReferenceUsed.
    """
    refund, reference = _locked(actor, refund_id), reference.strip()
    if refund.state == "paid" and (refund.paid_on, refund.reference) == (paid_on, reference):
        return refund
    not_in_future("paid_on", paid_on)
    if refund.released_at and paid_on < refund.released_at.astimezone(clock.SEOUL).date():
        raise PaidBeforeRelease(field="paid_on")
    others = Refund.objects.filter(agreement=refund.agreement_id).exclude(pk=refund.pk)
    if others.filter(reference=reference).exists():
        raise ReferenceUsed(field="reference")
    advance(refund, "note_transfer", actor, paid_on=paid_on, reference=reference)
    tell_case(refund.agreement, "contribution_given_back", "demand", key=f"refund:{refund.pk}")
    return refund


@action
def drop_refund(actor: Actor, refund_id: int, reason: str) -> Refund:
    """What was not transferred, or came back, is to be prepared anew. Raises NotVisible, OwnCase, ReasonNeeded."""
    refund = _locked(actor, refund_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    return advance(refund, "drop", actor, reason=reason.strip())
