"""Entries of one name in one dong: the same business under two numbers, or two businesses."""

from __future__ import annotations

from collections.abc import Iterable

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.transition import lock
from survey.actions import frame_sql
from survey.actions.frame import require_frame_manager
from survey.errors import FrameBusy, MergeInUse, NoRepeat, RepeatHasRecord, RepeatIsKept
from survey.models import Assignment, Business, CensusRecord, RepeatVerdict

SAME, DIFFERENT = RepeatVerdict.Answer.SAME, RepeatVerdict.Answer.DIFFERENT


@action
def merge_repeats(actor: Actor, kept_id: int, repeat_ids: Iterable[int], reason: str) -> Business:
    """These entries are the business ``kept``: they stay with their history, and their numbers lead to it.

    Who was to visit them need not any more. Raises NotPermitted, ReasonNeeded, FrameBusy, NoRepeat, RepeatIsKept,
    and RepeatHasRecord: an entry with a record is the one to keep, so that no record hangs on a merged one.
    """
    kept, repeats = _group(actor, kept_id, repeat_ids, reason)
    if not repeats or kept.merged_into_id is not None:
        raise NoRepeat(field="repeats")
    for repeat in repeats:
        _check_mergeable(repeat)
    now = clock.now()
    for repeat in repeats:
        _answer(actor, repeat, SAME, reason, kept=kept)
        ended = Assignment.objects.filter(business=repeat, ended_at=None).update(ended_at=now)
        Business.objects.filter(pk=repeat.pk).update(merged_into=kept, told_apart=False)
        after = {"merged_into": kept.pk, "assignments_ended": ended}
        record(actor, "merge_repeat", repeat, before={"merged_into": None}, after=after, reason=reason)
    if any(repeat.missing_since_id is None for repeat in repeats):
        Business.objects.filter(pk=kept.pk).update(missing_since=None)
    frame_sql.mark_repeats_of(kept.dong_id, kept.name_key)
    kept.refresh_from_db()
    return kept


def _check_mergeable(repeat: Business) -> None:
    if repeat.merged_into_id is not None:
        raise NoRepeat(field="repeats")
    named = {"name": str(repeat), "number": repeat.source_id}
    if CensusRecord.objects.filter(business=repeat).exists():
        raise RepeatHasRecord(field="repeats", **named)
    if Business.objects.filter(merged_into=repeat).exists():
        raise RepeatIsKept(field="repeats", **named)


@action
def tell_apart(actor: Actor, business_ids: Iterable[int], reason: str) -> list[Business]:
    """Each of these entries is a business of its own: they are asked about no more while name and dong stay.

    Raises NotPermitted, ReasonNeeded, FrameBusy, NoRepeat.
    """
    first, others = _group(actor, None, business_ids, reason)
    businesses = [first, *others]
    if any(business.merged_into_id is not None for business in businesses):
        raise NoRepeat(field="repeats")
    for business in businesses:
        _answer(actor, business, DIFFERENT, reason)
        Business.objects.filter(pk=business.pk).update(told_apart=True)
        record(actor, "tell_apart", business, before={"told_apart": business.told_apart}, after={"told_apart": True},
               reason=reason)  # fmt: skip
    frame_sql.mark_repeats_of(first.dong_id, first.name_key)
    return businesses


@action
def undo_verdict(actor: Actor, verdict_id: int, reason: str) -> RepeatVerdict:
    """Takes back what was said in error; the entry stands for itself again and is asked about.

    Raises NotPermitted, NotVisible (there is none that stands), ReasonNeeded, FrameBusy, and MergeInUse once a record
    was begun for the business that was kept.
    """
    _check_may(actor, reason)
    found = RepeatVerdict.objects.filter(pk=verdict_id, undone_at=None).first()
    if found is None:
        raise NotVisible()
    first, others = _locked([found.business_id, *([found.kept_id] if found.kept_id else [])])
    verdict: RepeatVerdict = lock(RepeatVerdict, verdict_id)
    if verdict.undone_at is not None:
        raise NotVisible()
    if verdict.kept and CensusRecord.objects.filter(business=verdict.kept, started_at__gte=verdict.made_at).exists():
        raise MergeInUse(name=str(verdict.kept))
    _take_back(actor, verdict, reason)
    before = {"answer": verdict.answer, "merged_into": verdict.kept_id}
    Business.objects.filter(pk=verdict.business_id).update(merged_into=None, told_apart=False)
    record(actor, "undo_verdict", verdict.business, before=before, after={"merged_into": None}, reason=reason)
    for dong_code, name_key in {(one.dong_id, one.name_key) for one in (first, *others)}:
        frame_sql.mark_repeats_of(dong_code, name_key)
    return verdict


def _check_may(actor: Actor, reason: str) -> None:
    require_frame_manager(actor)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if not frame_sql.frame_is_free():
        raise FrameBusy()


def _group(actor: Actor, kept_id: int | None, others: Iterable[int], reason: str) -> tuple[Business, list[Business]]:
    """The entries, locked, of one name in one dong: the one to keep (or the first), and the others."""
    _check_may(actor, reason)
    wanted = set(others) if kept_id is None else {kept_id, *others}
    first, rest = _locked(sorted(wanted))
    found = [first, *rest]
    if len(found) != len(wanted) or len({(one.dong_id, one.name_key) for one in found}) != 1:
        raise NoRepeat(field="repeats")
    kept = next((one for one in found if one.pk == kept_id), first)
    return kept, [one for one in found if one is not kept]


def _locked(ids: Iterable[int]) -> tuple[Business, list[Business]]:
    """In the order of their keys, so that two people never wait for each other. Whoever only refers to one of them, as
    an assignment does, need not wait."""
    found = list(Business.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(ids)).order_by("pk"))
    if not found:
        raise NoRepeat(field="repeats")
    return found[0], found[1:]


def _answer(
    actor: Actor, business: Business, answer: RepeatVerdict.Answer, reason: str, kept: Business | None = None
) -> None:
    """A new verdict; one that stood before is closed by it."""
    for earlier in RepeatVerdict.objects.filter(business=business, undone_at=None):
        _take_back(actor, earlier, reason)
    RepeatVerdict.objects.create(
        business=business,
        kept=kept,
        answer=answer,
        reason=reason.strip()[:300],
        made_by=actor.user,
        made_at=clock.now(),
    )


def _take_back(actor: Actor, verdict: RepeatVerdict, reason: str) -> None:
    verdict.undone_by, verdict.undone_at, verdict.undone_reason = actor.user, clock.now(), reason.strip()[:300]
    verdict.save(update_fields=["undone_by", "undone_at", "undone_reason"])
