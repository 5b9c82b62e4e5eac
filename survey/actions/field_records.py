"""A record that was filled in without a network goes together, field by field, with what the server has of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.actor import Actor
from survey.actions.record import (
    hand_in_typed,
    keep_fields,
    locked_record,
    verdict_on,
)
from survey.models import Assignment, Business, Case, CensusRecord, Wave
from survey.models.record import Origin
from survey.queries.field_content import beside
from survey.queries.questionnaire import form_of
from survey.queries.work import OPEN_STATES
from survey.rules import record as rules
from survey.rules.merging import Division, divided
from survey.rules.offline import Position, RecordBody
from survey.rules.xform.form import Form
from survey.rules.xform.instance import Node
from survey.rules.xform.reading import read, written


@dataclass(frozen=True)
class Met:
    """A filled-in form beside the record of the same business, which is locked; both read."""

    record: CensusRecord
    business: Business
    form: Form
    mine: Node
    theirs: Node

    def division(self, body: RecordBody, since: int) -> Division:
        """What can be taken, and what both changed."""
        record = self.record
        return divided(self.form, self.theirs, self.mine, body.changed, record.stamps, since, record.revision)


def met(actor: Actor, wave: Wave, business: Business, body: RecordBody) -> Met:
    """The record beside which a filled-in form is to be looked at, begun when there is none. Raises OtherForm."""
    # the assignment, the record, the case: in this order everybody locks, and of two that begin a record at once the
    # second waits here and finds that of the first
    list(Assignment.objects.select_for_update().filter(wave=wave, business=business, ended_at=None))
    record = locked_record(wave.pk, business.pk)
    version, mine = beside(record, wave, body.content)
    form = form_of(version)
    if record is None:
        empty = written(form, Node(form.root.name)).decode()
        case = Case.objects.get(wave=wave, business=business)
        record = CensusRecord.objects.create(
            wave=wave, area_id=case.area_id, business=business, form=version, content=empty, entered_by=actor.user
        )
    return Met(record, business, form, mine, read(form, record.content.encode())[0])


def take_fields(actor: Actor, here: Met, fields: Iterable[str], body: RecordBody) -> None:
    """Gives the record these fields of what was sent, with its reasons and paradata; a new revision when that changes
    anything."""
    taken = frozenset(fields)
    for one in taken:
        rules.put(here.theirs, here.mine, one)
    keep_fields(actor, here.record, here.theirs, taken, body)


def finish(actor: Actor, here: Met, position: Position | None) -> int:
    """Hands the record in, unless it is a draft against which rules stand: then it stays one. Returns how many do. What
    was handed in before is replaced whatever the rules say: its issues are counted, and it is approved only without."""
    record = here.record
    judged = verdict_on(record, here.business)
    blocking = len(rules.standing_in_the_way(judged.problems, record.reasons))
    if not blocking or record.state not in OPEN_STATES:
        hand_in_typed(actor, record, judged, Origin.FIELD, position)
    return blocking
