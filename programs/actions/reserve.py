"""Giving a place up, and calling the reserve list in order (예비 승계).

Everything here holds the call's row first: who is next follows from all that hold a place, so that clicks at once call
each reserve once and in order, and never more hold a place than there are places and money.
"""

from datetime import datetime

from accounts.models import User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile, ReasonNeeded
from kernel.permissions import may, require
from kernel.transition import advance, lock
from programs.errors import ApplicationNotVisible
from programs.errors_aftermath import CallUpOver, NobodyToCall, NoCallUp, ResultsNotOut
from programs.facts import own_application
from programs.messages import tell_decisions
from programs.messages_aftermath import (
    tell_call_up_ended,
    tell_called_up,
    tell_given_up,
    tell_nobody_called,
    tell_taken_back,
)
from programs.models import Application, Call, Decision, ReserveCall
from programs.queries.deadlines import due_at
from programs.queries.reserves import open_call_up, standing_of
from programs.registry import programme
from programs.rules.reserves import Next, Nobody
from programs.wording import moment_text, nobody_text

NOT_ANSWERED = "기한까지 답하지 않음"  # the reason that is kept when a call-up lapses


@action
def give_up(actor: Actor, application_id: int, reason: str) -> Application:
    """A place, or a stand on the reserve list, is given up: by the applicant, by the office when a duty lapses, or by
    the programme. A second click finds it done.

    Raises ApplicationNotVisible, ReasonNeeded, TransitionRefused, and what the programme refuses with.
    """
    application, call = _locked(application_id)
    if not (actor.is_system or own_application(actor.user, application) or may(actor, "manage_call", call)):
        raise ApplicationNotVisible()
    if application.state == "given_up":
        return application
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    called = open_call_up(application)
    if called is not None:  # the offer goes with it, and the place to the next
        _refuse(actor, called, application, reason.strip())
    else:
        _leave(actor, application, reason.strip())
        tell_given_up(application, reason.strip())
    return application


def _locked(application_id: int) -> tuple[Application, Call]:
    """The application and its call under lock, the call first."""
    call_id = Application.objects.values_list("call_id", flat=True).get(pk=application_id)
    call: Call = lock(Call, call_id)
    application: Application = lock(Application, application_id)
    application.call = call
    return application, call


def _leave(actor: Actor, application: Application, reason: str) -> None:
    advance(application, "give_up", actor, reason=reason, given_up_at=clock.now())
    programme(application.call.programme).on_given_up(actor, application, reason)


# -- the next is called ------------------------------------------------------------------------------------------------


