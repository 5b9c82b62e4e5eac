"""A census record's way in through the page of entry: drafted as it is typed, handed in whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.numbering import next_number
from kernel.one_statement import new_row
from kernel.permissions import may
from kernel.transition import advance, lock
from survey.actions.case import visit_of_record
from survey.errors import (
    ContentUnreadable,
    EntryClosed,
    NoQuestionnaire,
    NotAssignedToYou,
    RecordHandedIn,
    RecordHasProblems,
    SavedElsewhere,
)
from survey.models import Assignment, Business, Case, CensusRecord, RecordFile, RecordVersion, Wave
from survey.models.record import Origin, new_instance_id
from survey.queries.entry import files_of
from survey.queries.questionnaire import asked_by, form_of
from survey.queries.work import OPEN_STATES, shop_ids_of
from survey.rules import record as rules
from survey.rules.frame_checks import FrameFacts
from survey.rules.merging import divided
from survey.rules.offline import Position, RecordBody
from survey.rules.paradata import measured
from survey.rules.xform.form import Form
from survey.rules.xform.instance import Node
from survey.rules.xform.reading import Unreadable, parsed, read, written

HANDED_IN = (
    "answers", "reasons", "problems", "issues", "result", "visited_on", "channel", "revision", "return_note",
    "return_notes", "instance_id", "content", "form", "entered_by",
)  # fmt: skip
MOST_REASON, MOST_ADDRESS = 500, 300  # characters


@dataclass(frozen=True)
class Typed:
    """What a window of the page of entry holds.

    ``content``: the filled-in form as XML. ``changed``: addresses changed since ``revision``, the one that the window
    last saw (None: whatever is there). ``reasons``: by address, an empty one takes it away. ``paradata``: what the page
    measured, by its own keys (one a window, so that the same sent again counts once).
    """

    content: str
    changed: Iterable[str] = ()
    revision: int | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    paradata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Saved:
    """The record as it is kept now; ``merged``: something of another window is in it that the sender did not have."""

    record: CensusRecord
    merged: bool = False


@action
def save_draft(actor: Actor, wave_id: int, business_id: int, typed: Typed) -> Saved:
    """Keeps what was typed, as it was typed, right or wrong.

    Another window's changes of other fields stay, and sending the same again changes nothing. Raises
    NotAssignedToYou, NoQuestionnaire, ContentUnreadable, RecordHandedIn, and SavedElsewhere when another window
    changed one of the fields since.
    """
    assignment = own_assignment(actor, wave_id, business_id)
    record = locked_record(wave_id, business_id) or begun_record(actor, assignment, version_in(typed.content))
    return keep_typed(actor, record, typed)


def keep_typed(actor: Actor, record: CensusRecord, typed: Typed, known: Mapping[str, str] | None = None) -> Saved:
    """What was typed, kept in a locked record; ``known`` are answers by the names of questions that are not the
    sender's to give. Raises as :func:`save_draft`."""
    if record.state not in OPEN_STATES:
        raise RecordHandedIn(record=record)
    form = form_of(record.form)
    mine = _read(form, typed.content)
    for name, text in (known or {}).items():
        rules.set_named(form, mine, name, text)
    theirs = _read(form, record.content)
    division = divided(form, theirs, mine, typed.changed, record.stamps, typed.revision, record.revision)
    changed = division.taken
    if division.apart:
        raise SavedElsewhere(record=record, fields=list(division.apart))
    for one in changed:
        rules.put(theirs, mine, one)
    keep_fields(actor, record, theirs, changed, typed)
    return Saved(record, merged=bool(division.different - changed))


def keep_fields(
    actor: Actor, record: CensusRecord, root: Node, changed: Iterable[str], given: Typed | RecordBody
) -> None:
    """Keeps in a locked record the form ``root``, in which these fields are ``changed``, with the reasons and paradata
    that were ``given``: a new revision when that changes anything."""
    fields = sorted(changed)
    reasons, paradata = with_reasons(record.reasons, given.reasons), with_paradata(record.paradata, given.paradata)
    if not fields and (reasons, paradata) == (record.reasons, record.paradata):
        return
    record.revision += 1
    record.content = written(form_of(record.form), root).decode()
    record.stamps |= dict.fromkeys(fields, record.revision)
    record.reasons, record.paradata = reasons, paradata
    record.saved_at, record.entered_by = clock.now(), actor.user
    record.save(update_fields=["content", "stamps", "reasons", "paradata", "revision", "saved_at", "entered_by"])


