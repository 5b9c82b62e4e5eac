"""What two people decided to destroy is erased by the worker in small batches that may be cut off anywhere."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import STAFF_ROLES, RoleGrant
from files.actions.cleaning import remove_bare, remove_unused
from files.models import StoredFile
from files.queries import is_unused
from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.erasure import Erasable, Removable, erase_lines, erase_some, lines_about, under_order
from kernel.models import AccessEntry, AuditEntry
from kernel.transition import advance, lock
from notices.models import Notice, OutgoingMail
from programs.archive import Further, Records, records
from programs.models import ArchivedCase, Destruction, DestructionOrder
from reports.models import Job

BATCH = 50  # rows or files in one transaction
About = dict[str, Collection[Any]]  # kind of record → keys


def carry_out(actor: Actor, order_id: int) -> bool:
    """Erases everything an approved order names; False when it is not to be carried out (any more).

    Every batch is a transaction that leaves what it did counted; killed anywhere, the next run goes on from there.
    """
    order = DestructionOrder.objects.get(pk=order_id)
    if order.state != "approved":
        return False
    for case in order.cases.exclude(state="destroyed").select_related("application").order_by("pk"):
        _destroy(actor, order_id, case)
    _end(actor, order_id)
    return True


def carry_on(actor: Actor) -> int:
    """Every approved order that is not finished, in case a worker was killed in its middle. May run twice."""
    keys = DestructionOrder.objects.filter(state="approved").order_by("pk").values_list("pk", flat=True)
    return sum(carry_out(actor, key) for key in list(keys))


def _destroy(actor: Actor, order_id: int, case: ArchivedCase) -> None:
    kept = records(case.records)
    while _forget_messages(order_id, case):
        pass
    while _remove_files(order_id, case):
        pass
    for what in kept.erased:
        while _erase_batch(actor, order_id, case, what):
            pass
    for more in kept.further:
        while _go_further(order_id, case, more):
            pass
    while _destroy_papers(order_id, case):
        pass
    _remove_bytes(order_id)
    while _erase_lines(actor, order_id, case):
        pass
    _certify(actor, order_id, case)


def _count(order: DestructionOrder, case: ArchivedCase, kind: str, number: int) -> None:
    if number:
        counts = order.counts.setdefault(str(case.pk), {})
        counts[kind] = counts.get(kind, 0) + number
        order.save(update_fields=["counts", "hashes", "removed"])


def _locked(order_id: int) -> DestructionOrder:
    order: DestructionOrder = lock(DestructionOrder, order_id)
    under_order(order_id)
    return order


def _officials() -> set[int]:
    """Whose name stays with what was done in office (정보공개법 §9①6라)."""
    return set(RoleGrant.objects.filter(role__in=STAFF_ROLES).values_list("user", flat=True))


@action
def _erase_batch(actor: Actor, order_id: int, case: ArchivedCase, what: Erasable | Removable) -> int:
    """Rows that go whole take the words of their lines in the trail with them: later nobody would know of which case
    they were."""
    order = _locked(order_id)
    keys = list(what.left(case.application_id).order_by("pk").values_list("pk", flat=True)[:BATCH])
    if keys and isinstance(what, Removable):
        about: About = {what.model._meta.label_lower: keys}
        _count(order, case, "line", erase_lines(actor, order, about, _officials(), None))
    if keys:
        erase_some(what, keys)
    _count(order, case, what.kind, len(keys))
    return len(keys)


@action
def _go_further(order_id: int, case: ArchivedCase, more: Further) -> int:
    order = _locked(order_id)
    number = more.erase(case.application_id, BATCH)
    _count(order, case, more.kind, number)
    return number


@action
def _remove_files(order_id: int, case: ArchivedCase) -> int:
    """Takes up to a batch of files off the case; those that nothing else needs go, their bytes after the commit."""
    order = _locked(order_id)
    kept = records(case.records)
    keys = _files_of(kept, case)[:BATCH]
    for model, lookup in kept.attached:
        model._base_manager.filter(**{lookup: case.application_id}, file__in=keys).delete()
    for model, lookup, name in kept.files:
        rows = model._base_manager.filter(**{lookup: case.application_id, f"{name}__in": keys})
        if not model._meta.get_field(name).many_to_many:
            rows.update(**{name: None})
            continue
        for row in rows.distinct():
            getattr(row, name).remove(*keys)
    for key, file in StoredFile.objects.in_bulk(keys).items():
        if is_unused(file) and remove_unused(file):
            order.hashes, order.removed = [*order.hashes, file.sha256], [*order.removed, key]
    _count(order, case, "file", len(keys))
    return len(keys)


def _files_of(kept: Records, case: ArchivedCase) -> list[int]:
    found: set[int] = set()
    for model, lookup in kept.attached:
        found |= set(model._base_manager.filter(**{lookup: case.application_id}).values_list("file", flat=True))
    for model, lookup, name in kept.files:
        rows = model._base_manager.filter(**{lookup: case.application_id, f"{name}__isnull": False})
        found |= set(rows.values_list(name, flat=True))
    return sorted(found)


@action
def _remove_bytes(order_id: int) -> None:
    """The bytes of files that are gone; those that another file still needs stay with it."""
    order = _locked(order_id)
    for sha256 in order.hashes:
        remove_bare(sha256)
    order.hashes = []
    order.save(update_fields=["hashes"])


@action
def _forget_messages(order_id: int, case: ArchivedCase) -> int:
    """What people were told of the case, in their inboxes and by mail."""
    order = _locked(order_id)
    about = Q(pk__in=[])
    for entity, keys in _rows_of(case).items():
        about |= Q(about=entity, about_id__in=[str(key) for key in keys])
    found = list(Notice.objects.filter(about).order_by("pk").values_list("pk", flat=True)[:BATCH])
    OutgoingMail.objects.filter(notice__in=found).delete()
    Notice.objects.filter(pk__in=found).delete()
    _count(order, case, "message", len(found))
    return len(found)


@action
def _destroy_papers(order_id: int, case: ArchivedCase) -> int:
    """Papers that were made of the case and are still kept; what was issued can still be verified by its number."""
    order = _locked(order_id)
    jobs = list(_papers_of(case).filter(state="done").select_for_update().order_by("pk")[:BATCH])
    for job in jobs:
        name = job.stored_as
        advance(job, "expire", Actor.system("programs.destroy"), stored_as="", claim=None, file_name="")
        transaction.on_commit(partial(default_storage.delete, name))
    _count(order, case, "paper", len(jobs))
    return len(jobs)


def _papers_of(case: ArchivedCase) -> QuerySet[Job]:
    return Job.objects.filter(records(case.records).papers(case.application))


@action
def _erase_lines(actor: Actor, order_id: int, case: ArchivedCase) -> int:
    """The words of the lines about the case in the audit trail and the access log. Who acted stays as a number."""
    order = _locked(order_id)
    number = erase_lines(actor, order, _in_trail(order, case), _officials(), BATCH)
    _count(order, case, "line", number)
    return number


def _rows_of(case: ArchivedCase) -> About:
    """Every record of a case: kind of record → keys; a statement for each kind."""
    kept = records(case.records)
    ways = [(what.model, what.lookup) for what in kept.erased] + list(kept.in_trail)
    found: About = {}
    for model, lookup in ways:
        keys = model._base_manager.filter(**{lookup: case.application_id}).values_list("pk", flat=True)
        found[model._meta.label_lower] = set(keys)
    return found


def _in_trail(order: DestructionOrder, case: ArchivedCase) -> About:
    """What lines of the trail are about, besides: files that are gone, papers, what goes by steps of its own."""
    found = _rows_of(case) | {StoredFile._meta.label_lower: order.removed}
    further = [more.rows(case.application_id) for more in records(case.records).further if more.rows]
    for rows in (_papers_of(case), *further):
        found[rows.model._meta.label_lower] = set(rows.values_list("pk", flat=True))
    return found


@action
def _certify(actor: Actor, order_id: int, case: ArchivedCase) -> None:
    """Nothing is left: the case is destroyed and its certificate stands."""
    order = _locked(order_id)
    case = ArchivedCase.objects.select_for_update(of=("self",)).select_related("application").get(pk=case.pk)
    if case.state != "kept" or order.decided_by is None or _anything_left(order, case):
        return
    Destruction.objects.create(
        case=case,
        order=order,
        kinds=order.counts.get(str(case.pk), {}),
        rule=f"{case.keep_law} ({case.keep_until})",
        destroyed_by=order.proposed_by,
        witnessed_by=order.decided_by,
        destroyed_at=clock.now(),
    )
    records(case.records).destroyed(actor, case.application)
    advance(case, "destroy", actor)


def _anything_left(order: DestructionOrder, case: ArchivedCase) -> bool:
    kept, key = records(case.records), case.application_id
    return (
        any(what.left(key).exists() for what in kept.erased)
        or any(more.left(key) for more in kept.further)
        or bool(_files_of(kept, case))
        or any(lines_about(chain, _in_trail(order, case)).exists() for chain in (AuditEntry, AccessEntry))
    )


@action
def _end(actor: Actor, order_id: int) -> None:
    order: DestructionOrder = lock(DestructionOrder, order_id)
    if order.state == "approved" and not order.cases.exclude(state="destroyed").exists():
        advance(order, "carry_out", actor, carried_out_at=clock.now())
