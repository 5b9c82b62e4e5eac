"""The archive: records with the day until which they are kept; what is due is proposed for destruction by one person
and approved by another (:mod:`programs.actions.destruction` carries it out)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.numbering import next_number
from kernel.permissions import require
from kernel.queueing import enqueue
from kernel.transition import advance, lock
from programs.actions.office import require_second_person
from programs.errors_archive import NothingDue, NotYetDue
from programs.models import Application, ArchivedCase, Call, DestructionOrder
from programs.queries.archive import ordered

TASK = "programs.tasks.carry_out_destruction"


@action
def archive_records(
    actor: Actor, application: Application, code: str, number: str, until: date, law: str
) -> ArchivedCase:
    """Records of a kind (``code``) are kept ``until`` this day (the first on which they may go) by ``law``; part of an
    action of the programme that has the right to it. Archived again they are kept longer, never less long; what is
    destroyed or named in an open order stays as it is."""
    kept = ArchivedCase.objects.select_for_update().filter(records=code, application=application).first()
    after: dict[str, Any] = {"keep_until": until, "keep_law": law}
    if kept is None:
        kept = ArchivedCase.objects.create(application=application, records=code, number=number, **after)
        record(actor, "archive_records", kept, after=after)
    elif kept.state == "kept" and kept.keep_until < until and not ordered().filter(pk=kept.pk).exists():
        before = {"keep_until": kept.keep_until, "keep_law": kept.keep_law}
        ArchivedCase.objects.filter(pk=kept.pk).update(**after)
        kept.keep_until, kept.keep_law = until, law
        record(actor, "keep_longer", kept, before=before, after=after)
    return kept


@action
def propose_destruction(actor: Actor, call_id: int, case_ids: Iterable[int], reason: str) -> DestructionOrder:
    """Proposes archived cases of one call whose time is over. Raises NotVisible, ReasonNeeded, NothingDue without a
    case, NotYetDue naming the first that is kept longer or stands in another open proposal."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call, hide=True)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    cases = ArchivedCase.objects.select_for_update(of=("self",)).filter(application__call=call)
    rows = list(cases.filter(pk__in=list(case_ids)).order_by("pk"))
    if not rows:
        raise NothingDue()
    taken = set(ordered().filter(pk__in=[one.pk for one in rows]).values_list("pk", flat=True))
    for one in rows:
        if one.state != "kept" or one.keep_until > clock.today() or one.pk in taken:
            raise NotYetDue(number=one.number)
    year = clock.today().year
    order = DestructionOrder.objects.create(
        number=f"DS-{year}-{next_number(f'destruction:{year}'):05d}",
        call=call,
        reason=reason.strip(),
        proposed_by=actor.user,
        proposed_at=clock.now(),
    )
    order.cases.set(rows)
    record(actor, "propose_destruction", order, after={"cases": [one.number for one in rows]}, reason=reason.strip())
    return order


@action
def decide_destruction(actor: Actor, order_id: int, *, approved: bool, answer: str = "") -> DestructionOrder:
    """A second person approves, and the worker begins; or refuses with a reason.

    Raises NotVisible, SecondPersonNeeded, ReasonNeeded.
    """
    order: DestructionOrder = lock(DestructionOrder, order_id)
    require(actor, "approve_call", order.call, hide=True)
    require_second_person(actor, order.call, order.proposed_by_id)
    if not approved and not answer.strip():
        raise ReasonNeeded(field="answer")
    values = {"decided_by": actor.user, "decided_at": clock.now(), "answer": answer.strip()}
    advance(order, "approve" if approved else "refuse", actor, reason=answer.strip(), **values)
    if approved:
        enqueue(TASK, order.pk, key=f"destroy {order.number}")
    return order