@action
def submit_record(actor: Actor, wave_id: int, business_id: int) -> CensusRecord:
    """Hands in the draft: judged by every rule, kept as a version, numbered on the first time.

    Handing in again what was just handed in changes nothing and gives the same receipt. Raises NotAssignedToYou,
    EntryClosed, and RecordHasProblems while something stands in the way.
    """
    assignment = own_assignment(actor, wave_id, business_id)
    record = locked_record(wave_id, business_id)
    if record is None:
        raise NotVisible()
    if record.state not in OPEN_STATES:
        return record  # a second click, or the answer to the first was lost
    require_open(assignment.wave)
    return hand_in_sound(actor, record, assignment.business, Origin.PAGE)


def hand_in_sound(actor: Actor, record: CensusRecord, business: Business, origin: Origin) -> CensusRecord:
    """Hands in what was typed into the (locked) record. Raises RecordHasProblems while something stands in the way."""
    judged = verdict_on(record, business)
    blocking = rules.standing_in_the_way(judged.problems, record.reasons)
    if blocking:
        raise RecordHasProblems(count=len(blocking), problems=blocking, form=form_of(record.form))
    return hand_in_typed(actor, record, judged, origin)


def verdict_on(record: CensusRecord, business: Business) -> rules.Judged:
    """What form and frame say of a record as it is typed now."""
    frame = FrameFacts(clock.today(), shop_ids_of(business), business.ksic_code)
    form = form_of(record.form)
    return rules.judged(form, *read(form, record.content.encode()), wall_clock(), frame)


def hand_in_typed(
    actor: Actor, record: CensusRecord, judged: rules.Judged, origin: Origin, position: Position | None = None
) -> CensusRecord:
    """Hands in what was typed into the (locked) record, under a new identifier once it had one."""
    form = form_of(record.form)
    replaces = record.instance_id if record.version else ""
    if replaces:
        record.instance_id = new_instance_id()
    rules.set_named(form, judged.root, rules.INSTANCE_ID, record.instance_id)
    content = written(form, judged.root)
    filled = Filled(content.decode(), hashlib.sha256(content).hexdigest(), origin, replaces, position)
    record, version = hand_in(actor, record, judged, filled)
    _keep_files_of(version, rules.file_names(form, version.answers))
    return record


def _keep_files_of(version: RecordVersion, names: list[str]) -> None:
    """The files that the answers speak of, from the draft or from a version before, stand with the version too."""
    if not names:
        return
    there = dict(files_of(version.record).filter(name__in=names).values_list("name", "file_id"))
    RecordFile.objects.bulk_create(RecordFile(version=version, name=name, file_id=file) for name, file in there.items())


@dataclass(frozen=True)
class Filled:
    """A filled-in form as it is kept in a version: its XML, the hash of the bytes that came, through what they came,
    and the identifier of the one whose place it takes; and where the device was."""

    text: str
    sha256: str
    origin: Origin
    replaces: str = ""
    position: Position | None = None


def hand_in(
    actor: Actor, record: CensusRecord, judged: rules.Judged, filled: Filled
) -> tuple[CensusRecord, RecordVersion]:
    """Writes the version and moves the record on, which is new or locked; inside an action that looked at rights,
    window and verdict."""
    keep_verdict(record, judged)
    record.save(update_fields=HANDED_IN if record.pk else None)
    version = version_of(actor, record, filled)
    version.save(force_insert=True)
    visit_of_record(actor, record, filled.position)
    receipt = record.receipt or f"{record.wave.code}-{next_number(series_of(record.wave)):06d}"
    verb = "submit" if record.state in OPEN_STATES else "replace"
    return advance(
        record, verb, actor, receipt=receipt, version=version.number, submitted_at=version.at
    ), version  # fmt: skip


def keep_verdict(record: CensusRecord, judged: rules.Judged) -> None:
    """Puts down in the record what was said of it; nothing is written."""
    found, visit = judged.problems, judged.visit
    record.answers, record.problems, record.issues = judged.answers, rules.as_json(found), len(rules.hard(found))
    record.reasons = {one.address: record.reasons[one.address] for one in found if one.address in record.reasons}
    record.result, record.visited_on, record.channel = visit.result, visit.visited_on, visit.channel
    record.revision += 1
    record.return_note, record.return_notes = "", {}


