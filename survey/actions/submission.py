"""Records that other clients send (OpenRosa): taken, held for a person, or told to be in conflict; never lost.

What is filled in is not a reason to refuse it: whoever stands in a shop cannot ask the office. What has to be mended is
kept as issues of the record; what cannot become a record at all is held, byte for byte, until a person places it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError

from files.actions import store
from files.errors import FileRefused
from files.kinds import EVERYTHING
from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.permissions import may, require
from kernel.transition import advance, lock
from survey.actions.record import Filled, hand_in, is_in_time, wall_clock
from survey.actions.record_files import MOST_FILE
from survey.actions.usual_submission import take_usual
from survey.errors import HeldUnreadable, NoSuchBusiness, RecordHandedIn
from survey.models import (
    Assignment,
    Business,
    Case,
    CensusRecord,
    HeldSubmission,
    QuestionnaireVersion,
    RecordFile,
    RecordVersion,
    Wave,
)
from survey.models.record import Origin, new_instance_id
from survey.queries.frame import standing
from survey.queries.openrosa import Place, takes_part
from survey.queries.questionnaire import asked_by, form_of
from survey.queries.records import FORM_WITHOUT_WEIGHT
from survey.queries.work import shop_ids_of
from survey.rules import record as rules
from survey.rules.frame_checks import FrameFacts
from survey.rules.openrosa import Sent, digest, sent
from survey.rules.xform.form import Form
from survey.rules.xform.reading import Unreadable, fitted

Why = HeldSubmission.Why
Files = Mapping[str, "File[bytes]"]


class Outcome(StrEnum):
    """TAKEN: it is a record now (or was already); HELD: a person will look at it; CONFLICT: held as well, because its
    identifier belongs to other content."""

    TAKEN = "taken"
    HELD = "held"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Received:
    """What became of a submission. ``missing`` names files that its answers speak of and that did not come yet."""

    outcome: Outcome
    receipt: str = ""
    issues: int = 0
    why: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrived:
    """What was read of a submission before it was known who sends it, and where it belongs for who does."""

    told: Sent
    place: Place | None


@dataclass(frozen=True)
class Incoming:
    """A request as it came; ``told``: what its form says of itself, where it can be read."""

    actor: Actor
    wave: Wave
    xml: bytes
    files: Files
    told: Sent | None = None


def receive_submission(actor: Actor, wave: Wave, xml: bytes, files: Files, arrived: Arrived | None = None) -> Received:
    """Takes what another client sent. The same bytes again change nothing and give the same answer; files may come
    with later requests of the same. ``arrived``: what was found out of these bytes already. Raises NotPermitted for
    whom the wave does not concern."""
    came = Incoming(actor, wave, xml, files)
    try:
        told = sent(xml) if arrived is None else arrived.told
    except Unreadable as fault:
        return _not_xml(came, str(fault.problem.facts.get("why", "")))
    place = arrived.place if arrived is not None and not files else None
    taken = take_usual(actor, wave, told, place) if place is not None else None
    if taken is not None:
        return Received(Outcome.TAKEN, taken.receipt, taken.issues, missing=taken.files)
    came = replace(came, told=told)
    try:
        return _receive(came, told)
    except IntegrityError:  # the same identifier was taken in the same instant: now it is seen
        return _receive(came, told)


@action
def _not_xml(came: Incoming, said: str) -> Received:
    return _hold(came, Why.NOT_XML, said=said)


@action
def _receive(came: Incoming, told: Sent) -> Received:
    earlier = _earlier(came, told)
    if earlier is not None:
        return earlier
    version = _version_of(came.wave, told)
    if version is None:
        return _hold(came, Why.OTHER_FORM, form=f"{told.form_id} {told.version}"[:200])
    root, unfit = fitted(form_of(version), told.element)
    shop = rules.named_text(form_of(version), root, "shop_id").strip()
    assignment = _assignment(came.actor, came.wave, shop)
    if assignment is None:
        known = Business.objects.filter(source_id=shop).exists()
        return _hold(came, Why.NOT_ASSIGNED if known else Why.NO_BUSINESS, shop_id=shop[:40])
    if not is_in_time(came.wave):
        return _hold(came, Why.WAVE_CLOSED, shop_id=shop[:40])
    record = _locked(came.wave, assignment.business_id)
    earlier = _earlier(came, told) if record is not None else None  # it may have come while this one waited its turn
    against = _in_the_way(record, told)
    if earlier is not None or against is not None:
        return earlier or _hold(came, against or Why.HANDED_IN, shop_id=shop[:40])
    frame = FrameFacts(clock.today(), frozenset([shop]), assignment.business.ksic_code)
    judged = rules.judged(form_of(version), root, unfit, wall_clock(), frame)
    record = record or CensusRecord(wave=came.wave, area_id=assignment.area_id, business_id=assignment.business_id)
    _record, kept = _hand_in(came.actor, record, version, judged, told)
    return _with_files(came, kept)


def _hand_in(
    actor: Actor, record: CensusRecord, version: QuestionnaireVersion, judged: rules.Judged, told: Sent
) -> tuple[CensusRecord, RecordVersion]:
    replaces = record.instance_id if record.version else ""
    record.form, record.entered_by = version, actor.user
    record.instance_id, record.content = told.instance_id, told.text
    return hand_in(actor, record, judged, Filled(told.text, told.sha256, Origin.CLIENT, replaces))


def _version_of(wave: Wave, told: Sent) -> QuestionnaireVersion | None:
    """The version of the wave's questionnaire that a submission names, when it was ever published."""
    version = asked_by(wave.questionnaire_id, told.version or "1")
    if version is None:
        return None
    return version if told.is_of(form_of(version)) else None


