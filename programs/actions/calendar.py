"""The address of a person's subscribed calendar."""

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted
from programs.models import CalendarFeed


@action
def renew_feed(actor: Actor) -> CalendarFeed:
    """A fresh address for the actor's calendar; the earlier one answers no more. Raises NotPermitted."""
    if actor.user is None:
        raise NotPermitted()
    CalendarFeed.objects.filter(user=actor.user, revoked_at=None).update(revoked_at=clock.now())
    feed = CalendarFeed.objects.create(user=actor.user, made_at=clock.now())
    record(actor, "renew_feed", actor.user)
    return feed


@action
def revoke_feed(actor: Actor) -> None:
    """The calendar answers no more."""
    if actor.user is not None:
        CalendarFeed.objects.filter(user=actor.user, revoked_at=None).update(revoked_at=clock.now())
        record(actor, "revoke_feed", actor.user)
