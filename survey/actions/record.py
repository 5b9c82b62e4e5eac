"""A census record's way: drafted as it is typed, handed in whole, returned or approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils.translation import gettext

from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.models import AccessEntry
from kernel.numbering import next_number
from kernel.permissions import may, require
from kernel.transition import advance, lock
from survey.errors import EntryClosed, NotAssignedToYou, RecordHandedIn, RecordHasFindings, SavedElsewhere
from survey.messages import tell_record_returned
from survey.models import Assignment, CensusRecord, RecordVersion, Wave
from survey.rules.questionnaire import FORM_VERSION, QUESTIONS, Answer
from survey.rules.record_check import REASON_PREFIX, check_typed

OPEN_STATES = ("draft", "returned")
_VISIT_FIELDS = {"result", "visited_on", "memo"}
_LONGEST = 2000


@action
def save_draft(
    actor: Actor, wave_id: int, business_id: int, typed: Mapping[str, Any], revision: int | None = None
) -> CensusRecord:
    """Keep what was typed, as it was typed, right or wrong; only the fields given are changed.

    Args:
        typed: text, or list of codes, by field; names that the form does not have are ignored.
        revision: the revision that the window last saw; None takes whatever is there.

    Another window's changes of other fields stay, and sending the same again changes nothing. Raises
    NotAssignedToYou, RecordHandedIn, and SavedElsewhere when another window changed one of the fields since.
    """
    assignment = _assignment(actor, wave_id, business_id)
    kept = _known(typed)
    now = clock.now()
    record, created = CensusRecord.objects.get_or_create(
        wave_id=wave_id,
        business_id=business_id,
        defaults={
            "area_id": assignment.area_id, "form_version": FORM_VERSION, "entered_by": actor.user, "typed": kept,
            "stamps": dict.fromkeys(kept, 1),
            "revision": 1, "started_at": now, "saved_at": now,
        },
    )  # fmt: skip
    if created:
        return record
    record = _locked(record.pk)
    if record.state not in OPEN_STATES:
        raise RecordHandedIn(record=record)
    changed = {name: value for name, value in kept.items() if (record.typed.get(name) or "") != (value or "")}
    if revision is not None and any(record.stamps.get(name, 0) > revision for name in changed):
        raise SavedElsewhere(record=record)
    if not changed:
        return record
    record.revision += 1
    record.typed |= changed
    record.stamps |= dict.fromkeys(changed, record.revision)
    record.saved_at = now
    record.entered_by = actor.user
    record.save(update_fields=["typed", "stamps", "revision", "saved_at", "entered_by"])
    return record


@action
def submit_record(actor: Actor, wave_id: int, business_id: int) -> CensusRecord:
    """Hand in the draft: checked by every rule, kept as a version, numbered on the first time.

    Handing in again what was just handed in changes nothing and gives the same receipt. Raises NotAssignedToYou,
    EntryClosed, and RecordHasFindings with the findings while something stands in the way.
    """
    assignment = _assignment(actor, wave_id, business_id)
    record = (
        CensusRecord.objects.select_for_update(of=("self",)).filter(wave_id=wave_id, business_id=business_id).first()
    )
    if record is None:
        raise NotVisible()
    if record.state not in OPEN_STATES:
        return record  # a second click, or the answer to the first was lost
    wave = assignment.wave
    if not clock.within(wave.opens_at, wave.closes_at, clock.arrived()):
        raise EntryClosed(opens=_when(wave.opens_at), closes=_when(wave.closes_at))
    checked = check_typed(record.typed, assignment.business.ksic_code, clock.today())
    if checked.blocking:
        raise RecordHasFindings(count=len(checked.blocking), findings=checked.blocking)
    now, number = clock.now(), record.version + 1
    version = RecordVersion.objects.create(
        record=record, number=number, result=str(checked.result), visited_on=checked.visited_on, memo=checked.memo,
        form_version=record.form_version, answers=checked.answers, reasons=checked.reasons, author=actor.user, at=now,
    )  # fmt: skip
    CensusRecord.objects.filter(pk=record.pk).update(
        result=version.result, visited_on=version.visited_on, memo=version.memo, answers=version.answers,
        reasons=version.reasons, revision=F("revision") + 1, return_note="",
    )  # fmt: skip
    receipt = record.receipt or f"{wave.code}-{next_number(f'survey.wave.{wave.code}'):06d}"
    advance(record, "submit", actor, receipt=receipt, version=number, submitted_at=now)
    record.result, record.revision = version.result, record.revision + 1
    return record


@action
def return_record(actor: Actor, record_id: int, note: str) -> CensusRecord:
    """Send a record back to the same enumerator with a note on what to mend. Raises ReasonNeeded, NotPermitted."""
    record = _locked(record_id)
    require(actor, "manage_wave", record.wave, hide=True)
    if not note.strip():
        raise ReasonNeeded(field="note")
    returned = advance(record, "return", actor, return_note=note.strip()[:500])
    tell_record_returned(returned)
    return returned


@action
def approve_record(actor: Actor, record_id: int) -> CensusRecord:
    """Accept a record as it was handed in."""
    record = _locked(record_id)
    require(actor, "manage_wave", record.wave, hide=True)
    return advance(record, "approve", actor)


@action
def reveal_answer(actor: Actor, record_id: int, name: str, reason: str) -> Answer:
    """A personal answer in full, with a line in the access log (안전성 확보조치 기준 §8).

    Raises NotPermitted, NotVisible for what is not a personal question, ReasonNeeded.
    """
    record = _locked(record_id)
    require(actor, "manage_wave", record.wave, hide=True)
    question = QUESTIONS.get(name)
    if question is None or not question.personal:
        raise NotVisible()
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    AccessEntry.objects.bulk_create(
        [
            AccessEntry.prepare(
                actor, record, subject=str(record.business), fields=[name], task="survey.record", reason=reason.strip()
            )
        ]
    )
    answer: Answer = record.answers.get(name)
    return answer


@action
def note_full_export(actor: Actor, wave_id: int, reason: str) -> None:
    """The line in the access log for a table with the personal answers of a whole wave. Raises NotPermitted,
    ReasonNeeded."""
    wave = Wave.objects.get(pk=wave_id)
    require(actor, "manage_wave", wave, hide=True)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    personal = [name for name, question in QUESTIONS.items() if question.personal]
    subject = gettext("every owner in %(wave)s") % {"wave": wave.title[:150]}
    AccessEntry.objects.bulk_create(
        [
            AccessEntry.prepare(
                actor, wave, subject=subject, fields=personal, task="survey.records_in_full", reason=reason.strip()
            )
        ]
    )


def _locked(record_id: int) -> CensusRecord:
    record: CensusRecord = lock(CensusRecord, record_id)
    return record


def _assignment(actor: Actor, wave_id: int, business_id: int) -> Assignment:
    """The actor's own active assignment, in an area where they may collect. Raises NotAssignedToYou."""
    found = (
        Assignment.objects.select_related("wave", "area__dong", "business")
        .filter(wave_id=wave_id, business_id=business_id, enumerator_id=actor.user_id, ended_at=None)
        .first()
    )
    if actor.user is None or found is None or not may(actor, "collect_area", found.area):
        raise NotAssignedToYou()
    return found


def _known(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Only fields of the form, as text or lists of text, none longer than a person types."""
    known: dict[str, Any] = {}
    for name, value in typed.items():
        if name in QUESTIONS or name in _VISIT_FIELDS or name.startswith(REASON_PREFIX):
            known[name[:60]] = (
                [str(item)[:60] for item in value[:50]] if isinstance(value, list) else str(value)[:_LONGEST]
            )
    return known


def _when(moment: Any) -> str:
    return f"{moment.astimezone(clock.SEOUL):%Y-%m-%d %H:%M}"
