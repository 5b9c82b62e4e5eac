"""From the finished draft to the public call and its end: one person proposes, a second person publishes."""

from datetime import datetime

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.permissions import require
from kernel.transition import advance, lock
from programs.actions.office import require_second_person
from programs.actions.window import require_over
from programs.building import gaps_of
from programs.errors_building import CallIncomplete, JudgingBegun, WindowOnlyLonger, WindowPassed
from programs.messages import tell_extended, tell_proposed, tell_published, tell_sent_back
from programs.models import Call, CallChange, Screening


@action
def propose_call(actor: Actor, call_id: int) -> Call:
    """Asks a second person to publish the draft, which nobody changes while it waits; those who may approve are told.

    Raises CallIncomplete, WindowPassed.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    _check_complete(call)
    advance(call, "propose", actor, proposed_by=actor.user, proposed_at=clock.now())
    tell_proposed(call)
    return call


@action
def publish_call(actor: Actor, call_id: int) -> Call:
    """The second person makes a proposed call public; its terms stand from then on.

    Raises SecondPersonNeeded for whoever proposed it, WindowPassed when it has waited too long.
    """
    call: Call = lock(Call, call_id)
    require_second_person(actor, call, call.proposed_by_id)
    _check_complete(call)
    advance(call, "publish", actor, published_by=actor.user, published_at=clock.now())
    tell_published(call)
    return call


@action
def send_back_call(actor: Actor, call_id: int, reason: str) -> Call:
    """The second person does not publish: the call is a draft again, and who proposed it reads why.

    Raises ReasonNeeded; SecondPersonNeeded for whoever proposed it (they take it back instead).
    """
    call: Call = lock(Call, call_id)
    require_second_person(actor, call, call.proposed_by_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    proposed_by = call.proposed_by
    advance(call, "send_back", actor, reason=reason, proposed_by=None, proposed_at=None)
    tell_sent_back(call, proposed_by, reason)
    return call


@action
def take_back_call(actor: Actor, call_id: int) -> Call:
    """A manager of the call goes on with the draft instead of waiting."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    return advance(call, "take_back", actor, proposed_by=None, proposed_at=None)


def _check_complete(call: Call) -> None:
    if call.closes_at <= clock.now():
        raise WindowPassed(field="closes_at")
    for gap in gaps_of(call):
        if gap.must:
            raise CallIncomplete(field=gap.step, what=gap.text)


@action
def extend_window(actor: Actor, call_id: int, closes_at: datetime, reason: str) -> Call:
    """A later closing moment for everyone, told with its reason on the call's page (as after an outage). A call that
    was closed in the meantime opens again, as long as nothing has been screened.

    Raises WindowOnlyLonger, WindowPassed, ReasonNeeded, JudgingBegun.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if call.state not in {"published", "closed"} or closes_at <= call.closes_at:
        raise WindowOnlyLonger(field="closes_at")
    if closes_at <= clock.now():
        raise WindowPassed(field="closes_at")
    if call.state == "closed":
        if Screening.objects.filter(application__call=call).exists():
            raise JudgingBegun(field="closes_at")
        advance(call, "reopen", actor, reason=reason)
    before, after = {"closes_at": call.closes_at.isoformat()}, {"closes_at": closes_at.isoformat()}
    CallChange.objects.create(call=call, at=clock.now(), by=actor.user, before=before, after=after, reason=reason)
    call.closes_at = closes_at
    call.save(update_fields=["closes_at"])
    record(actor, "extend", call, before=before, after=after, reason=reason)
    tell_extended(call, reason)
    return call


@action
def close_call(actor: Actor, call_id: int) -> Call:
    """Ends the taking of applications; possible once the window is over. Raises WindowStillOpen, StillArriving."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    require_over(call)
    return advance(call, "close", actor)


@action
def close_when_over(actor: Actor, call_id: int) -> bool:
    """Closes a published call whose window has passed and settled (:func:`kernel.clock.settled`); whether it did.
    Whoever submits holds the call's row, and the closing waits for them."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    if call.state != "published" or clock.settled() < call.closes_at:
        return False
    advance(call, "close", actor)
    return True


@action
def cancel_call(actor: Actor, call_id: int, reason: str) -> Call:
    """Raises ReasonNeeded without a reason."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    return advance(call, "cancel", actor, reason=reason)