@action
def call_next(
    actor: Actor, call_id: int, track: str = "", *, chosen: int | None = None, seen: int | None = None
) -> ReserveCall:
    """Offers a free place of ``track`` to the next of its reserve list, until the end of the call's days.

    ``seen`` is the application that the person was shown as the next one; ``chosen`` whom they chose among equals.
    Raises NotPermitted, ResultsNotOut, NobodyToCall saying why, ChangedMeanwhile when somebody else is next by now.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    if call.state != "decided":
        raise ResultsNotOut()
    return _call_next(actor, call, track, chosen, seen, by=actor.user)


def _call_next(
    actor: Actor,
    call: Call,
    track: str,
    chosen: int | None = None,
    seen: int | None = None,
    by: User | None = None,
) -> ReserveCall:
    """``by``: who clicked; nobody where it follows by itself."""
    standing = standing_of(call, track)
    found = standing.next(chosen) if standing else None
    if standing is None or not isinstance(found, Next):
        raise NobodyToCall(why=nobody_text(found))
    if seen is not None and seen != found.application:
        raise ChangedMeanwhile()
    application: Application = lock(Application, found.application)
    application.call = call
    called = ReserveCall.objects.create(
        application=application,
        freed_by_id=standing.freed[0] if standing.freed else None,
        track=standing.terms.code,
        amount=found.won,
        called_by=by,
        called_at=clock.now(),
        due_at=due_at(call.terms.choosing_terms.deadlines.acceptance),
    )
    shown = {"application": application.receipt_number, "amount": found.won, "quota": found.quota}
    record(actor, "call_reserve", called, after=shown | {"due_at": called.due_at, "chosen": chosen})
    tell_called_up(called)
    return called


def _go_on(actor: Actor, call: Call, track: str) -> None:
    """After a refusal or a lapse the next is called by itself; where nobody can be, the office is told why."""
    standing = standing_of(call, track)
    found = standing.next() if standing else None
    if isinstance(found, Next):
        _call_next(actor, call, track)
    elif isinstance(found, Nobody):
        tell_nobody_called(call, track, nobody_text(found))


# -- the answer --------------------------------------------------------------------------------------------------------


def _open(call_up_id: int) -> tuple[ReserveCall, Application]:
    """The call-up with its call and application, all locked in the order of the house."""
    application_id = ReserveCall.objects.values_list("application_id", flat=True).filter(pk=call_up_id).first()
    if application_id is None:
        raise NoCallUp()
    application, _call = _locked(application_id)
    called: ReserveCall = lock(ReserveCall, call_up_id)
    called.application = application
    return called, application


def _check_time(called: ReserveCall, moment: datetime) -> None:
    if called.state == "lapsed" or (called.state == "open" and moment >= called.due_at):
        raise CallUpOver(moment=moment_text(called.due_at))
    if called.state != "open":
        raise NoCallUp()


@action
def accept_call_up(actor: Actor, call_up_id: int) -> ReserveCall:
    """The applicant takes the place: selected from now on, with the sum that was offered. A second click finds it
    done. Raises ApplicationNotVisible, NoCallUp, CallUpOver by the moment of arrival."""
    called, application = _open(call_up_id)
    if not own_application(actor.user, application):
        raise ApplicationNotVisible()
    if called.state == "accepted":
        return called
    _check_time(called, clock.arrived())
    moment = clock.now()
    advance(called, "accept", actor, answered_by=actor.user, answered_at=moment)
    advance(application, "call_up", actor)
    decision: Decision = lock(Decision, application.decision.pk)
    decision.application = application
    taken = {"outcome": Decision.Outcome.SELECTED.value, "amount": called.amount, "reason": ""}
    advance(decision, "take_up", actor, fields=taken)
    tell_decisions([decision])
    tell_call_up_ended(called)
    programme(application.call.programme).on_selected(actor, application, decision)
    return called


@action
def refuse_call_up(actor: Actor, call_up_id: int, reason: str) -> ReserveCall:
    """The applicant does not take the place and leaves the list; the next is called by itself.

    Raises ApplicationNotVisible, ReasonNeeded, NoCallUp, CallUpOver.
    """
    called, application = _open(call_up_id)
    if not own_application(actor.user, application):
        raise ApplicationNotVisible()
    if called.state == "refused":
        return called
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    _check_time(called, clock.arrived())
    _refuse(actor, called, application, reason.strip())
    return called


def _refuse(actor: Actor, called: ReserveCall, application: Application, reason: str) -> None:
    called.application = application
    changes = {"reason": reason, "answered_by": actor.user, "answered_at": clock.now()}
    advance(called, "refuse", actor, reason=reason, fields=changes)
    _leave(actor, application, reason)
    tell_call_up_ended(called)
    _go_on(actor, application.call, called.track)


@action
def lapse_call_up(actor: Actor, call_up_id: int) -> bool:
    """Ends a call-up whose due date is over and calls the next; whether it did. Harmless when somebody was quicker."""
    called, application = _open(call_up_id)
    if called.state != "open" or clock.settled() < called.due_at:
        return False
    advance(called, "lapse", actor, answered_at=clock.now())
    _leave(actor, application, NOT_ANSWERED)
    tell_call_up_ended(called)
    _go_on(actor, application.call, called.track)
    return True


@action
def take_back_call_up(actor: Actor, call_up_id: int, reason: str) -> ReserveCall:
    """The office takes an offer back, as when it was made by mistake; the applicant stays on the list.

    Raises NotPermitted, ReasonNeeded, NoCallUp when it was answered meanwhile.
    """
    called, application = _open(call_up_id)
    require(actor, "manage_call", application.call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if called.state != "open":
        raise NoCallUp()
    advance(called, "take_back", actor, reason=reason.strip(), fields={"reason": reason.strip()})
    tell_taken_back(called)
    return called
