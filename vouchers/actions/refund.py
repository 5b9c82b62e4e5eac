"""Own contribution that goes back to the business (부담금 반환), noted from the bank's statement."""

from datetime import date

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.transition import lock
from vouchers.actions.report import not_in_future
from vouchers.errors import NotToGiveBack
from vouchers.messages import tell_case
from vouchers.models import Agreement, Refund
from vouchers.queries.agreement import to_give_back
from vouchers.queries.case import require_office


@action
def note_refund(actor: Actor, agreement_id: int, amount: int, paid_on: date, reference: str) -> Refund:
    """Money that was given back to the demand company on ``paid_on``. The same reference is one refund.

    How much goes back is decided elsewhere, by two people: in a changed agreement or the settlement; of a case given up
    before its voucher it is all that was paid in. Raises NotVisible, DayInFuture, NotToGiveBack for more than that.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "pay_call")
    not_in_future("paid_on", paid_on)
    there = agreement.refunds.filter(reference=reference.strip()).first()
    if there is not None and there.amount == amount:
        return there
    due = to_give_back(agreement)
    if not 0 < amount <= due or there is not None:
        raise NotToGiveBack(field="amount", won=f"{due:,}")
    refund = Refund.objects.create(
        agreement=agreement,
        amount=amount,
        paid_on=paid_on,
        reference=reference.strip(),
        noted_by=actor.user,
        noted_at=clock.now(),
    )
    record(actor, "note_refund", agreement, after={"amount": amount, "reference": refund.reference})
    tell_case(agreement, "contribution_given_back", "demand", key=f"refund:{refund.pk}")
    return refund
