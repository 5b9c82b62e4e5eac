"""Clawback (환수): proposed with its computation, claimed by a second person, collected interest first."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Sum

from accounts.models import User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.numbering import next_number
from kernel.transition import advance, lock
from vouchers.actions.ledger import Posting, place_of, post
from vouchers.actions.noted import not_in_future
from vouchers.actions.report import second_person
from vouchers.errors import NothingPaid, NotInForce, NotTheAmount, PaidBackEarlier
from vouchers.messages import tell_case
from vouchers.models import Agreement, Clawback, Order, Recovery, Settlement, SettlementLine
from vouchers.queries.case import require_office
from vouchers.queries.clawback import first_day, owed, told
from vouchers.queries.figures import claim_interest, interest_figure
from vouchers.queries.ledger import balances
from vouchers.queries.work import paid
from vouchers.rules.interest import Part
from vouchers.rules.ledger import Kind, Money, Verb
from vouchers.rules.settlement import Cost, claims, divide_claimed, divide_recovery

PAY_BACK_WITHIN = timedelta(days=30)


@action
def propose_clawback(
    actor: Actor,
    agreement_id: int,
    ground: str,
    reason: str,
    principal: int,
    since: date,
    due_on: date | None = None,
    order_id: int | None = None,
) -> Clawback:
    """Proposes to claim ``principal`` won back with interest from ``since`` (the day of the payment) up to the day it
    is due; of one order, paid in whole or in part, where it is named, so that its settlement does not claim the same
    won again. What comes to light after the completion may be claimed until the file is closed.

    Raises NotVisible, NotInForce once it is archived, ReasonNeeded, DayInFuture, NothingPaid for more than was paid and
    not yet claimed, FigureMissing.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "manage_call")
    if agreement.state in {"archived", "destroyed"}:
        raise NotInForce(state=agreement.stage.label)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    not_in_future("since", since)
    order = agreement.voucher.orders.filter(pk=order_id).first() if order_id else None
    if order_id and (order is None or principal > (left := paid(order).support - claimed_back(agreement, order))):
        raise NothingPaid(field="principal", won=f"{left if order else 0:,}")
    return _propose(actor.user, agreement, ground, reason.strip(), [Part(principal, since)], due_on, order)


def claimed_back(agreement: Agreement, order: Order | None = None) -> int:
    """Won of paid support that clawbacks of the case claim back, or of one order; what was waived counts: it was
    decided on."""
    by_order = _claimed_by_order(agreement)
    return by_order.get(order.pk, 0) if order else sum(by_order.values())


def _claimed_by_order(agreement: Agreement) -> dict[int | None, int]:
    """Order (None: of none) → won; one statement."""
    rows = agreement.clawbacks.exclude(state="dropped").order_by().values_list("order")
    return dict(rows.annotate(won=Sum("principal")))


def costs_of(settlement: Settlement) -> list[tuple[SettlementLine, Cost]]:
    """The lines as the rules see them, in the order in which they were paid; two statements."""
    claimed = _claimed_by_order(settlement.agreement)
    lines = list(settlement.lines.select_related("order", "payment").order_by("pk"))
    of_order: dict[int, list[SettlementLine]] = {}
    for line in lines:
        of_order.setdefault(line.order_id or 0, []).append(line)
    found: dict[int, Cost] = {}
    for order, parts in of_order.items():
        divided = divide_claimed([_cost(line) for line in parts], claimed.get(order, 0))
        found |= {line.pk: cost for line, cost in zip(parts, divided, strict=True)}
    return [(line, found[line.pk]) for line in lines]


def _cost(line: SettlementLine) -> Cost:
    return Cost(line.support, line.own, line.amount - line.support - line.own, line.disallowed)


def propose_for_settlement(settlement: Settlement) -> Clawback:
    """What a confirmed settlement disallowed and nothing claims back yet, each line from the day of its payment;
    proposed in the name of who examined it. Inside that action."""
    examiner = settlement.examined_by
    if examiner is None:
        raise NothingPaid(won="0")
    found = costs_of(settlement)
    left = sum(cost.support for _line, cost in found) - claimed_back(settlement.agreement)
    wanted = [
        (line, won)
        for (line, _cost), won in zip(found, claims([cost for _line, cost in found], left), strict=True)
        if won
    ]
    parts = [Part(won, _paid_on(line)) for line, won in wanted]
    reason = "; ".join(f"{line.description}: {line.reason}" for line, _won in wanted)
    return _propose(examiner, settlement.agreement, Clawback.Ground.DISALLOWED, reason, parts, None)


def _paid_on(line: SettlementLine) -> date:
    return (line.payment and line.payment.paid_on) or clock.today()


