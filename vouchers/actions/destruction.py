"""Archive and destruction: a finished case is archived with the day until which it is kept; what is due is proposed by
one person, approved by another, and erased by the worker in small batches that may be cut off anywhere."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import STAFF_ROLES, RoleGrant
from files.actions.cleaning import remove_bare, remove_unused
from files.models import StoredFile
from files.queries import is_unused
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.erasure import GONE, Erasable, erase_lines, erase_some, lines_about, under_order
from kernel.errors import ReasonNeeded
from kernel.models import AccessEntry, AuditEntry
from kernel.numbering import next_number
from kernel.permissions import require
from kernel.queueing import enqueue
from kernel.transition import advance, lock
from notices.models import Notice, OutgoingMail
from programs import erasure as of_programs
from programs.models import Call
from programs.rules.survey import Ask
from reports.models import Job
from vouchers import erasure
from vouchers.actions.report import second_person
from vouchers.errors import NothingDue, NotYetDue, StillClaimed
from vouchers.models import Agreement, Clawback, Destruction, DestructionOrder, Recovery, Signal, Survey
from vouchers.rules.retention import Retention, retention

BATCH = 50  # rows or files in one transaction
ARCHIVED_AFTER = timedelta(days=30)  # from the end of a case
TASK = "vouchers.tasks.carry_out_destruction"


@action
def archive_case(actor: Actor, agreement_id: int) -> Agreement:
    """Closes the file: from here on nothing is added, and the day until which it is kept stands with its law.

    Raises NotVisible, StillClaimed while money is to be paid back.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    require(actor, "manage_call", agreement.call, hide=True)
    if agreement.clawbacks.filter(state__in=["proposed", "claimed"]).exists():
        raise StillClaimed()
    kept = retention_of(agreement)
    return advance(agreement, "archive", actor, archived_at=clock.now(), keep_until=kept.until, keep_law=kept.law)


def retention_of(agreement: Agreement) -> Retention:
    """Until when a finished case is kept; two statements."""
    ended = agreement.completed_at or agreement.ended_at or clock.now()
    claims = Clawback.objects.filter(agreement=agreement).values_list("ended_at", flat=True)
    back = Recovery.objects.filter(clawback__agreement=agreement).values_list("paid_on", flat=True)
    return retention(agreement.call.fund, _day(ended), [*(_day(one) for one in claims if one), *back])


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.SEOUL).date()


def archive_finished(actor: Actor) -> int:
    """Archives what has rested long enough, each case by itself; how many. May run twice."""
    rows = Agreement.objects.filter(state__in=["completed", "given_up"]).exclude(
        clawbacks__state__in=["proposed", "claimed"]
    )
    before, done = clock.now() - ARCHIVED_AFTER, 0
    for one in rows.order_by("pk"):
        if (one.completed_at or one.ended_at or one.drawn_up_at) <= before:
            archive_case(actor, one.pk)
            done += 1
    return done


