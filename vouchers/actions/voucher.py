"""The own contribution comes in, the voucher goes out."""

from datetime import date

from django.db import IntegrityError, transaction

from files.models import StoredFile
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.numbering import next_number
from kernel.transition import advance, lock
from vouchers.actions.agreement import give_up_agreement
from vouchers.actions.ledger import Posting, place_of, post
from vouchers.actions.noted import not_in_future
from vouchers.errors import ContributionOpen, NotTheAmount
from vouchers.messages import tell_case
from vouchers.models import Agreement, Deposit, Voucher
from vouchers.queries.agreement import still_open
from vouchers.queries.case import require_office
from vouchers.rules.ledger import Place, Verb


@action
def confirm_deposit(
    actor: Actor, agreement_id: int, amount: int, paid_on: date, reference: str, file: StoredFile | None = None
) -> Deposit:
    """Notes money that came in from the demand company, as its statement says. The same reference is one deposit.

    Raises DayInFuture, NotTheAmount for more than is still open.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "pay_call", "manage_call")
    not_in_future("paid_on", paid_on)
    there = agreement.deposits.filter(reference=reference.strip()).first()
    if there is not None and there.amount == amount:
        return there
    open_sum = still_open(agreement)
    if not 0 < amount <= open_sum or agreement.state not in {"signed", "in_force"} or there is not None:
        raise NotTheAmount(field="amount", open=f"{open_sum:,}")
    try:
        with transaction.atomic():
            deposit = Deposit.objects.create(
                agreement=agreement,
                amount=amount,
                paid_on=paid_on,
                reference=reference.strip(),
                file=file,
                confirmed_by=actor.user,
                confirmed_at=clock.now(),
            )
    except IntegrityError:
        raise NotTheAmount(field="amount", open=f"{open_sum:,}") from None
    record(actor, "confirm_deposit", agreement, after={"amount": amount, "reference": deposit.reference})
    if agreement.state == "in_force":  # more money after an amendment goes onto the voucher at once
        post(actor, _deposited(place_of(agreement.voucher), deposit))
    tell_case(agreement, "deposit_confirmed", "demand", key=f"deposit:{deposit.pk}")
    if agreement.state == "signed" and deposit.amount == open_sum:
        tell_case(agreement, "voucher_to_issue", "office", key=f"voucher-to-issue:{agreement.pk}")
    return deposit


def _deposited(place: Place, deposit: Deposit) -> Posting:
    return Posting(Verb.DEPOSIT, place, f"deposit:{deposit.pk}", deposit, own=deposit.amount)


@action
def issue_voucher(actor: Actor, agreement_id: int) -> Voucher:
    """Issues the voucher once the contribution is there in full; its money stands in the ledger from this moment on.

    A second click answers with the same voucher. Raises ContributionOpen, TransitionRefused.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "manage_call")
    there = Voucher.objects.filter(agreement=agreement).first()
    if there is not None:
        return there
    open_sum = still_open(agreement)
    if open_sum:
        raise ContributionOpen(open=f"{open_sum:,}")
    version = agreement.present
    advance(agreement, "start", actor, started_at=clock.now())
    number = f"DVC-{clock.today().year}-{next_number(f'voucher:{clock.today().year}'):05d}"
    voucher = Voucher.objects.create(agreement=agreement, number=number, issued_by=actor.user, issued_at=clock.now())
    place = place_of(voucher)
    postings = [Posting(Verb.ISSUE, place, f"issue:{agreement.pk}", voucher, support=version.support)]
    postings += [_deposited(place, deposit) for deposit in agreement.deposits.order_by("pk")]
    post(actor, *postings)
    tell_case(agreement, "voucher_issued", "demand", "supplier", key=f"voucher:{voucher.pk}")
    return voucher


@action
def give_up_unpaid(actor: Actor) -> int:
    """Agreements whose contribution was not there by its day (부담금 미납): given up, one by one; how many. May run
    twice."""
    waiting = Agreement.objects.filter(state="signed", deposit_due__lt=clock.today()).order_by("pk")
    late = [agreement for agreement in waiting if still_open(agreement)]
    for agreement in late:
        give_up_agreement(actor, agreement.pk, "기한 내 부담금 미납")
    return len(late)