def _assignment(actor: Actor, wave: Wave, shop: str) -> Assignment | None:
    """The actor's active assignment of the business with this number, or of the one into which it was merged; locked,
    so that of two submissions of one business the second sees the first. Raises NotPermitted for whom the wave does
    not concern at all."""
    mine = Assignment.objects.select_for_update(of=("self",)).select_related("business", "area")
    mine = mine.filter(wave=wave, enumerator_id=actor.user_id, ended_at=None)
    found = mine.filter(business__source_id=shop).first() if shop else None
    if found is None and shop:
        found = mine.filter(business__merged__source_id=shop).first()
    if found is not None and may(actor, "collect_area", found.area):
        return found
    if not takes_part(actor.user_id, wave):
        raise NotPermitted()
    return None


def _locked(wave: Wave, business_id: int) -> CensusRecord | None:
    record = CensusRecord.objects.select_for_update(of=("self",)).filter(wave=wave, business_id=business_id).first()
    if record is not None:
        record.wave = wave
    return record


def _in_the_way(record: CensusRecord | None, told: Sent) -> HeldSubmission.Why | None:
    """Why the record that is there already cannot become what was sent."""
    if record is None or record.state == "returned":
        return None
    if record.state == "draft":
        return Why.DRAFTED
    if record.state == "submitted" and told.replaces == record.instance_id:
        return None
    earlier = told.replaces and record.versions.filter(instance_id=told.replaces).exists()
    return Why.CONFLICT if record.state == "submitted" and earlier else Why.HANDED_IN


def _earlier(came: Incoming, told: Sent) -> Received | None:
    """What is to be said when a form with this identifier was taken before: the same once more, perhaps with the rest
    of its files, perhaps because the answer was lost; or another one."""
    before = RecordVersion.objects.filter(instance_id=told.instance_id)
    if not before.exists():
        return None
    kept = before.select_related("record", "form").defer(*FORM_WITHOUT_WEIGHT).get()
    if kept.sha256 == told.sha256 and kept.author_id == came.actor.user_id:
        return _with_files(came, kept)
    return _hold(came, Why.CONFLICT)


def _with_files(came: Incoming, kept: RecordVersion) -> Received:
    """Keeps the files of a form that was taken, and says which are still expected. One that cannot be kept does not
    cost the record: what came is held as well, for a person to ask."""
    refused = _keep_files(came.actor, came.files, version=kept)
    if refused:
        _hold(replace(came, files={}), Why.FILE_REFUSED, files=refused)
    missing = _missing(form_of(kept.form), kept, refused)
    return Received(Outcome.TAKEN, kept.record.receipt, kept.record.issues, missing=missing)


