"""Corrections (보완): the office names what is to be mended, the applicant hands it in before the due date."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.base import File

from files.models import StoredFile
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.models.audit import canonical
from kernel.permissions import require
from kernel.transition import advance, lock
from programs.actions.application import FAR_TOO_LONG, Saved, own_locked
from programs.actions.attachment import put, take_off
from programs.actions.window import require_nobody_arriving
from programs.errors import Incomplete, TooMuchText, UnknownField
from programs.errors_screening import (
    CorrectionDueTooSoon,
    CorrectionNoteNeeded,
    CorrectionOver,
    NothingNamed,
    NothingToCorrect,
    NotNamed,
    OnlyWhatWasNamed,
)
from programs.messages_correction import tell_answered, tell_asked, tell_lapsed, tell_taken_back
from programs.models import Application, Attachment, Correction, Submission
from programs.queries.deadlines import due_at, end_of
from programs.registry import programme
from programs.rules.bonus import missing_proofs
from programs.rules.correction import Item, corrected_answers, gaps_of_items, strays, with_followers
from programs.rules.form import Gap, check_documents, check_form, parse_answer
from programs.rules.merging import merge
from programs.wording import moment_text


@action
def ask_correction(
    actor: Actor, application_id: int, items: Sequence[Item], *, message: str = "", due_on: date | None = None
) -> Correction:
    """Reopens the named questions and documents of what was handed in until the end of ``due_on`` (Seoul); by default
    after the call's number of days. Questions that hang on a named one are opened with it. Any number of rounds.

    Raises NotPermitted, TransitionRefused unless it waits for its screening, NothingNamed, CorrectionNoteNeeded,
    UnknownField, CorrectionDueTooSoon, StillArriving within a minute after the window.
    """
    application: Application = lock(Application, application_id)
    require(actor, "manage_call", application.call)
    require_nobody_arriving(application.call)
    if not items:
        raise NothingNamed(field="items")
    advance(application, "ask_correction", actor, reason=message.strip())
    before = application.submissions.select_related("terms").latest("version")
    kept = _named(before, items)
    due = end_of(due_on) if due_on else due_at(application.call.terms.choosing_terms.deadlines.correction)
    if due <= clock.database_now():
        raise CorrectionDueTooSoon(field="due_on")
    questions = [item["key"] for item in kept if item["kind"] == "question"]
    correction = Correction.objects.create(
        application=application,
        items=kept,
        message=message.strip(),
        asked_by=actor.user,
        asked_at=clock.now(),
        due_at=due,
        before=before,
        answers={key: before.answers[key] for key in questions if key in before.answers},
        revisions={key: 1 for key in questions if key in before.answers},
    )
    tell_asked(correction)
    return correction


def _named(before: Submission, items: Sequence[Item]) -> list[dict[str, str]]:
    """The items as they are kept, in the order of the form, with the questions that follow from them."""
    form = before.terms.form_spec
    notes = {(item.kind, item.key): item.note.strip() for item in items}
    known = {("question", key) for key in form.question_keys()}
    known |= {("document", kind.code) for kind in before.terms.document_kinds}
    for (kind, key), note in notes.items():
        if (kind, key) not in known:
            raise UnknownField(key=key)
        if not note:
            raise CorrectionNoteNeeded(field=f"note-{kind}-{key}")
    questions = with_followers(form, [key for kind, key in notes if kind == "question"])
    codes = [kind.code for kind in before.terms.document_kinds if ("document", kind.code) in notes]
    return [{"kind": "question", "key": key, "note": notes.get(("question", key), "")} for key in questions] + [
        {"kind": "document", "key": code, "note": notes["document", code]} for code in codes
    ]


# -- the applicant's side --------------------------------------------------------------------------------------


def _open(actor: Actor, application_id: int) -> tuple[Application, Correction]:
    """The actor's own application and its open request, both locked, while there is time by its arrival.
    Raises ApplicationNotVisible, NothingToCorrect, CorrectionOver."""
    application = own_locked(actor, application_id)
    correction = application.corrections.select_for_update(of=("self",)).filter(state="open").first()
    if correction is None:
        raise NothingToCorrect()
    if clock.arrived() >= correction.due_at:
        raise CorrectionOver(moment=moment_text(correction.due_at))
    correction.application = application
    return application, correction


@action
def save_correction(
    actor: Actor, application_id: int, fields: Mapping[str, Any], base_revisions: Mapping[str, Any]
) -> Saved:
    """Takes what was typed into the named questions, as ``save_answers`` does for a draft.

    Raises NothingToCorrect, CorrectionOver, NotNamed for any other question, TooMuchText.
    """
    _application, correction = _open(actor, application_id)
    form = correction.before.terms.form_spec
    incoming = {}
    for key, raw in fields.items():
        question = form.question(key)
        if question is None or key not in correction.questions:
            raise NotNamed(key=key)
        value = parse_answer(question, raw)
        if isinstance(value, str) and len(value) > FAR_TOO_LONG:
            raise TooMuchText(field=key, length=question.max_length)
        incoming[key] = value
    merged = merge(correction.answers, correction.revisions, incoming, base_revisions)
    saved_at = correction.saved_at or correction.asked_at
    if merged.changed:
        saved_at = clock.now()
        correction.answers, correction.revisions, correction.saved_at = merged.values, merged.revisions, saved_at
        correction.save(update_fields=["answers", "revisions", "saved_at"])
    return Saved({key: merged.revisions.get(key, 0) for key in incoming}, saved_at, merged.conflicts)


@action
def attach_correction(actor: Actor, application_id: int, kind: str, upload: "File[bytes] | StoredFile") -> Attachment:
    """A file for one of the named documents. Raises NothingToCorrect, CorrectionOver, NotNamed, TooManyFiles,
    FileRefused."""
    application, correction = _open(actor, application_id)
    if kind not in correction.documents:
        raise NotNamed(key=kind)
    return put(actor, application, kind, upload)


@action
def detach_correction(actor: Actor, application_id: int, attachment_id: int) -> None:
    """Takes a file off one of the named documents; what was handed in before keeps it."""
    application, correction = _open(actor, application_id)
    attachment = application.attachments.filter(pk=attachment_id, removed_at=None).first()
    if attachment is None:
        return
    if attachment.kind not in correction.documents:
        raise NotNamed(key=attachment.kind)
    take_off(actor, application, attachment)


def content_of(correction: Correction) -> dict[str, Any]:
    """What handing in now would keep: the version before with just the named items as they stand."""
    before, application = correction.before, correction.application
    named = correction.documents
    present = application.attachments.filter(removed_at=None, kind__in=named).select_related("file").order_by("pk")
    added = [
        {"kind": one.kind, "file": str(one.file.public_id), "name": one.file.name, "sha256": one.file.sha256}
        for one in present
    ]
    return {
        "applicant": before.applicant,
        "answers": corrected_answers(before.terms.form_spec, before.answers, correction.answers, correction.questions),
        "documents": [one for one in before.documents if one["kind"] not in named] + added,
    }


def gaps_of_correction(correction: Correction, content: Mapping[str, Any]) -> list[Gap]:
    """What is still missing among the named items, by the terms under which the application was handed in."""
    terms, attached = correction.before.terms, {one["kind"] for one in content["documents"]}
    gaps = check_form(terms.form_spec, content["answers"])
    gaps += programme(correction.application.call.programme).check(terms.settings, content["answers"])
    gaps += check_documents(terms.document_kinds, attached)
    gaps += missing_proofs(terms.choosing_terms.bonuses, content["answers"], attached)
    return gaps_of_items(gaps, correction.questions, correction.documents)


@action
def hand_in_correction(actor: Actor, application_id: int) -> Correction:
    """Makes the next version of the application, also after the call has closed; a second click finds it made.

    Raises NothingToCorrect, CorrectionOver, Incomplete with the gaps of the named items, OnlyWhatWasNamed.
    """
    application = own_locked(actor, application_id)
    latest = application.corrections.order_by("-pk").first()
    if latest is not None and latest.state == "answered" and application.state == "submitted":
        return latest
    application, correction = _open(actor, application_id)
    content = content_of(correction)
    gaps = gaps_of_correction(correction, content)
    if gaps:
        raise Incomplete(gaps)
    before = correction.before
    earlier = {"applicant": before.applicant, "answers": before.answers, "documents": before.documents}
    if strays(earlier, content, correction.questions, correction.documents):
        raise OnlyWhatWasNamed()
    after = Submission.objects.create(
        application=application,
        version=before.version + 1,
        terms=before.terms,
        submitted_at=clock.arrived(),
        submitted_by=actor.user,
        content_hash=hashlib.sha256(canonical(content).encode()).hexdigest(),
        **content,
    )
    _take_over(actor, application, correction, content["answers"])
    advance(correction, "answer", actor, ended_at=clock.now(), after=after)
    tell_answered(correction)
    return correction


def _take_over(actor: Actor, application: Application, correction: Correction, answers: dict[str, Any]) -> None:
    """The corrected answers become the application's, with whatever follows from them (track, sum, groups)."""
    typed = application.answers
    named = {key: answers[key] for key in correction.questions if key in answers}
    application.answers = answers
    owner = programme(application.call.programme)
    standing = owner.standing(application)
    advance(
        application,
        "hand_in_correction",
        actor,
        track=standing.track,
        asked=standing.asked,
        groups=sorted(standing.groups),
    )
    owner.on_submitted(actor, application)
    application.answers = {**{key: value for key, value in typed.items() if key not in correction.questions}, **named}
    revisions = {key: application.revisions.get(key, 0) + 1 for key in correction.questions}
    application.revisions = {**application.revisions, **revisions}
    application.save(update_fields=["answers", "revisions"])