@action
def propose_destruction(actor: Actor, call_id: int, agreement_ids: Iterable[int], reason: str) -> DestructionOrder:
    """Proposes archived cases of one call whose time is over. Raises NotVisible, ReasonNeeded, NothingDue without a
    case, NotYetDue naming the first that is kept longer or stands in another open proposal."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call, hide=True)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    rows = list(Agreement.objects.select_for_update().filter(call=call, pk__in=list(agreement_ids)).order_by("pk"))
    if not rows:
        raise NothingDue()
    open_orders = DestructionOrder.objects.filter(state__in=["proposed", "approved"])
    for one in rows:
        due = one.state == "archived" and one.keep_until is not None and one.keep_until <= clock.today()
        if not due or open_orders.filter(agreements=one).exists():
            raise NotYetDue(number=one.number)
    year = clock.today().year
    order = DestructionOrder.objects.create(
        number=f"DS-{year}-{next_number(f'destruction:{year}'):05d}",
        call=call,
        reason=reason.strip(),
        proposed_by=actor.user,
        proposed_at=clock.now(),
    )
    order.agreements.set(rows)
    record(actor, "propose_destruction", order, after={"cases": [one.number for one in rows]}, reason=reason.strip())
    return order


@action
def decide_destruction(actor: Actor, order_id: int, *, approved: bool, answer: str = "") -> DestructionOrder:
    """A second person approves, and the worker begins; or refuses with a reason.

    Raises NotVisible, SecondPersonNeeded, ReasonNeeded.
    """
    order: DestructionOrder = lock(DestructionOrder, order_id)
    require(actor, "approve_call", order.call, hide=True)
    second_person(actor, order.proposed_by_id)
    if not approved and not answer.strip():
        raise ReasonNeeded(field="answer")
    values = {"decided_by": actor.user, "decided_at": clock.now(), "answer": answer.strip()}
    advance(order, "approve" if approved else "refuse", actor, reason=answer.strip(), **values)
    if approved:
        enqueue(TASK, order.pk, key=f"destroy {order.number}")
    return order


# -- carried out by the worker -----------------------------------------------------------------------------------------


def carry_out(actor: Actor, order_id: int) -> bool:
    """Erases everything an approved order names; False when it is not to be carried out (any more).

    Every batch is a transaction that leaves what it did counted; killed anywhere, the next run goes on from there.
    """
    order = DestructionOrder.objects.get(pk=order_id)
    if order.state != "approved":
        return False
    for agreement in order.agreements.exclude(state="destroyed").order_by("pk"):
        for what, case in _parts(agreement):
            while _erase_batch(order_id, agreement.pk, what, case):
                pass
        while _remove_files(order_id, agreement.pk):
            pass
        while _forget_messages(order_id, agreement.pk):
            pass
        while _destroy_papers(order_id, agreement.pk):
            pass
        _forget_texts_of_surveys(order_id, agreement.pk)
        _forget_signals(order_id, agreement.pk)
        _remove_bytes(order_id)
        while _erase_lines(actor, order_id, agreement.pk):
            pass
        _certify(actor, order_id, agreement.pk)
    _end(actor, order_id)
    return True


def _parts(agreement: Agreement) -> list[tuple[Erasable, int]]:
    """What is blanked, each with the key that leads to it."""
    own = [(what, agreement.pk) for what in erasure.OF_CASE]
    application = (*of_programs.OF_APPLICATION, *erasure.OF_APPLICATION)
    return own + [(what, agreement.application_id) for what in application]


def _count(order: DestructionOrder, agreement_id: int, kind: str, number: int) -> None:
    counts = order.counts.setdefault(str(agreement_id), {})
    counts[kind] = counts.get(kind, 0) + number
    order.save(update_fields=["counts", "hashes", "removed"])


def _locked(order_id: int) -> DestructionOrder:
    order: DestructionOrder = lock(DestructionOrder, order_id)
    under_order(order_id)
    return order


@action
def _erase_batch(order_id: int, agreement_id: int, what: Erasable, case: int) -> int:
    order = _locked(order_id)
    number = erase_some(what, case, BATCH)
    if number:
        _count(order, agreement_id, what.kind, number)
    return number


@action
def _remove_files(order_id: int, agreement_id: int) -> int:
    """Takes up to a batch of files off the case; those that nothing else needs go, their bytes after the commit."""
    order = _locked(order_id)
    agreement = Agreement.objects.get(pk=agreement_id)
    keys = _files_of(agreement)[:BATCH]
    for model, lookup in of_programs.FILES_OF_APPLICATION:
        model._default_manager.filter(**{lookup: agreement.application_id}, file__in=keys).delete()
    for model, lookup, name in erasure.FILES:
        rows = model._default_manager.filter(**{lookup: agreement_id, f"{name}__in": keys})
        if name == "file":
            rows.update(file=None)
            continue
        for row in rows.distinct():
            getattr(row, name).remove(*keys)
    for key, file in StoredFile.objects.in_bulk(keys).items():
        if is_unused(file) and remove_unused(file):
            order.hashes, order.removed = [*order.hashes, file.sha256], [*order.removed, key]
    if keys:
        _count(order, agreement_id, "file", len(keys))
    return len(keys)


def _files_of(agreement: Agreement) -> list[int]:
    found: set[int] = set()
    for model, lookup in of_programs.FILES_OF_APPLICATION:
        found |= set(model._default_manager.filter(**{lookup: agreement.application_id}).values_list("file", flat=True))
    for model, lookup, name in erasure.FILES:
        rows = model._default_manager.filter(**{lookup: agreement.pk, f"{name}__isnull": False})
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
def _forget_messages(order_id: int, agreement_id: int) -> int:
    """What people were told of the case, in their inboxes and by mail."""
    order = _locked(order_id)
    application = Agreement.objects.values_list("application_id", flat=True).get(pk=agreement_id)
    about = Notice.objects.filter(about="vouchers.agreement", about_id=str(agreement_id)) | Notice.objects.filter(
        about="programs.application", about_id=str(application)
    )
    keys = list(about.order_by("pk").values_list("pk", flat=True)[:BATCH])
    OutgoingMail.objects.filter(notice__in=keys).delete()
    Notice.objects.filter(pk__in=keys).delete()
    if keys:
        _count(order, agreement_id, "message", len(keys))
    return len(keys)


@action
def _destroy_papers(order_id: int, agreement_id: int) -> int:
    """Papers that were made of the case and are still kept; what was issued can still be verified by its number."""
    order = _locked(order_id)
    agreement = Agreement.objects.select_related("application").get(pk=agreement_id)
    jobs = list(_papers_of(agreement).filter(state="done").select_for_update().order_by("pk")[:BATCH])
    for job in jobs:
        name = job.stored_as
        advance(job, "expire", Actor.system("vouchers.destroy"), stored_as="", claim=None, file_name="")
        transaction.on_commit(partial(default_storage.delete, name))
    if jobs:
        _count(order, agreement_id, "paper", len(jobs))
    return len(jobs)


def _papers_of(agreement: Agreement) -> QuerySet[Job]:
    of_case, application = str(agreement.public_id), str(agreement.application.public_id)
    return Job.objects.filter(params__case=of_case) | Job.objects.filter(params__application=application)


@action
def _forget_texts_of_surveys(order_id: int, agreement_id: int) -> None:
    """Free texts may name people; the figures stay in the call's table."""
    order = _locked(order_id)
    for one in Survey.objects.filter(request__agreement=agreement_id).select_related("request"):
        texts = [q["key"] for q in one.request.questions if q["ask"] == Ask.TEXT and q["key"] in one.answers]
        if texts:
            Survey.objects.filter(pk=one.pk).update(
                answers={key: value for key, value in one.answers.items() if key not in texts}
            )
            _count(order, agreement_id, "survey", len(texts))


