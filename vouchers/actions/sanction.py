"""Sanctions on suppliers: proposed by one person, decided by another."""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.transition import advance, lock
from vouchers.errors import SanctionBackwards, SanctionTooLong, TwoPersonsNeeded
from vouchers.messages import tell_sanction
from vouchers.models import Supplier, SupplierSanction
from vouchers.queries.access import belongs_to, require_judge, require_manager
from vouchers.queries.figures import longest_exclusion


@dataclass(frozen=True)
class SanctionText:
    """Both days count. A warning without a last day lasts until it is lifted, an exclusion as long as the law allows
    for the city's money (지방보조금법 §32)."""

    kind: str
    legal_basis: str
    first_day: date
    last_day: date | None
    reason: str


@action
def propose_sanction(actor: Actor, supplier_id: int, text: SanctionText) -> SupplierSanction:
    """Raises NotPermitted, ReasonNeeded, SanctionBackwards, SanctionTooLong."""
    require_manager(actor)
    if actor.user is None:
        raise NotPermitted()
    if not text.reason.strip():
        raise ReasonNeeded(field="reason")
    if text.last_day and text.last_day < text.first_day:
        raise SanctionBackwards(field="last_day")
    if text.kind == SupplierSanction.Kind.EXCLUSION:
        text = replace(text, last_day=_last_day(text.first_day, text.last_day))
    supplier: Supplier = lock(Supplier, supplier_id)
    _refuse_own(actor, supplier)
    sanction = SupplierSanction.objects.create(
        supplier=supplier, proposed_by=actor.user, proposed_at=clock.now(), **asdict(text)
    )
    record(actor, "propose_sanction", sanction, after=asdict(text), reason=text.reason)
    return sanction


def _last_day(first_day: date, last_day: date | None) -> date:
    """The last day of an exclusion. Raises SanctionTooLong beyond the longest term."""
    longest = longest_exclusion("city", first_day)
    latest = longest.until(first_day) - timedelta(days=1)
    if last_day and last_day > latest:
        raise SanctionTooLong(field="last_day", day=latest, source=longest.source)
    return last_day or latest


def _refuse_own(actor: Actor, supplier: Supplier) -> None:
    if belongs_to(actor.user, supplier):
        raise NotPermitted()


def _judged(actor: Actor, sanction_id: int) -> SupplierSanction:
    """The sanction, locked, for a person of the office who may decide. Raises NotPermitted."""
    require_judge(actor)
    supplier_id = SupplierSanction.objects.values_list("supplier_id", flat=True).get(pk=sanction_id)
    supplier: Supplier = lock(Supplier, supplier_id)
    _refuse_own(actor, supplier)
    sanction: SupplierSanction = lock(SupplierSanction, sanction_id)
    return sanction


def _second_person(actor: Actor, sanction: SupplierSanction) -> None:
    if actor.user is None:
        raise NotPermitted()
    if actor.user_id == sanction.proposed_by_id:
        raise TwoPersonsNeeded(name=sanction.proposed_by.name)


@action
def confirm_sanction(actor: Actor, sanction_id: int) -> SupplierSanction:
    """From now on it counts on its days. Raises NotPermitted, TwoPersonsNeeded, TransitionRefused, SanctionTooLong when
    the longest term has become shorter meanwhile."""
    sanction = _judged(actor, sanction_id)
    _second_person(actor, sanction)
    if sanction.kind == SupplierSanction.Kind.EXCLUSION:
        _last_day(sanction.first_day, sanction.last_day)
    advance(sanction, "confirm_sanction", actor, decided_by=actor.user, decided_at=clock.now())
    tell_sanction(sanction)
    return sanction


@action
def drop_sanction(actor: Actor, sanction_id: int) -> SupplierSanction:
    """The proposal comes to nothing. Raises NotPermitted, TransitionRefused."""
    sanction = _judged(actor, sanction_id)
    return advance(sanction, "drop_sanction", actor, decided_by=actor.user, decided_at=clock.now())


@action
def lift_sanction(actor: Actor, sanction_id: int, reason: str) -> SupplierSanction:
    """It ends before its last day. Raises NotPermitted, TwoPersonsNeeded, ReasonNeeded, TransitionRefused."""
    sanction = _judged(actor, sanction_id)
    _second_person(actor, sanction)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    advance(sanction, "lift_sanction", actor, reason=reason.strip(), decided_by=actor.user, decided_at=clock.now())
    tell_sanction(sanction)
    return sanction