# -- its end without an answer ----------------------------------------------------------------------------------


@action
def end_correction(actor: Actor, application_id: int, reason: str) -> Correction:
    """The office takes the request back; what was handed in before counts. Raises NothingToCorrect, ReasonNeeded."""
    application: Application = lock(Application, application_id)
    require(actor, "manage_call", application.call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    correction = application.corrections.select_for_update(of=("self",)).filter(state="open").first()
    if correction is None:
        raise NothingToCorrect()
    _end(actor, application, correction, "take_back", reason.strip())
    tell_taken_back(correction, reason.strip())
    return correction


@action
def lapse_correction(actor: Actor, correction_id: int) -> bool:
    """Ends a request whose due date is over; whether it did. Harmless when somebody was quicker."""
    application_id = Correction.objects.values_list("application_id", flat=True).get(pk=correction_id)
    application: Application = lock(Application, application_id)
    correction: Correction = lock(Correction, correction_id)
    if correction.state != "open" or clock.settled() < correction.due_at:
        return False
    waited = application.state == "correcting"
    _end(actor, application, correction, "lapse", "")
    if waited:
        tell_lapsed(correction)
    return True


def _end(actor: Actor, application: Application, correction: Correction, verb: str, reason: str) -> None:
    """The application is again as it was handed in; what was typed since stays with the request."""
    correction.application = application
    advance(correction, verb, actor, reason=reason, ended_at=clock.now())
    _restore_documents(actor, application, correction)
    if application.state == "correcting":  # not when it was withdrawn meanwhile
        advance(application, "end_correction", actor, reason=reason)


def _restore_documents(actor: Actor, application: Application, correction: Correction) -> None:
    handed_in = {(one["kind"], one["file"]) for one in correction.before.documents}
    rows = application.attachments.filter(kind__in=correction.documents).select_related("file").order_by("pk")
    present: set[tuple[str, str]] = set()
    for one in rows.filter(removed_at=None):
        key = (one.kind, str(one.file.public_id))
        if key in handed_in:
            present.add(key)
        else:
            take_off(actor, application, one)
    for one in rows.exclude(removed_at=None).order_by("-removed_at"):
        key = (one.kind, str(one.file.public_id))
        if key in handed_in - present:
            present.add(key)
            one.removed_at = None
            one.save(update_fields=["removed_at"])
            record(actor, "attach", application, after={"kind": one.kind, "file": one.file.name})
