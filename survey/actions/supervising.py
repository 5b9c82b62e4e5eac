"""What visits left to a supervisor: refusals, people who were ill, shops that were not found.

Each goes on by a ruling: somebody tries again, or it stays as it was found."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile, NotVisible, ReasonNeeded
from kernel.permissions import require
from kernel.transition import advance
from survey.actions.areas import take_rights
from survey.actions.case import locked_case, work_out
from survey.actions.collection import assign, give, locked_area, require_enumerator
from survey.actions.record import locked_record, require_open
from survey.messages import tell_to_try_again
from survey.models import Area, Assignment, Case, CensusRecord, Ruling
from survey.rules.field.revisits import LEFT_TO_SUPERVISOR

MOST_REASON = 500  # characters
HANDED_IN = ("submitted", "approved")


@action
def try_again(
    actor: Actor, case_id: int, person_id: int, *, seen: int, reason: str, not_before: datetime | None = None
) -> Case:
    """Has a business visited once more, by whoever has it, by the supervisor, or by another enumerator, to whom it goes
    over. A record that was handed in (a refusal has one, too) comes back with the reason as its note.

    Args:
        seen: how many visits the supervisor looked at; another one since is looked at first.
        reason: what is to be done otherwise.

    Raises NotVisible, ReasonNeeded, NoEnumerator, EntryClosed, and ChangedMeanwhile once it was ruled or visited.
    """
    area, filled, case = _left(actor, case_id, seen, reason)
    require_open(case.wave)
    person = _person(actor, person_id)
    moved = _hand_to(actor, area, case, person)
    if filled is not None and filled.state in HANDED_IN:
        advance(filled, "return", actor, return_note=reason.strip()[:MOST_REASON], return_notes={})
    ruling = _rule(actor, case, again=True, reason=reason, person=person, not_before=not_before)
    facts = {"person": person.pk, "went_over": moved, "not_before": not_before, "step": case.step}
    record(actor, "try_again", case, after=facts, reason=ruling.reason)
    if person.pk != actor.user_id:
        tell_to_try_again(ruling)
    return case


@action
def leave_as_found(actor: Actor, case_id: int, *, seen: int, reason: str) -> Case:
    """A refusal (or whatever was found) is final: nobody is sent there any more, and it is counted so. Raises as
    :func:`try_again`."""
    _area, _filled, case = _left(actor, case_id, seen, reason)
    ruling = _rule(actor, case, again=False, reason=reason)
    record(actor, "leave_as_found", case, after={"result": case.result, "step": case.step}, reason=ruling.reason)
    return case


def _left(actor: Actor, case_id: int, seen: int, reason: str) -> tuple[Area, CensusRecord | None, Case]:
    """A case that waits for a ruling, locked with its area and record, in the order in which everybody locks them."""
    found = Case.objects.select_related("wave").filter(pk=case_id).first()
    if found is None:
        raise NotVisible()
    require(actor, "manage_wave", found.wave, hide=True)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    area = locked_area(found.area_id)
    filled = locked_record(found.wave_id, found.business_id)
    case = locked_case(found.wave_id, found.business_id)
    if case.step not in LEFT_TO_SUPERVISOR or case.visits != seen:
        raise ChangedMeanwhile()
    return area, filled, case


def _person(actor: Actor, person_id: int) -> User:
    """Whoever manages the wave may go there; anybody else has to be an enumerator. Raises NoEnumerator."""
    if person_id == actor.user_id:
        return User.objects.get(pk=person_id)
    return require_enumerator(person_id)


def _hand_to(actor: Actor, area: Area, case: Case, person: User) -> bool:
    """The business goes to the person, if it is not theirs already; whether it did."""
    held = Assignment.objects.filter(wave=case.wave_id, business=case.business_id, ended_at=None)
    if held.filter(enumerator=person).exists():
        return False
    held.update(ended_at=clock.now())
    hand = assign if person.pk == actor.user_id else give  # nobody gives a role to themselves
    hand(actor, area, person, [case.business_id])
    take_rights(area)
    return True


def _rule(
    actor: Actor,
    case: Case,
    *,
    again: bool,
    reason: str,
    person: User | None = None,
    not_before: datetime | None = None,
) -> Ruling:
    ruling = Ruling.objects.create(
        case=case, again=again, person=person, not_before=not_before, reason=reason.strip()[:MOST_REASON],
        visits=case.visits, by=actor.user,
    )  # fmt: skip
    work_out(case, list(case.visits_made.all()), list(case.rulings.all()))
    case.save(update_fields=["result", "visited_at", "step", "not_before", "visits"])
    return ruling
