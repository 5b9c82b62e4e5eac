"""A case: what the visits to a business come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from kernel import clock
from kernel.actor import Actor
from kernel.one_statement import new_row
from survey.models import Case, CensusRecord, Ruling, Visit
from survey.rules.field.revisits import Attempt, Ruled, next_step, result_of
from survey.rules.offline import Position
from survey.rules.visit_results import RESULT_CODES, VisitResult


def visit_of_record(actor: Actor, record: CensusRecord, position: Position | None) -> None:
    """The visit that a record tells of, and where it was filled in, inside the action that hands it in."""
    if record.result not in RESULT_CODES:
        return
    case = locked_case(record.wave_id, record.business_id)
    made = list(case.visits_made.all())
    visit = visit_told(actor, record, made)
    if visit is not None:
        for name, value in where(position).items():
            setattr(visit, name, value)
        add_visit(case, made, visit)


def where(position: Position | None) -> dict[str, Any]:
    """A position as the fields of a visit."""
    return asdict(position) if position is not None else {}


def visit_told(actor: Actor, record: CensusRecord, made: Sequence[Visit]) -> Visit | None:
    """The visit of which a record tells beside those made before. Sent again, or mended without another visit, it stays
    one: it is known by the day and the result. A record that says no result tells of none."""
    if record.result not in RESULT_CODES:
        return None
    last = made[-1] if made else None
    told = record.visited_on or clock.today()
    if last is not None and last.result == record.result and last.at.astimezone(clock.SEOUL).date() == told:
        return None
    noon = datetime.combine(told, time(12), tzinfo=clock.SEOUL)
    at = clock.now() if told == clock.today() else noon
    return new_row(
        Visit, by=actor.user, at=at, channel=record.channel, result=record.result, client_id=record.instance_id
    )


def add_visit(case: Case, made: Sequence[Visit], visit: Visit) -> Case:
    """Keeps a visit of a (locked) case beside those made before, and works out how the case stands now."""
    stands(case, made, visit)
    visit.save(force_insert=True)
    case.save(update_fields=["result", "visited_at", "step", "not_before", "visits"])
    return case


def stands(case: Case, made: Sequence[Visit], visit: Visit) -> None:
    """How a case stands with one visit more than those made before; nothing is written."""
    visit.case, visit.number = case, len(made) + 1
    rulings = case.rulings.all() if made else ()  # nothing is ruled before somebody was there
    work_out(case, [*made, visit], list(rulings))


def work_out(case: Case, made: Sequence[Visit], rulings: Sequence[Ruling]) -> None:
    """How a case stands after all visits made and everything ruled; nothing is written."""
    attempts = [_attempt(one) for one in made]
    following = next_step(attempts, [_ruled(one) for one in rulings])
    case.result, case.visited_at = result_of(attempts), max(one.at for one in made)
    case.step, case.not_before, case.visits = following.step, _moment(following.not_before), len(made)


def locked_case(wave_id: int, business_id: int) -> Case:
    """The case of a business in a wave, locked."""
    return Case.objects.select_for_update().get(wave_id=wave_id, business_id=business_id)


def _attempt(visit: Visit) -> Attempt:
    return Attempt(_wall(visit.at), VisitResult(visit.result), visit.appointment and _wall(visit.appointment))


def _ruled(ruling: Ruling) -> Ruled:
    return Ruled(_wall(ruling.at), ruling.again, ruling.not_before and _wall(ruling.not_before))


def _wall(moment: datetime) -> datetime:
    return moment.astimezone(clock.SEOUL).replace(tzinfo=None)


def _moment(wall: datetime | None) -> datetime | None:
    return wall and wall.replace(tzinfo=clock.SEOUL)