@action
def _forget_signals(order_id: int, agreement_id: int) -> None:
    """What was answered to reasons to look; it stays while another case that it touches is kept."""
    order = _locked(order_id)
    number = _answered(Agreement.objects.get(pk=agreement_id)).update(answer=GONE)
    if number:
        _count(order, agreement_id, "signal", number)


def _signals_of(agreement: Agreement) -> QuerySet[Signal]:
    """Those about this case that touch no other one that is kept."""
    kept = Agreement.objects.exclude(pk=agreement.pk).exclude(state="destroyed").values("application")
    of_case = Signal.objects.filter(applications=agreement.application_id).values("pk")
    return Signal.objects.filter(pk__in=of_case).exclude(applications__in=kept)


def _answered(agreement: Agreement) -> QuerySet[Signal]:
    return _signals_of(agreement).exclude(answer__in=["", GONE])


@action
def _erase_lines(actor: Actor, order_id: int, agreement_id: int) -> int:
    """The words of the lines about the case in the audit trail and the access log. Who acted stays as a number, and
    with the name where an official did (정보공개법 §9①6라)."""
    order = _locked(order_id)
    agreement = Agreement.objects.get(pk=agreement_id)
    officials = RoleGrant.objects.filter(role__in=STAFF_ROLES).values_list("user", flat=True)
    number = erase_lines(actor, order, _in_trail(order, agreement), set(officials), BATCH)
    if number:
        _count(order, agreement_id, "line", number)
    return number


def _in_trail(order: DestructionOrder, agreement: Agreement) -> dict[str, Collection[Any]]:
    """Every record of a case that lines of the trail are about: kind of record → keys; a statement for each kind."""
    ways = [(what.model, what.lookup, key) for what, key in _parts(agreement)]
    ways += [(model, lookup, agreement.pk) for model, lookup in erasure.IN_TRAIL]
    ways += [(model, lookup, agreement.application_id) for model, lookup in of_programs.IN_TRAIL]
    found: dict[str, Collection[Any]] = {StoredFile._meta.label_lower: order.removed}
    for model, lookup, key in ways:
        keys = model._base_manager.filter(**{lookup: key}).values_list("pk", flat=True)
        found[model._meta.label_lower] = set(keys)
    for rows in (_papers_of(agreement), _signals_of(agreement)):
        found[rows.model._meta.label_lower] = set(rows.values_list("pk", flat=True))
    return found


def _lines_left(order: DestructionOrder, agreement: Agreement) -> bool:
    about = _in_trail(order, agreement)
    return any(lines_about(chain, about).exists() for chain in (AuditEntry, AccessEntry))


@action
def _certify(actor: Actor, order_id: int, agreement_id: int) -> None:
    """Nothing is left: the case is destroyed and its certificate stands."""
    order = _locked(order_id)
    agreement: Agreement = lock(Agreement, agreement_id)
    left = sum(what.left(case).count() for what, case in _parts(agreement)) + len(_files_of(agreement))
    left += _answered(agreement).count() + _lines_left(order, agreement)
    if agreement.state != "archived" or left or order.decided_by is None:
        return
    Destruction.objects.create(
        agreement=agreement,
        order=order,
        kinds=order.counts.get(str(agreement_id), {}),
        rule=f"{agreement.keep_law} ({agreement.keep_until})",
        destroyed_by=order.proposed_by,
        witnessed_by=order.decided_by,
        destroyed_at=clock.now(),
    )
    advance(agreement, "destroy", actor)


@action
def _end(actor: Actor, order_id: int) -> None:
    order: DestructionOrder = lock(DestructionOrder, order_id)
    if order.state == "approved" and not order.agreements.exclude(state="destroyed").exists():
        advance(order, "carry_out", actor, carried_out_at=clock.now())


def carry_on(actor: Actor) -> int:
    """Every approved order that is not finished, in case a worker was killed in its middle. May run twice."""
    keys = DestructionOrder.objects.filter(state="approved").order_by("pk").values_list("pk", flat=True)
    return sum(carry_out(actor, key) for key in list(keys))
