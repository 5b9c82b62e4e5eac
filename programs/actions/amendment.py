"""Amending a published call in the open (정정·변경 공고): one person proposes, a second puts it in force,
everybody reads what changed and why, and those who have begun or handed in are told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File

from files.actions import store
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile, ReasonNeeded
from kernel.permissions import may, require
from kernel.transition import advance, lock
from programs.actions.notice_file import MOST_FILES
from programs.actions.office import require_second_person
from programs.errors import TooManyFiles
from programs.errors_amendment import AmendmentWaits, NotAmendable, NothingAmended, NotRunning
from programs.errors_building import WindowBackwards
from programs.messages_office import tell_amended, tell_amendment_dropped, tell_amendment_proposed
from programs.models import AmendmentFile, Call, CallAmendment, CallAttachment, CallChange, CallTerms
from programs.queries.amendments import NUMBERS, RUNNING, TEXTS, mark_of, open_amendment, present_values, standing_for
from programs.registry import programme
from programs.rules.amendment import changed, refusals, with_values
from programs.rules.terms import to_json

Upload = tuple["File[bytes]", str]  # a new file and what it is called on the page
KEPT = (
    "form", "documents", "criteria", "settings", "reviewers_each", "drop_extremes", "cut_off", "tie_break", "choosing",
)  # fmt: skip


@action
def propose_amendment(
    actor: Actor,
    call_id: int,
    values: Mapping[str, Any],
    reason: str,
    *,
    uploads: Sequence[Upload] = (),
    removed: Sequence[int] = (),
    seen: str = "",
) -> CallAmendment:
    """Asks a second person to change a published call. ``values`` are by the keys of
    :func:`programs.queries.amendments.present_values`; those that stand as they are change nothing. ``uploads`` come to
    the files of the notice, those of ``removed`` go. ``seen`` is the mark of what the person looked at.

    Raises ReasonNeeded, NotRunning, AmendmentWaits, ChangedMeanwhile, NothingAmended, NotAmendable with the reason for
    each value, WindowBackwards, TooManyFiles, FileRefused.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    _check_running(call)
    if open_amendment(call) is not None:
        raise AmendmentWaits()
    if seen and seen != mark_of(call):
        raise ChangedMeanwhile()
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    before, after = changed(present_values(call), values)
    gone = list(call.notice_files.filter(pk__in=removed, removed_at=None).order_by("pk"))
    if not (after or uploads or gone):
        raise NothingAmended()
    _check(call, before, after)
    if call.notice_files.filter(removed_at=None).count() + len(uploads) - len(gone) > MOST_FILES:
        raise TooManyFiles(field="upload", most=MOST_FILES)
    amendment = CallAmendment.objects.create(
        call=call,
        text={"before": before, "after": after, "removed": [one.pk for one in gone]},
        reason=reason.strip(),
        proposed_by=actor.user,
        proposed_at=clock.now(),
    )
    for upload, title in uploads:
        stored = store(actor, upload)
        AmendmentFile.objects.create(amendment=amendment, file=stored, title=title.strip()[:120] or stored.name[:120])
    record(actor, "propose_amendment", amendment, before=before, after=after, reason=reason.strip())
    tell_amendment_proposed(amendment)
    return amendment


def _check_running(call: Call) -> None:
    if call.state not in RUNNING:
        raise NotRunning(state=call.stage.label)


