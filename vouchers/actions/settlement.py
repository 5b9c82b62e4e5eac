"""The settlement (정산): handed in by the demand company, examined line by line, confirmed by a second person."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from files.models import StoredFile
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.permissions import may
from kernel.transition import advance, lock
from vouchers.actions.clawback import claimed_back, costs_of, propose_for_settlement
from vouchers.actions.ledger import Posting, place_of, post
from vouchers.actions.report import second_person
from vouchers.actions.survey import ask_at_once
from vouchers.errors import (
    AccountsOpen,
    CaseNotVisible,
    DisallowedTooMuch,
    EvidenceMissing,
    LinesOpen,
    NotInForce,
    OrdersOpen,
)
from vouchers.messages import tell_case
from vouchers.models import Agreement, Payment, Settlement, SettlementLine
from vouchers.queries.case import demands, require_office
from vouchers.queries.ledger import balances, free
from vouchers.rules.ledger import Kind, Verb
from vouchers.rules.settlement import Figures, settle

MUST_BE_EMPTY = (Kind.FREE, Kind.RESERVED, Kind.DELIVERED, Kind.ACCEPTED, Kind.PAYABLE, Kind.CLAIM, Kind.INTEREST)


@action
def begin_settlement(actor: Actor, agreement_id: int) -> Settlement:
    """A settlement with a line for each payment, in the order in which they were made, and one for what was put in
    kind; the one that is there, if any.

    Raises CaseNotVisible, OrdersOpen.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    if not (demands(actor, agreement) or may(actor, "manage_call", agreement.call)):
        raise CaseNotVisible()
    there = Settlement.objects.filter(agreement=agreement).first()
    if there is not None:
        return there
    if agreement.voucher.orders.exclude(state__in=["paid", "cancelled", "disallowed"]).exists():
        raise OrdersOpen()
    advance(agreement, "settle", actor)
    settlement = Settlement.objects.create(agreement=agreement)
    lines = _paid_lines(settlement)
    if agreement.present.in_kind:
        kind = SettlementLine.Category.IN_KIND
        words = str(kind.label)
        lines.append(
            SettlementLine(settlement=settlement, category=kind, description=words, amount=agreement.present.in_kind)
        )
    SettlementLine.objects.bulk_create(lines)
    return settlement


def _paid_lines(settlement: Settlement) -> list[SettlementLine]:
    """A line for each payment; one of several of an order says which (중간 지급분)."""
    rows = Payment.objects.filter(invoice__order__voucher__agreement=settlement.agreement_id, state="paid")
    payments = list(rows.select_related("invoice__order").order_by("paid_on", "pk"))
    parts, seen = Counter(one.invoice.order_id for one in payments), Counter[int]()
    lines = []
    for one in payments:
        order = one.invoice.order
        seen[order.pk] += 1
        part = f" ({seen[order.pk]}/{parts[order.pk]})" if parts[order.pk] > 1 else ""
        lines.append(
            SettlementLine(
                settlement=settlement,
                category=SettlementLine.Category.ORDER,
                order=order,
                payment=one,
                description=f"{order.number} {order.title}"[: 200 - len(part)] + part,
                amount=one.amount,
                support=one.support,
                own=one.own,
            )
        )
    return lines


def _own(actor: Actor, settlement_id: int) -> Settlement:
    settlement: Settlement = lock(Settlement, settlement_id)
    if not demands(actor, settlement.agreement):
        raise CaseNotVisible()
    if settlement.state not in {"draft", "returned"}:
        raise NotInForce(state=settlement.stage.label)
    return settlement


@action
def attach_evidence(actor: Actor, line_id: int, files: Sequence[StoredFile]) -> SettlementLine:
    """Evidence (증빙) of one line, by the demand company. Raises CaseNotVisible, NotInForce."""
    line = SettlementLine.objects.get(pk=line_id)
    settlement = _own(actor, line.settlement_id)
    line.evidence.add(*files)
    record(actor, "attach_evidence", settlement, after={"line": line.description, "files": [f.sha256 for f in files]})
    return line


@action
def hand_in_settlement(actor: Actor, settlement_id: int) -> Settlement:
    """Raises EvidenceMissing naming the first line without evidence."""
    settlement = _own(actor, settlement_id)
    bare = settlement.lines.filter(evidence=None).order_by("pk").first()
    if bare is not None:
        raise EvidenceMissing(what=bare.description)
    advance(settlement, "hand_in", actor, handed_in_by=actor.user, handed_in_at=clock.now())
    key = f"settlement-in:{settlement.pk}:{clock.now().isoformat()}"
    tell_case(settlement.agreement, "settlement_handed_in", "office", key=key)
    return settlement


@action
def return_settlement(actor: Actor, settlement_id: int, reason: str) -> Settlement:
    """Raises NotVisible, ReasonNeeded."""
    settlement: Settlement = lock(Settlement, settlement_id)
    require_office(actor, settlement.agreement, "manage_call")
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    advance(settlement, "return", actor, reason=reason.strip(), answer=reason.strip())
    settlement.lines.update(examined=False)
    key = f"settlement-returned:{settlement.pk}:{clock.now().isoformat()}"
    tell_case(settlement.agreement, "settlement_returned", "demand", reason=reason.strip(), key=key)
    return settlement


