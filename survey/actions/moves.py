"""A business that moved within the city goes on where it is now."""

from __future__ import annotations

from accounts.models import User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import require
from kernel.transition import lock
from survey.actions.additions import make_room
from survey.actions.collection import give, locked_area
from survey.errors import NotMoved, PlaceNeeded, RecordHandedIn
from survey.models import Assignment, Case, CensusRecord
from survey.queries.additions import at_work, stops_in, visitors_of
from survey.queries.work import OPEN_STATES
from survey.rules.field.additions import Place, who_goes
from survey.rules.field.revisits import Step


@action
def pass_on(actor: Actor, case_id: int, beside_id: int, moved_to: str) -> Case:
    """A case that waits because the business moved within the city: into the area of the business ``beside`` which it
    is now, behind it on the way, and to whoever works there. Visits and what was typed go along.

    Args:
        moved_to: the address now, as lists show it; the list of businesses keeps its own until a file says otherwise.

    Raises NotVisible, NotPermitted, NotMoved, PlaceNeeded, and RecordHandedIn while a record of it is handed in.
    """
    found = Case.objects.select_related("wave").filter(pk=case_id).first()
    if found is None:
        raise NotVisible()
    wave = found.wave
    require(actor, "manage_wave", wave, hide=True)
    beside = Case.objects.filter(wave=wave, business=beside_id, moved_to="", business__merged_into=None)
    target = beside.exclude(pk=case_id).select_related("area").first()
    if target is None or not moved_to.strip():
        raise PlaceNeeded(field="beside" if target is None else "moved_to")
    areas = {one: locked_area(one) for one in sorted({found.area_id, target.area_id})}
    case: Case = lock(Case, case_id)
    if case.step != Step.ELSEWHERE:
        raise NotMoved()
    kept = CensusRecord.objects.filter(wave=wave, business=case.business_id)
    if kept.exclude(state__in=OPEN_STATES).exists():
        raise RecordHandedIn()
    stop = next(one for one in stops_in(wave, [target.area.dong_id]) if one.key == beside_id)
    place = Place(case.business_id, stop, stop.position + 1)
    make_room(stop.area, [place])
    before = {"area": case.area_id, "moved_to": case.moved_to}
    case.area, case.position, case.moved_to = areas[stop.area], place.position, moved_to.strip()[:300]
    case.step, case.not_before = Step.VISIT, None
    case.save(update_fields=["area", "position", "moved_to", "step", "not_before"])
    kept.update(area=case.area)
    Assignment.objects.filter(wave=wave, business=case.business_id, ended_at=None).update(ended_at=clock.now())
    person = who_goes(at_work(case.area), neighbour=visitors_of(wave, [beside_id]).get(beside_id))
    if person is not None:
        give(actor, case.area, User.objects.get(pk=person), [case.business_id])
    after = {"area": case.area_id, "moved_to": case.moved_to, "enumerator": person}
    record(actor, "pass_on", case, before=before, after=after)
    return case