def version_of(actor: Actor, record: CensusRecord, filled: Filled) -> RecordVersion:
    """The version that a record with its verdict is handed in as; nothing is written."""
    return new_row(
        RecordVersion, record=record, number=record.version + 1, form=record.form, instance_id=record.instance_id,
        replaces=filled.replaces, origin=filled.origin, content=filled.text, sha256=filled.sha256,
        answers=record.answers, reasons=record.reasons, problems=record.problems, paradata=record.paradata,
        author=actor.user, at=clock.now(),
    )  # fmt: skip


def series_of(wave: Wave) -> str:
    """The series of a wave's receipt numbers."""
    return f"survey.wave.{wave.code}"


def is_in_time(wave: Wave, told: datetime | None = None) -> bool:
    """Whether what arrives now arrives in the time of entry; ``told``: the database's clock, where just read."""
    return clock.within(wave.opens_at, wave.closes_at, clock.arrived(told))


def require_open(wave: Wave) -> None:
    """Raises EntryClosed outside the time of entry."""
    if not is_in_time(wave):
        raise EntryClosed(opens=_when(wave.opens_at), closes=_when(wave.closes_at))


def wall_clock() -> datetime:
    """What the clock on the wall in Seoul shows."""
    return clock.now().astimezone(clock.SEOUL).replace(tzinfo=None)


def own_assignment(actor: Actor, wave_id: int, business_id: int) -> Assignment:
    """The actor's own active assignment, in an area where they may collect. Raises NotAssignedToYou."""
    found = (
        Assignment.objects.select_related("wave", "area__dong", "business")
        .filter(wave_id=wave_id, business_id=business_id, enumerator_id=actor.user_id, ended_at=None)
        .first()
    )
    if actor.user is None or found is None or not may(actor, "collect_area", found.area):
        raise NotAssignedToYou()
    return found


def locked_record(wave_id: int, business_id: int) -> CensusRecord | None:
    """The record of a business in a wave, locked, with its form."""
    return _to_lock().filter(wave_id=wave_id, business_id=business_id).first()


def _to_lock() -> QuerySet[CensusRecord]:
    found = CensusRecord.objects.select_for_update(of=("self",)).select_related("wave", "form")
    return found.defer("form__workbook", "form__xform", "form__compiled")


def begun_record(actor: Actor, assignment: Assignment, form_version: str) -> CensusRecord:
    """The record of one's own business, begun; of two devices of one's own the second waits at the assignment."""
    lock(Assignment, assignment.pk)
    return begin(assignment, form_version, actor.user)


def begin(place: Assignment | Case, form_version: str, by: User | None) -> CensusRecord:
    """A new record that holds an empty form, of the version that the page was opened with; locked. Whoever began it in
    the same instant is waited for, and theirs is found. Raises NoQuestionnaire."""
    version = asked_by(place.wave.questionnaire_id, form_version)
    if version is None:
        raise NoQuestionnaire()
    form = form_of(version)
    empty = written(form, Node(form.root.name)).decode()
    begun = CensusRecord(
        wave=place.wave, area_id=place.area_id, business_id=place.business_id, form=version, content=empty,
        entered_by=by,
    )  # fmt: skip
    CensusRecord.objects.bulk_create([begun], ignore_conflicts=True)
    return _to_lock().get(wave_id=place.wave_id, business_id=place.business_id)


def version_in(content: str) -> str:
    """The version that a filled-in form names. Raises ContentUnreadable."""
    try:
        return str(parsed(content.encode()).get("version", ""))
    except (Unreadable, UnicodeEncodeError) as fault:
        raise ContentUnreadable() from fault


def _read(form: Form, content: str) -> Node:
    """Raises ContentUnreadable."""
    try:
        return read(form, content.encode())[0]
    except (Unreadable, UnicodeEncodeError) as fault:
        raise ContentUnreadable() from fault


def with_reasons(kept: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Reasons by address; an empty one takes it away."""
    cut = {
        rules.storable(str(address))[:MOST_ADDRESS]: rules.storable(str(reason)).strip()[:MOST_REASON]
        for address, reason in given.items()
    }
    return {address: reason for address, reason in {**kept, **cut}.items() if reason}


def with_paradata(kept: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What pages measured, by their own keys: of a window the latest."""
    return measured({**kept, **given})


def locked(record_id: int) -> CensusRecord:
    record: CensusRecord = lock(CensusRecord, record_id)
    return record


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(clock.SEOUL):%Y-%m-%d %H:%M}"