@action
def examine_line(actor: Actor, line_id: int, disallowed: int, reason: str = "") -> SettlementLine:
    """The office allows a line, or disallows ``disallowed`` won of it with a reason.

    Raises NotVisible, NotInForce, DisallowedTooMuch, ReasonNeeded.
    """
    line = SettlementLine.objects.get(pk=line_id)
    settlement: Settlement = lock(Settlement, line.settlement_id)
    require_office(actor, settlement.agreement, "manage_call")
    if settlement.state != "handed_in":
        raise NotInForce(state=settlement.stage.label)
    if not 0 <= disallowed <= line.amount:
        raise DisallowedTooMuch(field="disallowed", won=f"{line.amount:,}")
    if disallowed and not reason.strip():
        raise ReasonNeeded(field="reason")
    before = {"disallowed": line.disallowed, "examined": line.examined}
    line.disallowed, line.reason, line.examined = disallowed, reason.strip() if disallowed else "", True
    line.save(update_fields=["disallowed", "reason", "examined"])
    after = {"line": line.description, "disallowed": disallowed}
    record(actor, "examine_line", settlement, before=before, after=after, reason=line.reason)
    return line


@action
def examine_settlement(actor: Actor, settlement_id: int) -> Settlement:
    """Ends the examination. Raises LinesOpen while a line was not looked at."""
    settlement: Settlement = lock(Settlement, settlement_id)
    require_office(actor, settlement.agreement, "manage_call")
    if settlement.lines.filter(examined=False).exists():
        raise LinesOpen()
    advance(settlement, "examine", actor, examined_by=actor.user, examined_at=clock.now())
    key = f"settlement-examined:{settlement.pk}:{clock.now().isoformat()}"
    tell_case(settlement.agreement, "settlement_examined", "approver", key=key)
    return settlement


@action
def examine_again(actor: Actor, settlement_id: int, reason: str) -> Settlement:
    """A second person sends the examination back. Raises NotVisible, ReasonNeeded."""
    settlement: Settlement = lock(Settlement, settlement_id)
    require_office(actor, settlement.agreement, "approve_call")
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    advance(settlement, "examine_again", actor, reason=reason.strip(), answer=reason.strip())
    key = f"settlement-again:{settlement.pk}:{clock.now().isoformat()}"
    tell_case(settlement.agreement, "settlement_sent_back", "office", reason=reason.strip(), key=key)
    return settlement


def figures_of(settlement: Settlement) -> Figures:
    """What the settlement comes to now, in won."""
    left = free(settlement.agreement.voucher)
    costs, taken = [cost for _line, cost in costs_of(settlement)], claimed_back(settlement.agreement)
    return settle(costs, free_support=left.support, free_own=left.own, taken=taken)


@action
def confirm_settlement(actor: Actor, settlement_id: int) -> Settlement:
    """A second person confirms: what was not used goes back to the budget and to the business, and what was paid of
    disallowed costs becomes a proposed clawback. Raises NotVisible, SecondPersonNeeded."""
    settlement: Settlement = lock(Settlement, settlement_id)
    agreement: Agreement = lock(Agreement, settlement.agreement_id)
    require_office(actor, agreement, "approve_call")
    second_person(actor, settlement.examined_by_id)
    figures = figures_of(settlement)
    values = {"confirmed_by": actor.user, "confirmed_at": clock.now(), "figures": asdict(figures)}
    advance(settlement, "confirm", actor, **values)
    place, postings = place_of(agreement.voucher), []
    if figures.returned:
        key = f"settlement:{settlement.pk}:{Verb.REVOKE}"
        postings.append(Posting(Verb.REVOKE, place, key, settlement, support=figures.returned))
    if figures.refunded:
        key = f"settlement:{settlement.pk}:{Verb.REFUND}"
        postings.append(Posting(Verb.REFUND, place, key, settlement, own=figures.refunded))
    if postings:
        post(actor, *postings)
    if figures.claim:
        propose_for_settlement(settlement)
    tell_case(agreement, "settlement_confirmed", "demand", "supplier", "finance")
    return settlement


@action
def complete_case(actor: Actor, agreement_id: int) -> Agreement:
    """Closes a case whose settlement is confirmed and whose voucher holds nothing more. Raises AccountsOpen."""
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "approve_call")
    settlement = Settlement.objects.filter(agreement=agreement, state="confirmed").first()
    held = balances(agreement.voucher)
    open_sum = sum(won for (kind, _money), won in held.items() if kind in MUST_BE_EMPTY)
    proposed = agreement.clawbacks.filter(state__in=["proposed", "claimed"]).exists()
    if settlement is None or open_sum or proposed:
        raise AccountsOpen()
    advance(agreement, "complete", actor, completed_at=clock.now())
    tell_case(agreement, "case_completed", "demand", "supplier")
    ask_at_once(actor, agreement)
    return agreement
