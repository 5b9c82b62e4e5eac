"""The moment at which the results come out: set, moved or taken back until then; the worker publishes."""

from datetime import datetime, timedelta

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.permissions import may, require
from kernel.queueing import enqueue
from kernel.transition import advance, lock
from programs.actions.decision import confirm_decisions
from programs.actions.office import require_second_person
from programs.actions.ranking import confirm_ranking
from programs.actions.results import publish_results
from programs.actions.window import require_over
from programs.errors import MomentPassed, MomentTooFar, NoMoment
from programs.errors_choosing import ResultsOut
from programs.messages_office import tell_moment, tell_moment_missed
from programs.models import Call, RankingRun, ResultsMoment
from programs.queries.decisions import waiting_decisions
from programs.queries.publication import check_publishable, planned_moment
from programs.queries.ranking import run_in_force

FARTHEST = timedelta(days=90)
AT_ONCE = 500  # cases that are ranked, confirmed, published within a click
PUBLISHING_TASK = "programs.tasks.publish_results"


@action
def plan_results(actor: Actor, call_id: int, at: datetime) -> ResultsMoment:
    """A second person sets the moment at which the results come out, or moves the one that is set. Until then nobody
    outside sees anything of them. What could not be published now is not set for later.

    Raises SecondPersonNeeded for whoever proposed the ranking, ResultsOut, WindowStillOpen, StillArriving,
    MomentPassed, MomentTooFar, and whatever :func:`check_publishable` refuses with.
    """
    call: Call = lock(Call, call_id)
    run = run_in_force(call)
    require_second_person(actor, call, run.made_by_id if run else None)
    if call.state == "decided":
        raise ResultsOut()
    check_moment(call, at)
    check_publishable(call)
    planned = planned_moment(call)
    if planned is None or planned.at != at:
        planned = _set(actor, call, planned, at)
    tell_moment(call, planned)
    return planned


def check_moment(call: Call, at: datetime) -> None:
    """Whether results may be set for ``at``. Raises WindowStillOpen, StillArriving, MomentPassed, MomentTooFar."""
    require_over(call)
    now = clock.now()
    if at <= now:
        raise MomentPassed(field="at")
    if at > now + FARTHEST:
        raise MomentTooFar(field="at", days=FARTHEST.days)


def _set(actor: Actor, call: Call, planned: ResultsMoment | None, at: datetime) -> ResultsMoment:
    """A new moment, or the one that is ``planned`` moved."""
    moment = {"at": at, "set_by": actor.user, "set_at": clock.now()}
    if planned is not None:
        return advance(planned, "move", actor, **moment)
    planned = ResultsMoment.objects.create(call=call, **moment)
    record(actor, "plan_results", planned, after={"call": call.pk, "at": at.isoformat()})
    return planned


@action
def confirm_for(
    actor: Actor, call_id: int, run_id: int | None, *, seen: str = "", at: datetime | None = None
) -> ResultsMoment | None:
    """The second person's approval in one step: the ranking, or the decisions that wait, are confirmed, and with ``at``
    the moment of their publication is set. All of it or nothing.

    Raises what :func:`confirm_ranking`, :func:`confirm_decisions` and :func:`plan_results` raise.
    """
    run = RankingRun.objects.defer("inputs", "result").filter(pk=run_id, state="proposed").first() if run_id else None
    if run is not None:
        confirm_ranking(actor, run.pk, seen=seen)
    else:
        confirm_decisions(actor, call_id, seen=seen)
    return plan_results(actor, call_id, at) if at else None


@action
def publish_or_queue(actor: Actor, call_id: int) -> bool:
    """A manager's click on publishing: a few results come out with it, very many by the worker, at once, so that no
    request holds the call for a minute; whether they are out. What could not be published is refused in either case.

    Raises what :func:`publish_results` raises.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    if waiting_decisions(call).count() <= AT_ONCE:
        publish_results(actor, call_id)
        return True
    if call.state == "published":
        require_over(call)
    check_publishable(call)
    planned, now = planned_moment(call), clock.database_now()
    if planned is None or planned.at > now:
        _set(actor, call, planned, now)
    enqueue(PUBLISHING_TASK, key=f"publish_results:{call.pk}")  # a killed one is made good within a minute
    return False


@action
def take_back_moment(actor: Actor, call_id: int) -> ResultsMoment:
    """The results do not come out by themselves. Anybody who manages or approves in the call may say so, since nothing
    is published by it. Raises NoMoment."""
    call: Call = lock(Call, call_id)
    if not may(actor, "approve_call", call):
        require(actor, "manage_call", call)
    planned = planned_moment(call)
    if planned is None:
        raise NoMoment()
    return advance(planned, "take_back", actor, ended_at=clock.now())


@action
def publish_planned(actor: Actor, moment_id: int) -> bool:
    """Publishes the results whose moment has come by the database's clock; whether it did. Where something stands
    between, nothing is published: the moment is missed and the office told why.

    It looks again under the call's lock, so that workers at once publish once and a moment that was moved waits.
    """
    call_id = ResultsMoment.objects.values_list("call_id", flat=True).get(pk=moment_id)
    call: Call = lock(Call, call_id)
    planned: ResultsMoment = lock(ResultsMoment, moment_id)
    require(actor, "manage_call", call)
    if planned.state != "planned" or clock.database_now() < planned.at:
        return False
    try:
        publish_results(actor, call.pk)
    except HanbatError as obstacle:
        advance(planned, "miss", actor, ended_at=clock.now(), obstacle=str(obstacle))
        tell_moment_missed(call, planned)
        return False
    return True
