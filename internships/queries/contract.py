"""Reading contracts: which one counts on a day, who may see and sign one, how far a call has come with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from internships.lifecycles_work import BINDING
from internships.models import AttendanceDay, Contract, ContractSignature, Placement
from internships.queries.access import PROGRAMME
from internships.queries.placement import placement_for
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import may, scopes
from programs.errors_archive import RecordsDestroyed
from programs.models import Call

HELD = ("accepted", "working")
OVER = ("completed", "incomplete", "left", "withdrawn")


def contract_on(placement: Placement, day: date) -> Contract | None:
    """The concluded contract that counts on ``day``: the latest that begins by then; None without one."""
    found = placement.contracts.filter(state__in=BINDING, first_day__lte=day)
    return found.order_by("-first_day", "-pk").first()


def can_contract(placement: Placement) -> bool:
    """Whether a contract can be concluded: about a place that is held, and afterwards with whoever worked there without
    one, since wages go by it (근로기준법 §17, §36)."""
    over = placement.state in OVER
    return placement.state in HELD or (over and placement.days.filter(worked_minutes__gt=0).exists())


def contracts_of(placement: Placement) -> QuerySet[Contract]:
    """All of a placement, newest first."""
    return placement.contracts.order_by("-pk")


def _whole() -> QuerySet[Contract]:
    return Contract.objects.select_related(
        "placement__person", "placement__position__host__organisation", "placement__position__call"
    )


def contract_for(actor: Actor, contract_id: int) -> Contract:
    """A contract for those who may read it: the intern (once it was sent to be signed), who manages or approves the
    call. Mentors do not: it says what an intern earns. Raises NotVisible, RecordsDestroyed."""
    contract = _whole().filter(pk=contract_id).first()
    if contract is None:
        raise NotVisible()
    own = actor.user_id == contract.placement.person_id
    if (own and contract.sent_at is not None) or in_office(actor, contract.placement.position.call):
        if not contract.worker:
            raise RecordsDestroyed()
        return contract
    raise NotVisible()


def to_draw_up(actor: Actor, placement_id: int) -> tuple[Placement, Contract | None]:
    """A placement with its latest contract that was not withdrawn. Raises NotVisible."""
    placement = placement_for(actor, placement_id)
    return placement, placement.contracts.exclude(state="withdrawn").order_by("-pk").first()


def in_office(actor: Actor, call: Call) -> bool:
    """Whether the actor manages or approves the call."""
    return may(actor, "manage_call", call) or may(actor, "approve_call", call)


def office_calls(user: Any) -> QuerySet[Call]:
    """The internship calls whose contracts ``user`` signs for the city, newest first."""
    found: QuerySet[Call] = scopes(user, "approve_call", Call).filter(programme=PROGRAMME)
    return found.order_by("-opens_at", "-pk")


def side_of(actor: Actor, contract: Contract) -> str:
    """The side that the actor signs for, or nothing: the intern themselves; for the city an approver of the call who
    did not draw the contract up."""
    if actor.user_id == contract.placement.person_id:
        return ContractSignature.Side.WORKER.value
    drew_up = actor.user_id is not None and contract.made_by_id == actor.user_id
    if may(actor, "approve_call", contract.placement.position.call) and not drew_up:
        return ContractSignature.Side.EMPLOYER.value
    return ""


def may_apply(actor: Actor, contract: Contract) -> bool:
    """Whether the actor may let it apply without the intern's signature: an approver who did not draw it up, once the
    city has signed it and the intern has worked."""
    drew_up = actor.user_id is not None and contract.made_by_id == actor.user_id
    if contract.state != "signing" or drew_up or not may(actor, "approve_call", contract.placement.position.call):
        return False
    signed = signatures_of(contract)[ContractSignature.Side.EMPLOYER.value] is not None
    return signed and contract.placement.days.filter(worked_minutes__gt=0).exists()


def signatures_of(contract: Contract) -> dict[str, ContractSignature | None]:
    """Each side with its signature, in the order of the form."""
    found = {one.side: one for one in contract.signatures.all()}
    return {side: found.get(side) for side in ContractSignature.Side.values}


@dataclass(frozen=True)
class Row:
    """A placement with its latest contract (None: not drawn up) and the sides that have signed it."""

    placement: Any
    contract: Contract | None

    @property
    def can_contract(self) -> bool:
        """As :func:`can_contract`, of a placement that says whether somebody ``worked`` there."""
        return self.placement.state in HELD or self.placement.worked

    @property
    def signed(self) -> frozenset[str]:
        return frozenset(one.side for one in self.contract.signatures.all()) if self.contract else frozenset()

    @property
    def waits_for_city(self) -> bool:
        return self.contract is not None and self.contract.state == "signing" and "employer" not in self.signed


def contract_rows(call: Call) -> list[Row]:
    """Everybody of the call who has or had a place, by host and name; a place that was withdrawn, where somebody worked
    before. Three statements."""
    latest = Contract.objects.exclude(state="withdrawn").order_by("-pk").prefetch_related("signatures")
    found = (
        Placement.objects.filter(position__call=call, state__in=(*HELD, *OVER))
        .annotate(worked=Exists(AttendanceDay.objects.filter(placement=OuterRef("pk"), worked_minutes__gt=0)))
        .exclude(state="withdrawn", worked=False)
        .select_related("person", "position__host__organisation")
        .prefetch_related(Prefetch("contracts", latest, to_attr="standing"))
        .order_by("position__host__organisation__name", "person__name", "pk")
    )
    return [Row(one, one.standing[0] if one.standing else None) for one in found]


def for_signature(actor: Actor, call: Call, rows: list[Row]) -> list[Contract]:
    """What the actor can sign for the city now: nobody signs what they drew up themselves."""
    if not may(actor, "approve_call", call):
        return []
    waiting = [row.contract for row in rows if row.contract and row.waits_for_city]
    return [one for one in waiting if one.made_by_id != actor.user_id]


def tally(rows: list[Row]) -> Mapping[str, int]:
    """How far the contracts of a call have come."""
    states = [row.contract.state if row.contract else "" for row in rows]
    return {
        "missing": sum(1 for row in rows if row.contract is None and row.can_contract),
        "drafted": states.count("drafted"),
        "for_city": sum(row.waits_for_city for row in rows),
        "signing": states.count("signing"),
        "in_force": states.count("in_force"),
        "received": sum(1 for row in rows if row.contract and row.contract.received_at),
    }


def to_sign(user: Any) -> QuerySet[Contract]:
    """The person's own contracts that wait for their signature."""
    waiting = _whole().filter(placement__person=user, state="signing")
    return waiting.exclude(signatures__side=ContractSignature.Side.WORKER)


def to_receive(user: Any) -> QuerySet[Contract]:
    """The person's own contracts whose receipt is not confirmed."""
    return _whole().filter(placement__person=user, state="in_force", received_at=None)


def waiting_for_city(call: Call, user: Any) -> int:
    """How many contracts of the call ``user`` can sign for the city: none that they drew up themselves."""
    waiting = Contract.objects.filter(placement__position__call=call, state="signing").exclude(made_by=user)
    return waiting.exclude(signatures__side=ContractSignature.Side.EMPLOYER).count()
