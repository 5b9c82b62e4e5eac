"""Handing in."""

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.models.audit import canonical
from kernel.numbering import next_number
from kernel.transition import advance
from programs.actions.application import check_editable, own_locked
from programs.actions.window import hold_window
from programs.errors import Incomplete
from programs.messages import tell_received
from programs.models import Application, CallTerms, ReceiptToTell, Submission
from programs.registry import programme
from programs.rules.bonus import missing_proofs
from programs.rules.form import Gap, check_documents, check_form

TOLD_AT_ONCE = 500
FROZEN_OF_FILES = ("kind", "file__public_id", "file__name", "file__content")


def gaps_of(application: Application, terms: CallTerms, attached: set[str] | None = None) -> list[Gap]:
    """What still stands between the draft and its submission; ``attached`` are its kinds of documents, where known."""
    if attached is None:
        attached = set(application.attachments.filter(removed_at=None).values_list("kind", flat=True))
    gaps = check_form(terms.form_spec, application.answers)
    gaps += programme(application.call.programme).check(terms.settings, application.answers)
    gaps += programme(application.call.programme).gaps(application, attached)
    gaps += check_documents(terms.document_kinds, attached)
    return gaps + missing_proofs(terms.choosing_terms.bonuses, application.answers, attached)


@action
def submit_application(actor: Actor, key: int | UUID) -> Application:
    """Hands in what the draft with ``key``, its own or its public one, holds now and gives the receipt number; again
    while the call is open, under the same number. A second click finds nothing changed and answers with the same
    receipt.

    Raises CallClosed (the draft stays), Incomplete with every gap, NotEditable.
    """
    application = own_locked(actor, key)
    call = application.call
    moment = hold_window(call)
    if application.state == "draft":  # whoever is late learns it before anything is gathered: many may be late at once
        check_editable(application, moment)
    content = _content(application, call.terms)
    latest = application.submissions.order_by("-version").first() if application.receipt_serial else None
    if latest and application.state == "submitted" and latest.content_hash == _hash(content):
        return application
    check_editable(application, moment)
    gaps = gaps_of(application, call.terms, {document["kind"] for document in content["documents"]})
    if gaps:
        raise Incomplete(gaps)
    version = latest.version + 1 if latest else 1
    submission = Submission.objects.create(
        application=application,
        version=version,
        terms=call.terms,
        submitted_at=moment,
        submitted_by=actor.user,
        content_hash=_hash(content),
        **content,
    )
    ReceiptToTell.objects.create(submission=submission)
    programme(call.programme).on_submitted(actor, application)
    _advance(actor, application, content, moment)  # last: from the number until the commit the others wait for theirs
    return application


def _advance(actor: Actor, application: Application, content: dict[str, Any], moment: datetime) -> None:
    standing = programme(application.call.programme).standing(application)
    changes: dict[str, Any] = {
        "submitted_at": moment,
        "name": content["applicant"]["name"],
        "track": standing.track,
        "asked": standing.asked,
        "least": standing.least,
        "groups": sorted(standing.groups),
    }
    if application.state == "submitted":
        advance(application, "resubmit", actor, **changes)
        return
    call = application.call
    serial = application.receipt_serial or next_number(f"call:{call.pk}:receipt")
    prefix = programme(call.programme).receipt_prefix
    year = moment.astimezone(clock.SEOUL).year if not application.receipt_number else None
    number = application.receipt_number or f"{prefix}-{year}-{call.pk:03d}-{serial:05d}"
    advance(application, "submit", actor, receipt_serial=serial, receipt_number=number, **changes)


@action
def tell_receipts(actor: Actor) -> int:
    """Tells the applicants of up to :data:`TOLD_AT_ONCE` versions that they were received; of how many. What another
    worker is telling is left to it."""
    waiting = ReceiptToTell.objects.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    kept = waiting.select_related("submission__application__call", "submission__application__user")[:TOLD_AT_ONCE]
    submissions = [one.submission for one in kept]
    tell_received(submissions)
    ReceiptToTell.objects.filter(pk__in=[one.pk for one in submissions]).delete()
    return len(submissions)


def _content(application: Application, terms: CallTerms) -> dict[str, Any]:
    """What is frozen: answers to questions that are asked, documents with their hashes, the applicant as known now."""
    form, kinds = terms.form_spec, {kind.code for kind in terms.kept_documents}
    asked = {q.key for _s, q in form.questions() if q.asked(application.answers)}
    attached = application.attachments.filter(removed_at=None)
    return {
        "applicant": _applicant(application),
        "answers": {key: value for key, value in application.answers.items() if key in asked},
        "documents": [
            {"kind": kind, "file": str(public_id), "name": name, "sha256": sha256}
            for kind, public_id, name, sha256 in attached.order_by("pk").values_list(*FROZEN_OF_FILES)
            if kind in kinds  # a document that an amendment took out of the call is not handed in
        ],
    }


def _applicant(application: Application) -> dict[str, Any]:
    organisation = application.organisation
    if organisation is None:
        return {"name": application.user.name, "person": application.user_id}
    return {
        "name": organisation.name,
        "registration_number": organisation.registration_number,
        "representative": organisation.representative,
        "size_class": organisation.size_class,
        "industry_code": organisation.industry_code,
        "address": organisation.address,
    }


def differs(application: Application, submission: Submission) -> bool:
    """Whether the working copy is something else than this version that was handed in."""
    return _hash(_content(application, application.call.terms)) != submission.content_hash


def _hash(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()
