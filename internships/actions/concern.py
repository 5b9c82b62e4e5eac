"""The confidential line. The audit trail says that something was said, never what."""

from django.urls import reverse

from accounts.models import User
from internships.actions.placement import locked
from internships.errors_work import NoListener, NotAListener
from internships.models import Concern, ConcernNote, Host, Listener
from internships.queries.access import require_own
from internships.queries.concern import concern_for, listens
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotVisible, ReasonNeeded
from kernel.permissions import require, scopes
from kernel.transition import advance, lock
from notices.actions import notify
from programs.models import Call


@action
def appoint_listener(actor: Actor, call_id: int, user: User) -> Listener:
    """An approver of the call names who hears its interns; nobody who manages the call or mentors a host.

    Raises NotPermitted, NotAListener.
    """
    call: Call = lock(Call, call_id)
    require(actor, "approve_call", call)
    manages = scopes(user, "manage_call", Call).filter(pk=call.pk).exists()
    if manages or scopes(user, "mentor_host", Host).exists():
        raise NotAListener(field="email", person=user.name)
    listener, new = Listener.objects.get_or_create(
        call=call, user=user, defaults={"appointed_by": actor.user, "appointed_at": clock.now()}
    )
    if new:
        record(actor, "appoint_listener", call, after={"listener": user.pk})
    return listener


@action
def raise_concern(actor: Actor, placement_id: int, kind: str, text: str) -> Concern:
    """The intern raises a concern; the listeners of the call are told that there is one.

    Raises NotVisible, ReasonNeeded, NoListener.
    """
    placement = locked(placement_id)
    require_own(actor, placement)
    if not text.strip():
        raise ReasonNeeded(field="text")
    call = placement.position.call
    listeners = [one.user for one in Listener.objects.filter(call=call).select_related("user")]
    if not listeners:
        raise NoListener()
    concern = Concern.objects.create(placement=placement, kind=Concern.Kind(kind), raised_at=clock.now())
    note = _note(actor, concern, text)
    record(actor, "raise_concern", concern, after={"note": note.pk})
    notify(
        "concern_raised",
        listeners,
        about=concern,
        url=reverse("internships:concern", args=[concern.pk]),
        key=f"concern-{concern.pk}",
    )
    return concern


def _note(actor: Actor, concern: Concern, text: str) -> ConcernNote:
    return ConcernNote.objects.create(concern=concern, author=actor.user, text=text.strip(), at=clock.now())


def _locked(actor: Actor, concern_id: int) -> Concern:
    concern_for(actor, concern_id)
    concern: Concern = lock(Concern, concern_id)
    return concern


@action
def add_note(actor: Actor, concern_id: int, text: str) -> ConcernNote:
    """The intern or a listener adds a note; a listener's first takes the concern up, an intern's raises a settled one
    again. Raises NotVisible, ReasonNeeded."""
    concern = _locked(actor, concern_id)
    if not text.strip():
        raise ReasonNeeded(field="text")
    note = _note(actor, concern, text)
    heard = listens(actor, concern.placement.position.call)
    if heard and concern.state == "raised":
        advance(concern, "hear_concern", actor)
    elif not heard and concern.state == "settled":
        advance(concern, "raise_again", actor, settled_at=None)
    record(actor, "add_note", concern, after={"note": note.pk})
    return note


@action
def settle_concern(actor: Actor, concern_id: int) -> Concern:
    """A listener closes it. Raises NotVisible, TransitionRefused."""
    concern = _locked(actor, concern_id)
    if not listens(actor, concern.placement.position.call):
        raise NotVisible()
    return advance(concern, "settle_concern", actor, settled_at=clock.now())
