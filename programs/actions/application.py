"""Starting, typing and withdrawing an application."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted
from kernel.transition import advance
from programs.errors import (
    ApplicationNotVisible,
    CallClosed,
    CallNotVisible,
    NotEditable,
    NotEligible,
    NotOpenYet,
    NotYourOrganisation,
    OrganisationNeeded,
    TooMuchText,
    UnknownField,
)
from programs.facts import applications_of, findings_for
from programs.messages import tell_withdrawn
from programs.models import Application, Call
from programs.registry import programme
from programs.rules.eligibility import Verdict
from programs.rules.form import parse_answer
from programs.rules.merging import Conflict, Merged, merge
from programs.rules.windows import Phase
from programs.wording import moment_text

FAR_TOO_LONG = 20_000  # characters: a draft may overshoot a field's limit and be cut later, but not without bound


@dataclass(frozen=True)
class Saved:
    """What an autosave answers: the present revision of every sent field, when, and what was not taken."""

    revisions: dict[str, int]
    saved_at: datetime
    conflicts: tuple[Conflict, ...]


@action
def start_application(actor: Actor, call_id: int, organisation: Organisation | None = None) -> Application:
    """The applicant's draft in this call: a new one, or the one that is there already.

    Raises NotOpenYet, CallClosed, OrganisationNeeded, NotYourOrganisation, NotEligible (only for what is known for
    certain: what is unconfirmed never turns anybody away).
    """
    if actor.user is None:
        raise NotPermitted()
    call = Call.objects.filter(pk=call_id).exclude(state="draft").first()
    if call is None:
        raise CallNotVisible()
    organisation = _applicant(call, actor.user, organisation)
    there = _present(call, actor.user, organisation)
    if there:
        return there
    check_open(call)
    unmet = [f for f in findings_for(call, actor.user, organisation, {}) if f.verdict is Verdict.UNMET]
    if unmet:
        raise NotEligible(what=", ".join(f.label for f in unmet))
    prefill = programme(call.programme).prefill
    answers = dict(prefill(actor.user, organisation)) if prefill else {}
    try:
        with transaction.atomic():
            application = Application.objects.create(
                call=call,
                organisation=organisation,
                user=actor.user,
                name=str(organisation or actor.user),
                answers=answers,
                revisions=dict.fromkeys(answers, 1),
                created_at=clock.now(),
                saved_at=clock.now(),
            )
    except IntegrityError:  # a second click, or a colleague at the same moment: theirs is ours
        there = _present(call, actor.user, organisation)
        if there is None:
            raise
        return there
    record(actor, "start", application, after={"call": call.pk})
    return application


def _applicant(call: Call, user: User, organisation: Organisation | None) -> Organisation | None:
    if programme(call.programme).applicant == "person":
        return None
    if organisation is None:
        raise OrganisationNeeded()
    if not organisation.memberships.filter(user=user, left_at=None).exists():
        raise NotYourOrganisation()
    return organisation


def _present(call: Call, user: User, organisation: Organisation | None) -> Application | None:
    active = Application.objects.filter(call=call).exclude(state="withdrawn")
    if organisation:
        return active.filter(organisation=organisation).first()
    return active.filter(organisation=None, user=user).first()


def check_open(call: Call, moment: datetime | None = None) -> None:
    """Raises NotOpenYet or CallClosed at ``moment``, by default when the request reached us."""
    moment = moment or clock.arrived()
    if call.state == "published" and call.phase(moment) is Phase.UPCOMING:
        raise NotOpenYet(moment=moment_text(call.opens_at))
    if not call.open_at(moment):
        raise CallClosed(moment=moment_text(call.closes_at))


def own_locked(actor: Actor, key: int | UUID) -> Application:
    """The actor's own application by its key or public id, locked, with its call and business, in one statement; raises
    ApplicationNotVisible."""
    if actor.user is None:
        raise ApplicationNotVisible()
    rows = applications_of(actor.user).select_for_update(of=("self",)).select_related("call", "organisation")
    try:
        return rows.get(public_id=key) if isinstance(key, UUID) else rows.get(pk=key)
    except Application.DoesNotExist:
        raise ApplicationNotVisible() from None


def check_editable(application: Application, moment: datetime | None = None) -> None:
    """Raises NotEditable, and CallClosed or NotOpenYet at ``moment``, by default when the request reached us."""
    if application.state not in {"draft", "submitted"}:
        raise NotEditable(state=application.stage.label)
    check_open(application.call, moment)


@action
def save_answers(
    actor: Actor, application_id: int, fields: Mapping[str, Any], base_revisions: Mapping[str, Any]
) -> Saved:
    """Takes what was typed, field by field, unless somebody else changed that field since ``base_revisions``.

    Values may be incomplete or too long: a draft keeps them and the check before submitting names them. Single saves
    leave no audit line (they come every few seconds); what is handed in does. Raises UnknownField, TooMuchText,
    NotEditable, CallClosed.
    """
    application = own_locked(actor, application_id)
    check_editable(application)
    form = application.call.terms.form_spec
    incoming = {}
    for key, raw in fields.items():
        question = form.question(key)
        if question is None:
            raise UnknownField(key=key)
        value = parse_answer(question, raw)
        if isinstance(value, str) and len(value) > FAR_TOO_LONG:
            raise TooMuchText(field=key, length=question.max_length)
        incoming[key] = value
    merged = merge(application.answers, application.revisions, incoming, base_revisions)
    if merged.changed:
        keep_answers(actor, application, merged)
    sent = {key: merged.revisions.get(key, 0) for key in incoming}
    return Saved(sent, application.saved_at, merged.conflicts)


def keep_answers(actor: Actor, application: Application, merged: Merged) -> None:
    """Writes the merged answers, with whose text each changed field holds from now on."""
    application.answers, application.revisions = merged.values, merged.revisions
    if actor.user is not None:
        application.writers = application.writers | dict.fromkeys(merged.changed, actor.user.pk)
    application.saved_at, application.saved_by = clock.now(), actor.user
    application.save(update_fields=["answers", "revisions", "writers", "saved_at", "saved_by"])


@action
def withdraw_application(actor: Actor, application_id: int, reason: str = "") -> Application:
    """The applicant gives up; until the results are published. A new application is possible while the call is open."""
    application = own_locked(actor, application_id)
    advance(application, "withdraw", actor, reason=reason, withdrawn_at=clock.now())
    programme(application.call.programme).on_withdrawn(actor, application)
    if application.receipt_number:
        tell_withdrawn(application)
    return application
