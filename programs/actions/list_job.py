"""Very long lists: a click on proposing or confirming hands the work to the worker, so that no request holds the call
for a minute. What is refused at once is refused with the click; what is found only in doing it stands on the page.

The worker acts on behalf of who asked, so that the second person stays a second one, in one transaction: killed in it,
it has done nothing, and the next one does it once.
"""

from datetime import datetime
from typing import Any

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.permissions import require
from kernel.queueing import enqueue
from kernel.transition import advance, lock
from programs.actions.moment import AT_ONCE, check_moment, confirm_for
from programs.actions.office import require_second_person
from programs.actions.ranking import check_ready, propose_ranking
from programs.errors import AnotherListJob
from programs.models import Call, ListJob, RankingRun
from programs.queries.decisions import proposed_decisions
from programs.queries.list_jobs import waiting_job
from programs.queries.ranking import RANKED

TASK = "programs.tasks.work_off_lists"


@action
def propose_or_queue(actor: Actor, call_id: int, *, without_outstanding: bool = False) -> bool:
    """A manager's click on proposing the ranking; whether it is made. What is not ready is refused in either case.

    Raises what :func:`propose_ranking` raises, AnotherListJob.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    if call.applications.filter(state__in=RANKED).count() <= AT_ONCE:
        propose_ranking(actor, call_id, without_outstanding=without_outstanding)
        return True
    check_ready(call, without_outstanding=without_outstanding)
    _queue(actor, call, ListJob.Kind.PROPOSE, {"without_outstanding": without_outstanding})
    return False


@action
def confirm_or_queue(
    actor: Actor, call_id: int, run_id: int | None, *, seen: str = "", at: datetime | None = None
) -> bool:
    """The second person's click on confirming what they have ``seen``, with ``at`` also the moment of the publication;
    whether it is confirmed.

    Raises what :func:`confirm_for` raises, AnotherListJob.
    """
    call: Call = lock(Call, call_id)
    run = RankingRun.objects.filter(pk=run_id or 0, call=call, state="proposed").only("made_by_id").first()
    require_second_person(actor, call, run.made_by_id if run else None)
    if proposed_decisions(call).count() <= AT_ONCE:
        confirm_for(actor, call_id, run_id, seen=seen, at=at)
        return True
    if at is not None:
        check_moment(call, at)
    wanted = {"run": run_id, "seen": seen, "at": at.isoformat() if at else ""}
    _queue(actor, call, ListJob.Kind.CONFIRM, wanted)
    return False


def _queue(actor: Actor, call: Call, kind: ListJob.Kind, wanted: dict[str, Any]) -> None:
    """A second click finds the same work waiting and changes nothing."""
    there = waiting_job(call)
    if there is not None:
        if (there.kind, there.wanted, there.asked_by_id) == (kind, wanted, actor.user_id):
            return
        raise AnotherListJob()
    job = ListJob.objects.create(call=call, kind=kind, wanted=wanted, asked_by=actor.user, asked_at=clock.now())
    record(actor, "ask_list_job", job, after={"call": call.pk, "kind": kind.value, **wanted})
    enqueue(TASK, key=f"list_job:{job.pk}")  # a killed one is made good within a minute


@action
def work_off(actor: Actor, job_id: int) -> bool:
    """Does what was asked for, once; whether it was done. Where something stands between, nothing is changed and the
    job says what."""
    call_id = ListJob.objects.values_list("call_id", flat=True).get(pk=job_id)
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    job: ListJob = lock(ListJob, job_id)
    if job.state != "waiting":
        return False
    try:
        _do(Actor.person(job.asked_by) if job.asked_by else actor, job)
    except HanbatError as obstacle:
        advance(job, "refuse", actor, ended_at=clock.now(), obstacle=str(obstacle))
        return False
    advance(job, "finish", actor, ended_at=clock.now())
    return True


def _do(on_behalf: Actor, job: ListJob) -> None:
    wanted = job.wanted
    if job.kind == ListJob.Kind.PROPOSE:
        propose_ranking(on_behalf, job.call_id, without_outstanding=wanted["without_outstanding"])
        return
    at = datetime.fromisoformat(wanted["at"]) if wanted["at"] else None
    confirm_for(on_behalf, job.call_id, wanted["run"], seen=wanted["seen"], at=at)