def _check(call: Call, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    refused = refusals(before, after, standing_for(call))
    if refused:
        raise NotAmendable(refused)
    if "opens_at" in after and datetime.fromisoformat(after["opens_at"]) >= call.closes_at:
        raise WindowBackwards(field="opens_at")


@action
def approve_amendment(actor: Actor, amendment_id: int) -> CallAmendment:
    """The second person puts it in force: the next version of the terms, a line in the public log, a notice to
    everybody with a draft or an application. What an amendment may change is looked at again, under the call's lock.

    Raises SecondPersonNeeded, NotPermitted, TransitionRefused when it was decided already, ChangedMeanwhile when what
    it changes stands otherwise by now, NotAmendable.
    """
    amendment, call = _locked(amendment_id)
    require_second_person(actor, call, amendment.proposed_by_id)
    _check_running(call)
    before, after = amendment.text["before"], amendment.text["after"]
    present = present_values(call)
    advance(
        amendment, "approve", actor, reason=amendment.reason, decided_by=actor.user, decided_at=clock.now()
    )  # first: who comes second finds it decided
    if any(present.get(key) != value for key, value in before.items()):
        raise ChangedMeanwhile()
    _check(call, before, after)
    _apply(actor, call, amendment, after)
    came, went = _change_files(actor, call, amendment)
    shown_before = before | ({"files": went} if went or came else {})
    shown_after = after | ({"files": came} if went or came else {})
    CallChange.objects.create(
        call=call, at=clock.now(), by=actor.user, before=shown_before, after=shown_after, reason=amendment.reason
    )
    record(actor, "amend_call", call, before=shown_before, after=shown_after, reason=amendment.reason)
    tell_amended(amendment, shown_before, shown_after)
    return amendment


@action
def drop_amendment(actor: Actor, amendment_id: int, reason: str) -> CallAmendment:
    """It is not put in force: taken back by a manager, or not approved by a second person; who proposed it reads why.
    Raises ReasonNeeded, NotPermitted, TransitionRefused."""
    amendment, call = _locked(amendment_id)
    if not may(actor, "approve_call", call):
        require(actor, "manage_call", call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    advance(amendment, "drop", actor, reason=reason.strip(), decided_by=actor.user, decided_at=clock.now())
    if actor.user is None or actor.user.pk != amendment.proposed_by_id:
        tell_amendment_dropped(amendment, reason.strip())
    return amendment


def _locked(amendment_id: int) -> tuple[CallAmendment, Call]:
    """The amendment and its call under lock, the call first."""
    call_id = CallAmendment.objects.values_list("call_id", flat=True).get(pk=amendment_id)
    call: Call = lock(Call, call_id)
    amendment: CallAmendment = lock(CallAmendment, amendment_id)
    amendment.call = call
    return amendment, call


def _apply(actor: Actor, call: Call, amendment: CallAmendment, after: Mapping[str, Any]) -> None:
    own = {name: after[name] for name in (*TEXTS, *NUMBERS) if name in after}
    if "opens_at" in after:
        own["opens_at"] = datetime.fromisoformat(after["opens_at"])
    for name, value in own.items():
        setattr(call, name, value)
    if set(after) - {*TEXTS, *NUMBERS, "opens_at"}:
        amendment.terms = _next_terms(actor, call, after)
        amendment.save(update_fields=["terms"])
        call.terms_version = amendment.terms.version
        call.__dict__.pop("terms", None)
    call.save(update_fields=[*own, "terms_version"])


def _next_terms(actor: Actor, call: Call, after: Mapping[str, Any]) -> CallTerms:
    """The terms as they stand with only what was amended changed: form, documents and scoring table to the letter."""
    old = call.terms
    choosing = with_values(old.choosing_terms, after)
    values = {name: getattr(old, name) for name in KEPT}
    values |= {
        "choosing": to_json(choosing),
        "settings": dict(programme(call.programme).follow(old.settings, choosing)),
        "cut_off": choosing.marking.cut_off,
    }
    return CallTerms.objects.create(
        call=call, version=old.version + 1, made_by=actor.user, made_at=clock.now(), **values
    )


def _change_files(actor: Actor, call: Call, amendment: CallAmendment) -> tuple[list[str], list[str]]:
    """The titles of the files that came to the notice and of those that went."""
    came = list(amendment.files.select_related("file").order_by("pk"))
    for one in came:
        CallAttachment.objects.create(
            call=call, file=one.file, title=one.title, added_by=actor.user, added_at=clock.now()
        )
    went = list(call.notice_files.filter(pk__in=amendment.text.get("removed", []), removed_at=None).order_by("pk"))
    call.notice_files.filter(pk__in=[one.pk for one in went]).update(removed_at=clock.now())
    return [one.title for one in came], [one.title for one in went]