def _propose(
    by: User,
    agreement: Agreement,
    ground: str,
    reason: str,
    parts: Sequence[Part],
    due_on: date | None,
    order: Order | None = None,
) -> Clawback:
    principal = sum(part.principal for part in parts)
    left = balances(agreement.voucher).get((Kind.PAID, Money.SUPPORT), 0) - claimed_back(agreement)
    if not 0 < principal <= left:
        raise NothingPaid(field="principal", won=f"{left:,}")
    due = due_on or clock.today() + PAY_BACK_WITHIN
    fund = agreement.call.fund
    won, spans = claim_interest(parts, due, fund)
    year = clock.today().year
    clawback = Clawback.objects.create(
        agreement=agreement,
        number=f"CB-{year}-{next_number(f'clawback:{year}'):05d}",
        ground=Clawback.Ground(ground).value,
        order=order,
        reason=reason,
        principal=principal,
        interest=won,
        figures={
            "figure": interest_figure(fund),
            "parts": [{"principal": part.principal, "since": part.since.isoformat()} for part in parts],
            "until": due.isoformat(),
            "interest": won,
            "spans": told(spans),
        },
        due_on=due,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    actor = Actor.person(by)
    record(actor, "propose_clawback", clawback, after={"principal": principal, "interest": won}, reason=reason)
    key = f"clawback-proposed:{clawback.pk}"
    tell_case(agreement, "clawback_proposed", "approver", reason=reason, key=key)
    return clawback


@action
def claim(actor: Actor, clawback_id: int) -> Clawback:
    """A second person claims it: the debt stands in the ledger from here on. Raises NotVisible, SecondPersonNeeded."""
    clawback: Clawback = lock(Clawback, clawback_id)
    agreement = clawback.agreement
    require_office(actor, agreement, "approve_call")
    second_person(actor, clawback.proposed_by_id)
    advance(clawback, "claim", actor, claimed_by=actor.user, claimed_at=clock.now())
    place, key = place_of(agreement.voucher), f"clawback:{clawback.pk}"
    postings = [Posting(Verb.CLAIM, place, f"{key}:claim", clawback, support=clawback.principal)]
    if clawback.interest:
        postings.append(Posting(Verb.CLAIM_INTEREST, place, f"{key}:interest", clawback, support=clawback.interest))
    post(actor, *postings)
    tell_case(agreement, "clawback_claimed", "demand", "finance", reason=clawback.reason, key=key)
    return clawback


@action
def drop_clawback(actor: Actor, clawback_id: int, reason: str) -> Clawback:
    """Raises NotVisible, ReasonNeeded."""
    clawback: Clawback = lock(Clawback, clawback_id)
    require_office(actor, clawback.agreement, "approve_call")
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    return advance(clawback, "drop", actor, reason=reason.strip(), ended_at=clock.now())


@action
def note_recovery(actor: Actor, clawback_id: int, amount: int, paid_on: date, reference: str) -> Recovery:
    """Money that was paid back on ``paid_on``, with the interest until that day, interest first (민법 §479①); what pays
    everything that is owed on its day ends the clawback. The same reference counts once.

    Raises NotVisible, DayInFuture, PaidBackEarlier for a day before what was noted last, NotTheAmount for more than
    was owed then, FigureMissing.
    """
    clawback: Clawback = lock(Clawback, clawback_id)
    require_office(actor, clawback.agreement, "pay_call")
    not_in_future("paid_on", paid_on)
    there = clawback.recoveries.filter(reference=reference.strip()).first()
    if there is not None and there.principal + there.interest == amount:
        return there
    if clawback.state == "claimed" and paid_on < (first := first_day(clawback)):
        raise PaidBackEarlier(field="paid_on", day=first.isoformat())
    due = owed(clawback, paid_on)
    if clawback.state != "claimed" or there is not None or not 0 < amount <= due.total:
        raise NotTheAmount(field="amount", open=f"{due.total if clawback.state == 'claimed' else 0:,}")
    interest, principal = divide_recovery(amount, due.interest, due.principal)
    recovery = Recovery.objects.create(
        clawback=clawback,
        principal=principal,
        interest=interest,
        figures=due.figures,
        paid_on=paid_on,
        reference=reference.strip(),
        noted_by=actor.user,
        noted_at=clock.now(),
    )
    record(actor, "note_recovery", clawback, after={"principal": principal, "interest": interest, "run": due.run})
    _collect(actor, clawback, recovery, due.run)
    if amount == due.total:
        advance(clawback, "collect", actor, ended_at=clock.now())
        tell_case(clawback.agreement, "clawback_collected", "demand", "office", key=f"collected:{clawback.pk}")
    return recovery


def _collect(actor: Actor, clawback: Clawback, recovery: Recovery, run: int) -> None:
    """The interest in the books becomes what has ``run`` until the day of the recovery: more after the day that it was
    claimed for, less before it. Then the money comes in."""
    place, key = place_of(clawback.agreement.voucher), f"recovery:{recovery.pk}"
    postings, more = [], run - clawback.interest
    if more:
        verb = Verb.CLAIM_INTEREST if more > 0 else Verb.WAIVE_INTEREST
        postings.append(Posting(verb, place, f"{key}:run", recovery, support=abs(more)))
        clawback.interest = run
        clawback.save(update_fields=["interest"])
    if recovery.principal:
        postings.append(Posting(Verb.COLLECT, place, f"{key}:principal", recovery, support=recovery.principal))
    if recovery.interest:
        postings.append(Posting(Verb.COLLECT_INTEREST, place, f"{key}:interest", recovery, support=recovery.interest))
    post(actor, *postings)


@action
def waive(actor: Actor, clawback_id: int, reason: str) -> Clawback:
    """What is still open is not claimed any more: by an approver who neither proposed nor claimed it, so that nobody
    lets go alone of what they decided on. Raises ReasonNeeded, SecondPersonNeeded."""
    clawback: Clawback = lock(Clawback, clawback_id)
    agreement = clawback.agreement
    require_office(actor, agreement, "approve_call")
    second_person(actor, clawback.proposed_by_id)
    second_person(actor, clawback.claimed_by_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    back = list(clawback.recoveries.all())
    interest_open = clawback.interest - sum(one.interest for one in back)
    principal_open = clawback.principal - sum(one.principal for one in back)
    advance(clawback, "waive", actor, reason=reason.strip(), waived_by=actor.user, ended_at=clock.now())
    place, key = place_of(agreement.voucher), f"clawback:{clawback.pk}:waive"
    sums: dict[Verb, int] = {Verb.WAIVE: principal_open, Verb.WAIVE_INTEREST: interest_open}
    postings = [Posting(verb, place, f"{key}:{verb}", clawback, support=won) for verb, won in sums.items() if won]
    if postings:
        post(actor, *postings)
    return clawback