def _keep_files(
    actor: Actor, files: Files, *, version: RecordVersion | None = None, held: HeldSubmission | None = None
) -> dict[str, str]:
    """Keeps the files; one that is there already stays. Returns those that cannot be kept, with the reason."""
    refused: dict[str, str] = {}
    if not files:
        return refused
    there = set(RecordFile.objects.filter(version=version, held=held).values_list("name", flat=True))
    for name, upload in files.items():
        if name in there:
            continue
        try:
            stored = store(actor, upload, kinds=EVERYTHING, most_bytes=MOST_FILE)
        except FileRefused as refusal:
            refused[name[:200]] = str(refusal)
        else:
            RecordFile.objects.create(version=version, held=held, name=name[:200], file=stored)
    return refused


def _missing(form: Form, version: RecordVersion, refused: Iterable[str]) -> tuple[str, ...]:
    """Files that the answers speak of and that neither came nor were refused."""
    wanted = rules.file_names(form, version.answers)
    if not wanted:
        return ()
    there = {*version.files.values_list("name", flat=True), *refused}
    return tuple(name for name in wanted if name not in there)


def _hold(came: Incoming, why: HeldSubmission.Why, **facts: Any) -> Received:
    """Keeps the bytes for a person. Raises NotPermitted for whom the wave does not concern."""
    if not takes_part(came.actor.user_id, came.wave):
        raise NotPermitted()
    told = came.told
    held, _created = HeldSubmission.objects.get_or_create(
        wave=came.wave,
        sender=came.actor.user,
        sha256=told.sha256 if told is not None else digest(came.xml),
        defaults={"why": why, "facts": facts, "content": came.xml, "instance_id": told.instance_id if told else ""},
    )
    _keep_files(came.actor, came.files, held=held)
    return Received(Outcome.CONFLICT if why == Why.CONFLICT else Outcome.HELD, why=why)


@action
def place_submission(actor: Actor, held_id: int, shop_id: str) -> CensusRecord:
    """What is held becomes the record of the business with this shop number, entered by its sender, whatever the hour.

    Raises NotPermitted, HeldUnreadable when no form of the wave reads it, NoSuchBusiness, RecordHandedIn when the
    business has a record that is approved.
    """
    held: HeldSubmission = lock(HeldSubmission, held_id)
    wave = held.wave
    require(actor, "manage_wave", wave, hide=True)
    told, version = _readable(held)
    cases = Case.objects.select_related("business", "area")
    case = cases.filter(wave=wave, business__in=standing(), business__source_id=shop_id.strip()).first()
    if case is None:
        raise NoSuchBusiness(field="shop_id", given=shop_id.strip()[:40])
    business = case.business
    record = _locked(wave, business.pk) or CensusRecord(wave=wave, area=case.area, business=business)
    if record.state == "approved":
        raise RecordHandedIn(field="shop_id")
    if RecordVersion.objects.filter(instance_id=told.instance_id).exists():
        told = replace(told, instance_id=new_instance_id())
    form = form_of(version)
    root, unfit = fitted(form, told.element)
    frame = FrameFacts(clock.today(), shop_ids_of(business), business.ksic_code)
    judged = rules.judged(form, root, unfit, wall_clock(), frame)
    sender = Actor.person(held.sender, actor.channel)
    record, kept = _hand_in(sender, record, version, judged, told)
    RecordFile.objects.filter(held=held).update(held=None, version=kept)
    advance(held, "place", actor, record=record, settled_by=actor.user, settled_at=clock.now())
    return record


def _readable(held: HeldSubmission) -> tuple[Sent, QuestionnaireVersion]:
    """Raises HeldUnreadable."""
    try:
        told = sent(bytes(held.content))
    except Unreadable as fault:
        raise HeldUnreadable() from fault
    version = _version_of(held.wave, told)
    if version is None:
        raise HeldUnreadable()
    return told, version


@action
def dismiss_submission(actor: Actor, held_id: int, reason: str) -> HeldSubmission:
    """Puts away what is held; its bytes stay. Raises NotPermitted, ReasonNeeded."""
    held: HeldSubmission = lock(HeldSubmission, held_id)
    require(actor, "manage_wave", held.wave, hide=True)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    changes = {"settled_by": actor.user, "settled_at": clock.now(), "settled_reason": reason.strip()[:300]}
    return advance(held, "dismiss", actor, reason=reason.strip()[:300], fields=changes)
