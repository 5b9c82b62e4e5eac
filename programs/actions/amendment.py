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
from programs.actions.building import compose_amendment
from programs.actions.notice_file import MOST_FILES
from programs.actions.office import require_second_person
from programs.building import gaps_of
from programs.errors import TooManyFiles
from programs.errors_amendment import LeavesGap, NotAmendable, NothingAmended, NotRunning
from programs.errors_building import WindowBackwards
from programs.messages_office import tell_amended, tell_amendment_dropped, tell_amendment_proposed
from programs.models import AmendmentFile, Call, CallAmendment, CallAttachment, CallChange, CallTerms
from programs.queries.amendments import (
    NUMBERS,
    RUNNING,
    TEXTS,
    as_prepared,
    differences,
    mark_of,
    next_version,
    present_values,
    standing_for,
)
from programs.registry import programme
from programs.rules.amendment import changed, law_of, refusals, with_values
from programs.rules.terms import ChoosingTerms, to_json

Upload = tuple["File[bytes]", str]  # a new file and what it is called on the page
OWN = frozenset({*TEXTS, *NUMBERS, "opens_at"})  # of the call itself; everything else is of its terms
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
    """Asks a second person to change a published call: what was composed in the steps of building, and ``values`` by
    the keys of :func:`programs.queries.amendments.present_values`; those that stand as they are change nothing.
    ``uploads`` come to the files of the notice, those of ``removed`` go. ``seen`` is the mark of what the person looked
    at.

    Raises ReasonNeeded, NotRunning, AmendmentWaits, ChangedMeanwhile, NothingAmended, NotAmendable with the reason for
    each value, LeavesGap, WindowBackwards, TooManyFiles, FileRefused.
    """
    amendment = compose_amendment(actor, call_id)
    call: Call = lock(Call, call_id)
    amendment.call = call
    if seen and seen != mark_of(call):
        raise ChangedMeanwhile()
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    _prepare(actor, call, amendment, values)
    before, after = _changes(call, amendment, values)
    gone = list(call.notice_files.filter(pk__in=removed, removed_at=None).order_by("pk"))
    if not (after or uploads or gone):
        raise NothingAmended()
    _check(call, amendment, before, after)
    if call.notice_files.filter(removed_at=None).count() + len(uploads) - len(gone) > MOST_FILES:
        raise TooManyFiles(field="upload", most=MOST_FILES)
    advance(
        amendment,
        "propose",
        actor,
        reason=reason.strip(),
        text={"before": before, "after": after, "removed": [one.pk for one in gone]},
        terms=amendment.terms,
        proposed_by=actor.user,
        proposed_at=clock.now(),
        fields={"reason": reason.strip()},
    )
    for upload, title in uploads:
        stored = store(actor, upload)
        AmendmentFile.objects.create(amendment=amendment, file=stored, title=title.strip()[:120] or stored.name[:120])
    tell_amendment_proposed(amendment)
    return amendment


@action
def discard_amendment(actor: Actor, amendment_id: int) -> CallAmendment:
    """What was composed is given up before anybody was asked. Raises NotPermitted, TransitionRefused."""
    amendment, call = _locked(amendment_id)
    require(actor, "manage_call", call)
    return advance(amendment, "discard", actor)


def _prepare(actor: Actor, call: Call, amendment: CallAmendment, values: Mapping[str, Any]) -> None:
    """Brings figures of the terms that were typed beside the steps into the prepared version."""
    old = amendment.terms or call.terms
    _before, typed = changed(present_values(call, old), values)
    figures = {key: value for key, value in typed.items() if key not in OWN}
    if figures and not any(law_of(key) is None for key in figures):
        choosing = with_values(old.choosing_terms, figures)
        amendment.terms = _next_terms(actor, call, old, choosing)


def _changes(call: Call, amendment: CallAmendment, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Everything that differs from what stands, old and new: of the call, and of its terms."""
    prepared = present_values(call, amendment.terms).keys() - OWN if amendment.terms else set()
    before, after = changed(present_values(call), {key: value for key, value in values.items() if key not in prepared})
    old, new = differences(call.terms, amendment.terms)
    return before | old, after | new


def _check_running(call: Call) -> None:
    if call.state not in RUNNING:
        raise NotRunning(state=call.stage.label)


def _check(call: Call, amendment: CallAmendment, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    refused = refusals(before, after, standing_for(call))
    if refused:
        raise NotAmendable(refused)
    if "opens_at" in after and datetime.fromisoformat(after["opens_at"]) >= call.closes_at:
        raise WindowBackwards(field="opens_at")
    if amendment.terms:
        standing, prepared = gaps_of(call), gaps_of(as_prepared(Call.objects.get(pk=call.pk), amendment))
        gap = next((one for one in prepared if one.must and one not in standing), None)
        if gap:
            raise LeavesGap(what=gap.text)


@action
def approve_amendment(actor: Actor, amendment_id: int) -> CallAmendment:
    """The second person puts it in force: the next version of the terms, a line in the public log, a notice to
    everybody with a draft or an application. What an amendment may change is looked at again, under the call's lock.

    Raises SecondPersonNeeded, NotPermitted, TransitionRefused when it was decided already, ChangedMeanwhile when what
    it changes stands otherwise by now, NotAmendable, LeavesGap.
    """
    amendment, call = _locked(amendment_id)
    require_second_person(actor, call, amendment.proposed_by_id)
    _check_running(call)
    before, after = amendment.text["before"], amendment.text["after"]
    advance(
        amendment, "approve", actor, reason=amendment.reason, decided_by=actor.user, decided_at=clock.now()
    )  # first: who comes second finds it decided
    if not _stands(call, amendment):
        raise ChangedMeanwhile()
    _check(call, amendment, before, after)
    _apply(call, amendment, after)
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


def _stands(call: Call, amendment: CallAmendment) -> bool:
    """Whether the call is still what was proposed to be changed, and the prepared terms what the second person read."""
    present, before, after = present_values(call), amendment.text["before"], amendment.text["after"]
    own = {key for key in after if key in OWN}
    old, new = differences(call.terms, amendment.terms)
    read = {key for key in after if key not in OWN}
    return (
        all(present[key] == before[key] for key in own)
        and old == {key: before[key] for key in read}
        and new == {key: after[key] for key in read}
    )


def _apply(call: Call, amendment: CallAmendment, after: Mapping[str, Any]) -> None:
    own = {name: after[name] for name in OWN if name in after}
    if "opens_at" in after:
        own["opens_at"] = datetime.fromisoformat(after["opens_at"])
    for name, value in own.items():
        setattr(call, name, value)
    as_prepared(call, amendment)
    call.save(update_fields=[*own, "terms_version"])


def _next_terms(actor: Actor, call: Call, old: CallTerms, choosing: ChoosingTerms) -> CallTerms:
    """``old`` with only figures of its choosing changed: form, documents and scoring table to the letter."""
    values = {name: getattr(old, name) for name in KEPT}
    values |= {
        "choosing": to_json(choosing),
        "settings": dict(programme(call.programme).follow(old.settings, choosing)),
        "cut_off": choosing.marking.cut_off,
    }
    return CallTerms.objects.create(
        call=call, version=next_version(call), made_by=actor.user, made_at=clock.now(), **values
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
