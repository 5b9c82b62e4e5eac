"""What the office says of a business found in the field: one of its own, or the same as an entry of the list."""

from __future__ import annotations

from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.permissions import require
from kernel.transition import advance, lock
from survey.actions import frame_sql
from survey.errors import BothRecorded, FrameBusy, MergeInUse, NoSuchEntry, RepeatIsKept
from survey.models import Addition, Assignment, Business, Case, CensusRecord

MOST_REASON = 300


@action
def confirm_addition(actor: Actor, addition_id: int, reason: str = "") -> Addition:
    """It is a business of its own; the list has it from now on. Raises NotPermitted, TransitionRefused."""
    addition = _locked(actor, addition_id)
    return advance(addition, "confirm", actor, reason=reason.strip()[:MOST_REASON], fields=_settled(actor, reason))


@action
def merge_addition(actor: Actor, addition_id: int, entry_id: int, reason: str) -> Addition:
    """It is the business of an entry of the list. That entry is kept, unless only what was found has a census record:
    then this one is kept, and counts as the entry of the frame that it is. What gives way stays with its history; its
    number leads to the one kept, and nobody visits it any more.

    Raises NotPermitted, ReasonNeeded, FrameBusy, NoSuchEntry, BothRecorded, RepeatIsKept, TransitionRefused.
    """
    addition = _locked(actor, addition_id)
    _need(reason)
    own, entry = _pair(addition.business_id, entry_id)
    if entry is None or entry.pk == own.pk or own.merged_into_id or entry.merged_into_id:
        raise NoSuchEntry(field="entry")
    gone, kept = _gone_and_kept(own, entry)
    if Business.objects.filter(merged_into=gone).exists():
        raise RepeatIsKept(field="entry", name=str(gone), number=gone.source_id)
    Assignment.objects.filter(business=gone, ended_at=None).update(ended_at=clock.now())
    Business.objects.filter(pk=gone.pk).update(merged_into=kept, told_apart=False)
    if kept.pk == own.pk and (case := Case.objects.filter(wave=addition.wave, business=entry).first()) is not None:
        Case.objects.filter(wave=addition.wave, business=own).update(added=case.added)
    _mark_repeats(own, entry)
    fields = _settled(actor, reason) | {"same_as": entry}
    return advance(addition, "merge", actor, reason=reason.strip()[:MOST_REASON], fields=fields)


@action
def look_again(actor: Actor, addition_id: int, reason: str) -> Addition:
    """Takes back what was said of it; both entries stand for themselves again.

    Raises NotPermitted, ReasonNeeded, FrameBusy, TransitionRefused, and MergeInUse once a record was begun for the
    entry that was kept.
    """
    addition = _locked(actor, addition_id)
    _need(reason)
    if addition.same_as_id is not None:
        _part(addition)
    fields = {"same_as": None, "settled_by": None, "settled_at": None, "settled_reason": ""}
    return advance(addition, "look_again", actor, reason=reason.strip()[:MOST_REASON], fields=fields)


def _part(addition: Addition) -> None:
    own, entry = _pair(addition.business_id, addition.same_as_id)
    if entry is None:
        return
    gone, kept = (own, entry) if own.merged_into_id == entry.pk else (entry, own)
    if CensusRecord.objects.filter(business=kept, started_at__gte=addition.settled_at).exists():
        raise MergeInUse(name=str(kept))
    Business.objects.filter(pk=gone.pk, merged_into=kept).update(merged_into=None)
    Case.objects.filter(wave=addition.wave, business=own).update(added=Case.Added.FIELD)
    _mark_repeats(own, entry)


def _locked(actor: Actor, addition_id: int) -> Addition:
    addition: Addition = lock(Addition, addition_id)
    require(actor, "manage_wave", addition.wave, hide=True)
    return addition


def _need(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if not frame_sql.frame_is_free():
        raise FrameBusy()


def _pair(own_id: int, entry_id: int | None) -> tuple[Business, Business | None]:
    """Both, locked in the order of their keys, so that two people never wait for each other."""
    wanted = Business.objects.select_for_update(of=("self",)).filter(pk__in=[own_id, entry_id]).order_by("pk")
    found = {one.pk: one for one in wanted}
    return found[own_id], found.get(entry_id or 0)


def _gone_and_kept(own: Business, entry: Business) -> tuple[Business, Business]:
    """Which of both gives way: never one with a census record. Raises BothRecorded."""
    recorded = set(CensusRecord.objects.filter(business__in=[own, entry]).values_list("business_id", flat=True))
    if own.pk not in recorded:
        return own, entry
    if entry.pk in recorded:
        raise BothRecorded(field="entry")
    return entry, own


def _settled(actor: Actor, reason: str) -> dict[str, object]:
    return {"settled_by": actor.user, "settled_at": clock.now(), "settled_reason": reason.strip()[:MOST_REASON]}


def _mark_repeats(*businesses: Business) -> None:
    for dong_code, name_key in {(one.dong_id, one.name_key) for one in businesses}:
        frame_sql.mark_repeats_of(dong_code, name_key)
