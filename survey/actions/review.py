"""What a survey manager does with a record that was handed in: return it, approve it, see what is personal."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext

from kernel.action import action
from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile, NotVisible, ReasonNeeded
from kernel.models import AccessEntry
from kernel.permissions import require
from kernel.transition import advance, advance_all
from survey.actions.record import MOST_REASON, locked
from survey.errors import NobodyToMend, NothingToApprove, ReasonsMissing, RecordHasIssues
from survey.messages import tell_record_returned
from survey.models import CensusRecord, Wave
from survey.queries.questionnaire import form_of
from survey.queries.records import MOST_AT_ONCE, Wanted, approvable, mender_of, personal_names, seal_of
from survey.rules.record import unexplained

MOST_NOTE = 500


@action
def return_record(actor: Actor, record_id: int, note: str, notes: Mapping[str, str] | None = None) -> CensusRecord:
    """Sends a record back to the same enumerator with a note on what to mend, and ``notes`` by the address of a field.
    One of both has to say something. What was handed over since, or what a respondent answered, goes to whom the
    business is given. Raises ReasonNeeded, NobodyToMend, NotPermitted."""
    record = locked(record_id)
    require(actor, "manage_wave", record.wave, hide=True)
    kept = {address[:300]: text.strip()[:MOST_NOTE] for address, text in (notes or {}).items() if text.strip()}
    if not note.strip() and not kept:
        raise ReasonNeeded(field="note")
    mender = mender_of(record)
    if mender is None:
        raise NobodyToMend()
    returned = advance(record, "return", actor, return_note=note.strip()[:MOST_NOTE], return_notes=kept)
    tell_record_returned(returned, mender)
    return returned


@action
def approve_record(actor: Actor, record_id: int, reasons: Mapping[str, str] | None = None) -> CensusRecord:
    """Accepts a record as it was handed in. ``reasons``, by address, for what is unlikely in it: other clients than the
    page of entry do not ask for one. The version stays as it came; the reasons stand with the record.

    Raises RecordHasIssues while something is left to be mended, ReasonsMissing while something unlikely has no reason.
    """
    record = locked(record_id)
    require(actor, "manage_wave", record.wave, hide=True)
    if record.issues:
        raise RecordHasIssues(count=record.issues)
    asked = unexplained(record.problems, record.reasons)
    given = {address: text for address in asked if (text := (reasons or {}).get(address, "").strip()[:MOST_REASON])}
    if len(given) < len(asked):
        raise ReasonsMissing(count=len(asked) - len(given))
    changes = {"reasons": {**record.reasons, **given}} if given else {}
    return advance(record, "approve", actor, fields=changes)


@action
def approve_records(actor: Actor, wave_id: int, wanted: Wanted, seal: str) -> int:
    """Approves all that were found by ``wanted`` and can be approved; how many. ``seal`` is that of the preview which
    the person saw: whatever was handed in, mended or sent back since then is looked at again.

    Raises ChangedMeanwhile, NothingToApprove, NotPermitted.
    """
    wave = Wave.objects.get(pk=wave_id)
    require(actor, "manage_wave", wave, hide=True)
    keys = approvable(wave, wanted).values("pk")
    rows = CensusRecord.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk")
    rows = rows.select_related("business", "wave").defer("content", "answers", "paradata", "stamps")
    found = list(rows[:MOST_AT_ONCE])
    if not found:
        raise NothingToApprove()
    if seal_of((one.pk, one.version) for one in found) != seal:
        raise ChangedMeanwhile()
    advance_all(found, "approve", actor)
    return len(found)


@action
def reveal_answer(actor: Actor, record_id: int, name: str, reason: str) -> str:
    """A personal answer in full, with a line in the access log (안전성 확보조치 기준 §8).

    Raises NotPermitted, NotVisible for what is not a personal question, ReasonNeeded.
    """
    record = locked(record_id)
    require(actor, "manage_wave", record.wave, hide=True)
    item = form_of(record.form).named.get(name)
    if item is None or not item.personal:
        raise NotVisible()
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    subject = str(record.business)
    AccessEntry.objects.bulk_create(
        [
            AccessEntry.prepare(
                actor, record, subject=subject, fields=[name], task="survey.record", reason=reason.strip()
            )
        ]
    )
    return str(record.answers.get(item.path, ""))


@action
def note_full_export(actor: Actor, wave_id: int, reason: str) -> None:
    """The line in the access log for a table with the personal answers of a whole wave. Raises NotPermitted,
    ReasonNeeded."""
    wave = Wave.objects.get(pk=wave_id)
    require(actor, "manage_wave", wave, hide=True)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    subject = gettext("every owner in %(wave)s") % {"wave": wave.title[:150]}
    AccessEntry.objects.bulk_create(
        [
            AccessEntry.prepare(
                actor, wave, subject=subject, fields=personal_names(wave), task="survey.records_in_full",
                reason=reason.strip(),
            )
        ]
    )  # fmt: skip
