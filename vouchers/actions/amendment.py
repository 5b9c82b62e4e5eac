"""Changing an agreement (협약변경): asked for, approved by the office, signed by all, in force as the next version."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from files.models import StoredFile
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.permissions import may
from kernel.transition import advance, lock
from programs.errors import SecondPersonNeeded
from programs.models import Decision
from vouchers.actions.agreement import Drawn, party_of, write_version
from vouchers.actions.ledger import Posting, place_of, post
from vouchers.errors import (
    AmendmentOpen,
    BelowWhatIsOrdered,
    NothingChanged,
    OrdersOpen,
    OwnCase,
    PartyNotYours,
    SupplierNotOpen,
    SupplierUnknown,
    TextFlawed,
)
from vouchers.messages import tell_case
from vouchers.models import Agreement, AgreementVersion, AmendmentRequest, Supplier
from vouchers.queries.access import belongs_to
from vouchers.queries.agreement import paid_in
from vouchers.queries.case import demands, require_office, supplies, text_of
from vouchers.queries.ledger import free
from vouchers.queries.supplier import by_number, is_open
from vouchers.rules.agreement import Clause, Flaw, flaws
from vouchers.rules.ledger import Place, Verb
from vouchers.wording import flaw_words

OPEN_ORDERS = ("placed", "taken", "delivered", "accepted", "invoiced")


@dataclass(frozen=True)
class Changes:
    """What is to be different; None leaves a thing as it is. Sums in won; ``supplier`` by its registration number."""

    first_day: date | None = None
    last_day: date | None = None
    support: int | None = None
    cash: int | None = None
    in_kind: int | None = None
    supplier: str | None = None
    people: tuple[tuple[str, str], ...] | None = None  # those responsible, all of them
    representatives: tuple[tuple[str, str], ...] | None = None  # party and name

    def as_json(self) -> dict[str, Any]:
        given = {name: value for name, value in vars(self).items() if value is not None}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}


@action
def request_amendment(
    actor: Actor, agreement_id: int, changes: Changes, reason: str, file: StoredFile | None = None
) -> AmendmentRequest:
    """A wish of either company or of the office. Raises PartyNotYours, NothingChanged, AmendmentOpen, ReasonNeeded,
    SupplierUnknown, TextFlawed."""
    agreement: Agreement = lock(Agreement, agreement_id)
    if not (demands(actor, agreement) or supplies(actor, agreement) or may(actor, "manage_call", agreement.call)):
        raise PartyNotYours()
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if agreement.state != "in_force":
        raise NothingChanged()
    if agreement.amendment_requests.filter(state__in=["requested", "signing"]).exists():
        raise AmendmentOpen()
    wanted = _differing(agreement.present, changes)
    if not wanted:
        raise NothingChanged()
    if changes.supplier is not None and by_number(changes.supplier) is None:
        raise SupplierUnknown(field="supplier")
    made = AmendmentRequest.objects.create(
        agreement=agreement,
        changes=wanted,
        file=file,
        reason=reason.strip(),
        requested_by=actor.user,
        requested_at=clock.now(),
    )
    record(actor, "request_amendment", agreement, after=wanted, reason=reason.strip())
    tell_case(agreement, "amendment_requested", "office", "approver", reason=reason.strip(), key=f"amendment:{made.pk}")
    return made


def _differing(version: AgreementVersion, changes: Changes) -> dict[str, Any]:
    """Only what would really change."""
    present = {
        "first_day": version.first_day.isoformat(),
        "last_day": version.last_day.isoformat(),
        "support": version.support,
        "cash": version.cash,
        "in_kind": version.in_kind,
        "supplier": version.parties["supplier"]["registration_number"],
        "people": [list(pair) for pair in sorted(version.people.items())],
        "representatives": [],
    }
    wanted = changes.as_json()
    if "people" in wanted:
        wanted["people"] = [list(pair) for pair in sorted(wanted["people"])]
    if "representatives" in wanted:
        others = [pair for pair in wanted["representatives"] if version.parties[pair[0]]["representative"] != pair[1]]
        wanted["representatives"] = [list(pair) for pair in sorted(others)]
    return {name: value for name, value in wanted.items() if present[name] != value}


@action
def approve_amendment(actor: Actor, request_id: int) -> AmendmentRequest:
    """Makes the next text from a request, to be signed by all; by an approver who did not ask for it.

    Raises SecondPersonNeeded, OwnCase for whoever belongs to a company of it, SupplierNotOpen, TextFlawed.
    """
    request: AmendmentRequest = lock(AmendmentRequest, request_id)
    agreement: Agreement = lock(Agreement, request.agreement_id)
    _second(actor, request, agreement)
    version = write_amended(actor, agreement, request)
    if agreement.supplier is not None and belongs_to(actor.user, agreement.supplier):  # the one who is to come
        raise OwnCase()
    _check_text(agreement, version)
    advance(request, "approve", actor, decided_by=actor.user, decided_at=clock.now(), version=version)
    tell_case(
        agreement, "amendment_to_sign", "demand", "supplier", "office", "approver", key=f"amendment-sign:{request.pk}"
    )
    return request


def _second(actor: Actor, request: AmendmentRequest, agreement: Agreement) -> None:
    require_office(actor, agreement, "approve_call")
    if actor.user_id == request.requested_by_id:
        raise SecondPersonNeeded()


def write_amended(actor: Actor, agreement: Agreement, request: AmendmentRequest) -> AgreementVersion:
    """The present text with the changes of the request."""
    now, wanted = agreement.present, request.changes
    if "supplier" in wanted:
        if agreement.voucher.orders.filter(state__in=OPEN_ORDERS).exists():
            raise OrdersOpen()
        agreement.supplier = _open_supplier(wanted["supplier"])  # in the new text only; in force it is saved
    text, parties = text_of(now), _parties(agreement, wanted)
    return write_version(
        actor,
        agreement,
        Drawn(
            first_day=date.fromisoformat(wanted.get("first_day", now.first_day.isoformat())),
            last_day=date.fromisoformat(wanted.get("last_day", now.last_day.isoformat())),
            deposit_due=None,
            support=wanted.get("support", now.support),
            cash=wanted.get("cash", now.cash),
            in_kind=wanted.get("in_kind", now.in_kind),
            clauses=tuple(Clause(**one) for one in now.source) or text.clauses,
            people=tuple((role, name) for role, name in wanted.get("people", sorted(now.people.items()))),
        ),
        parties,
        request.reason,
    )


def _parties(agreement: Agreement, wanted: dict[str, Any]) -> dict[str, Any]:
    """Who stands in the text: those of the present one but for what is asked to change, never silently others."""
    parties = {**agreement.present.parties}
    if "supplier" in wanted and agreement.supplier is not None:
        parties["supplier"] = asdict(party_of(agreement.supplier.organisation))
    for party, name in wanted.get("representatives", []):
        parties[party] = {**parties[party], "representative": name}
    return parties


def _open_supplier(number: str) -> Supplier:
    supplier = by_number(number)
    if supplier is None:
        raise SupplierUnknown()
    if not is_open(supplier):
        raise SupplierNotOpen(name=str(supplier))
    return supplier


def _check_text(agreement: Agreement, version: AgreementVersion) -> None:
    """An amendment may lower the support but never raise it above the decision; less than is used up cannot be."""
    decision = Decision.objects.get(application=agreement.application)
    text = text_of(version)
    found = [flaw for flaw in flaws(text, cost=text.cost, decided=decision.amount or 0) if flaw is not Flaw.SUM]
    if found:
        raise TextFlawed(what=flaw_words(found))
    now, left = agreement.present, free(agreement.voucher)
    if now.support - version.support > left.support or now.cash - version.cash > left.own:
        used = now.total - left.total
        raise BelowWhatIsOrdered(used=f"{used:,}")


@action
def refuse_amendment(actor: Actor, request_id: int, reason: str) -> AmendmentRequest:
    """Raises ReasonNeeded, SecondPersonNeeded."""
    request: AmendmentRequest = lock(AmendmentRequest, request_id)
    agreement: Agreement = lock(Agreement, request.agreement_id)
    _second(actor, request, agreement)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    values = {"decided_by": actor.user, "decided_at": clock.now(), "answer": reason.strip()}
    advance(request, "refuse", actor, reason=reason.strip(), **values)
    key = f"amendment-refused:{request.pk}"
    tell_case(agreement, "amendment_refused", "demand", "supplier", reason=reason.strip(), key=key)
    return request


@action
def withdraw_amendment(actor: Actor, request_id: int) -> AmendmentRequest:
    """By who asked for it, until every party has signed. Raises PartyNotYours."""
    request: AmendmentRequest = lock(AmendmentRequest, request_id)
    if actor.user_id is None or actor.user_id != request.requested_by_id:
        raise PartyNotYours()
    return advance(request, "withdraw", actor)


def take_effect(agreement: Agreement, version: AgreementVersion) -> None:
    """The amended text is in force: money goes back to the track, or comes onto the voucher, as the sums say.

    Called when the last party has signed, inside that action. Raises NotEnoughMoney when the track or the voucher
    has less than the new sums need.
    """
    system = Actor.system("vouchers.signatures")
    request = AmendmentRequest.objects.select_for_update().get(version=version)
    before = agreement.present
    _move_money(system, agreement, before, version)
    number = version.parties["supplier"]["registration_number"]
    agreement.supplier = by_number(number)
    agreement.version = version.version
    agreement.save(update_fields=["supplier", "version"])
    advance(request, "take_effect", system)
    key = f"amendment-in-force:{request.pk}"
    tell_case(agreement, "amendment_in_force", "demand", "supplier", "office", key=key)


def _move_money(actor: Actor, agreement: Agreement, before: AgreementVersion, after: AgreementVersion) -> None:
    voucher = agreement.voucher
    place, track = place_of(voucher), Place(agreement.call_id, agreement.track)
    key = f"amend:{agreement.pk}:{after.version}"
    more, back = after.support - before.support, paid_in(agreement) - after.cash
    if more > 0:
        post(
            actor,
            Posting(Verb.COMMIT, track, f"{key}:commit", agreement, support=more),
            Posting(Verb.ISSUE, place, f"{key}:issue", agreement, support=more),
        )
    elif more < 0:
        post(actor, Posting(Verb.REVOKE, place, f"{key}:revoke", agreement, support=-more))
    if back > 0:
        post(actor, Posting(Verb.REFUND, place, f"{key}:refund", agreement, own=back))
