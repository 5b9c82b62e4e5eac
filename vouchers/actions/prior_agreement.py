"""Prior agreements (사전협의서). Locks are taken in one order: application, supplier, agreement."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.models.audit import canonical
from kernel.transition import advance, lock
from programs.actions.application import check_editable, own_locked
from programs.models import Application
from vouchers.errors import (
    AgreementFlawed,
    AgreementNotVisible,
    AgreementStale,
    AgreementStands,
    CapacityReached,
    ProductNotOffered,
    ProductTwice,
    SupplierNotOpen,
    SupplierUnknown,
)
from vouchers.messages import tell_answered, tell_lapsed, tell_requested, tell_withdrawn
from vouchers.models import PriorAgreement, PriorAgreementLine, Product, Supplier
from vouchers.models.prior_agreement import ACTIVE
from vouchers.queries.access import require_asked
from vouchers.queries.prior_agreement import holds, lines_of
from vouchers.queries.supplier import by_number, is_open, load_of_year, price_of
from vouchers.rules.prior_agreement import Flaw, Wanted, flaws
from vouchers.wording import FLAW_TEXTS

SETTLED = timedelta(minutes=10)  # a difference that has stood so long is no longer somebody in the middle of typing
ANSWERS = {"agree": False, "return_request": True, "decline_request": True}  # verb → whether it needs a reason


@dataclass(frozen=True)
class LineText:
    """One product: how many units, for how many won altogether."""

    product_id: int
    quantity: int
    amount: int


@dataclass(frozen=True)
class AgreementText:
    """What the applicant writes; the supplier and the whole amount are those of the application."""

    first_day: date
    last_day: date
    statement: str
    lines: tuple[LineText, ...]


@action
def save_agreement(actor: Actor, application_id: int, text: AgreementText) -> PriorAgreement:
    """Keeps the applicant's draft, over the supplier and amount that the application names now.

    An agreement that no longer holds lapses and a new one begins. Raises ApplicationNotVisible, NotEditable,
    CallClosed, SupplierUnknown, SupplierNotOpen, AgreementStands, ProductNotOffered, ProductTwice, AgreementFlawed (a
    period that ends before it begins).
    """
    application = own_locked(actor, application_id)
    check_editable(application)
    supplier, amount = _chosen(application)
    if Flaw.PERIOD_BACKWARDS in flaws([], amount, text.first_day, text.last_day, clock.today()):
        raise AgreementFlawed(field="last_day", what=FLAW_TEXTS[Flaw.PERIOD_BACKWARDS])
    agreement = _writable(actor, application, supplier)
    if agreement is None:
        agreement = PriorAgreement(
            application=application, supplier=supplier, created_at=clock.now(), created_by=actor.user
        )
    new = agreement.pk is None
    agreement.amount, agreement.statement = amount, text.statement.strip()
    agreement.first_day, agreement.last_day = text.first_day, text.last_day
    agreement.save()
    _write_lines(agreement, application, text.lines)
    record(actor, "start_agreement" if new else "save_agreement", agreement, after=_content(agreement))
    return agreement


def _chosen(application: Application) -> tuple[Supplier, int]:
    """The supplier (locked) and won that the application names. Raises SupplierUnknown, SupplierNotOpen."""
    wanted = Wanted.of(application.answers)
    found = by_number(wanted.supplier)
    if found is None or not wanted.amount or wanted.amount < 0:
        raise SupplierUnknown()
    supplier: Supplier = lock(Supplier, found.pk)
    if not is_open(supplier):
        raise SupplierNotOpen(name=str(supplier))
    return supplier, wanted.amount


def _writable(actor: Actor, application: Application, supplier: Supplier) -> PriorAgreement | None:
    """The active draft or returned form for this supplier, or None when a new one is to begin."""
    present = PriorAgreement.objects.select_for_update(of=("self",)).filter(application=application, state__in=ACTIVE)
    agreement = present.first()
    if agreement is None:
        return None
    agreement.application = application
    if agreement.state in {"drafted", "returned"} and agreement.supplier_id == supplier.pk:
        return agreement
    if holds(agreement):
        raise AgreementStands(state=agreement.stage.label)
    _lapse(actor, agreement)
    return None


def _write_lines(agreement: PriorAgreement, application: Application, lines: tuple[LineText, ...]) -> None:
    if len({line.product_id for line in lines}) != len(lines):
        raise ProductTwice(field="lines")
    products = Product.objects.in_bulk([line.product_id for line in lines])
    agreement.lines.all().delete()
    for line in lines:
        product = products.get(line.product_id)
        price = price_of(product) if product else None
        offered = product is not None and product.active and product.supplier_id == agreement.supplier_id
        if product is None or price is None or not offered or product.kind != application.answers.get("track"):
            raise ProductNotOffered(field="lines", product=product.name if product else line.product_id)
        PriorAgreementLine.objects.create(
            agreement=agreement, product=product, price=price, quantity=line.quantity, amount=line.amount
        )


@action
def request_agreement(actor: Actor, agreement_id: int) -> PriorAgreement:
    """Sends the form to the supplier. Raises ApplicationNotVisible, AgreementStale, AgreementFlawed, SupplierNotOpen,
    TransitionRefused; a second click finds it sent and changes nothing."""
    application, supplier, agreement = _all_locked(actor, agreement_id, applicant=True)
    check_editable(application)
    if agreement.state == "requested" and agreement.requested_by_id == actor.user_id:
        return agreement
    if not holds(agreement):
        raise AgreementStale()
    if not is_open(supplier):
        raise SupplierNotOpen(name=str(supplier))
    amounts = [line.amount for line in lines_of(agreement)]
    found = flaws(amounts, agreement.amount, agreement.first_day, agreement.last_day, clock.today())
    if not agreement.statement:
        raise AgreementFlawed(field="statement", what=FLAW_TEXTS["no_statement"])
    if found:
        raise AgreementFlawed(what=" ".join(str(FLAW_TEXTS[flaw]) for flaw in found))
    advance(agreement, "ask_supplier", actor, requested_at=clock.now(), requested_by=actor.user, answer="")
    tell_requested(agreement)
    return agreement


def _all_locked(actor: Actor, agreement_id: int, *, applicant: bool) -> tuple[Application, Supplier, PriorAgreement]:
    """Application, supplier and agreement, locked in this order, for one of the two sides."""
    ids = PriorAgreement.objects.filter(pk=agreement_id).values_list("application_id", "supplier_id").first()
    if ids is None:
        raise AgreementNotVisible()
    application: Application = own_locked(actor, ids[0]) if applicant else lock(Application, ids[0])
    supplier: Supplier = lock(Supplier, ids[1])
    agreement: PriorAgreement = lock(PriorAgreement, agreement_id)
    agreement.application, agreement.supplier = application, supplier
    return application, supplier, agreement


@action
def withdraw_agreement(actor: Actor, agreement_id: int) -> PriorAgreement:
    """The applicant takes it back, at any time. Raises ApplicationNotVisible, TransitionRefused."""
    _application, _supplier, agreement = _all_locked(actor, agreement_id, applicant=True)
    asked = agreement.requested_at is not None
    advance(agreement, "withdraw_request", actor)
    if asked:
        tell_withdrawn(agreement)
    return agreement


@action
def answer_agreement(actor: Actor, agreement_id: int, verb: str, answer: str = "") -> PriorAgreement:
    """The supplier's answer: ``agree``, ``return_request`` or ``decline_request`` (both with a reason).

    Agreeing seals the content under its hash. Raises AgreementNotVisible, ReasonNeeded, TransitionRefused (somebody
    answered first), and when agreeing AgreementStale, SupplierNotOpen, CapacityReached. The same person's second click
    changes nothing.
    """
    if verb not in ANSWERS:
        raise NotPermitted()
    application, supplier, agreement = _all_locked(actor, agreement_id, applicant=False)
    require_asked(actor, agreement)
    done = agreement.LIFE_CYCLE.named(verb).target
    if agreement.state == done and agreement.answered_by_id == actor.user_id:
        return agreement
    if ANSWERS[verb] and not answer.strip():
        raise ReasonNeeded(field="answer")
    changes: dict[str, Any] = {
        "answered_at": clock.now(), "answered_by": actor.user, "answer": answer.strip()
    }  # fmt: skip
    if verb == "agree" and agreement.state == "requested":
        _check_may_agree(application, supplier, agreement)
        changes |= {"agreed_at": clock.now(), "content_hash": seal(agreement)}
    advance(agreement, verb, actor, reason=answer.strip(), **changes)
    tell_answered(agreement)
    return agreement


def _check_may_agree(application: Application, supplier: Supplier, agreement: PriorAgreement) -> None:
    if application.state == "withdrawn" or not holds(agreement):
        raise AgreementStale()
    if not is_open(supplier):
        raise SupplierNotOpen(name=str(supplier))
    load = load_of_year().filter(supplier=supplier).count()
    if load >= supplier.capacity:
        raise CapacityReached(load=load)


def _content(agreement: PriorAgreement) -> dict[str, Any]:
    """All that is agreed, as it is kept and hashed."""
    return {
        "amount": agreement.amount,
        "first_day": agreement.first_day,
        "last_day": agreement.last_day,
        "statement": agreement.statement,
        "lines": [
            {
                "product": line.product.name,
                "unit": line.product.unit,
                "vat": line.product.vat,
                "price": line.price.amount,
                "quantity": line.quantity,
                "amount": line.amount,
            }
            for line in lines_of(agreement)
        ],
    }


def seal(agreement: PriorAgreement) -> str:
    """SHA-256 over both parties and everything agreed; made again from the record it proves that nothing changed."""
    organisation = agreement.application.organisation
    parties = {
        "application": str(agreement.application.public_id),
        "applicant": organisation.registration_number if organisation else "",
        "supplier": agreement.supplier.organisation.registration_number,
    }
    return hashlib.sha256(canonical(parties | _content(agreement)).encode()).hexdigest()


# -- lapsing ---------------------------------------------------------------------------------------------------


def _lapse(actor: Actor, agreement: PriorAgreement) -> None:
    advance(agreement, "lapse", actor)
    if agreement.requested_at is not None:
        tell_lapsed(agreement)


def settle_agreement(actor: Actor, application: Application) -> None:
    """Called inside the action that hands in or withdraws, with the application locked: what no longer holds lapses."""
    present = PriorAgreement.objects.select_for_update(of=("self",)).filter(application=application, state__in=ACTIVE)
    for agreement in present:
        agreement.application = application
        if application.state == "withdrawn" or not holds(agreement):
            _lapse(actor, agreement)


def lapse_agreements(actor: Actor) -> int:
    """Lapses every agreement whose application has differed from it for ten minutes; returns how many."""
    settled = clock.now() - SETTLED
    changed = Q(application__saved_at__gt=F("created_at"), application__saved_at__lte=settled)
    candidates = PriorAgreement.objects.filter(changed, state__in=ACTIVE).select_related(
        "application", "supplier__organisation"
    )
    stale = [one.pk for one in candidates.iterator(chunk_size=500) if not holds(one)]
    return sum(_lapse_settled(actor, pk) for pk in stale)


@action
def _lapse_settled(actor: Actor, agreement_id: int) -> int:
    application, _supplier, agreement = _all_locked(actor, agreement_id, applicant=False)
    still = application.saved_at <= clock.now() - SETTLED and not holds(agreement)
    if not still or agreement.state not in ACTIVE:
        return 0
    _lapse(actor, agreement)
    return 1
