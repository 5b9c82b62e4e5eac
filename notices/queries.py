"""Reading inboxes and the outbox."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from kernel import clock
from kernel.actor import Actor
from notices.errors import NoticeNotVisible
from notices.models import MailPreference, Notice, OutgoingMail
from notices.registry import categories

PATIENCE = timedelta(minutes=3)


def inbox(actor: Actor, *, unread: bool = False, category: str = "") -> QuerySet[Notice]:
    """The actor's notices, newest first; one statement."""
    found = Notice.objects.filter(recipient=actor.user).order_by("-created_at", "-pk")
    if unread:
        found = found.filter(read_at=None)
    if category:
        found = found.filter(category=category)
    return found


def unread_count(user: Any) -> int:
    """How many notices the person has not opened; one statement on a partial index."""
    return Notice.objects.filter(recipient=user, read_at=None).count()


def own_notice(actor: Actor, public_id: uuid.UUID) -> Notice:
    """Raises NoticeNotVisible when it is not the actor's, or is not there."""
    notice = Notice.objects.filter(public_id=public_id, recipient=actor.user).first()
    if notice is None:
        raise NoticeNotVisible()
    return notice


def preferences(actor: Actor) -> dict[str, bool]:
    """Category → whether the person also gets it by e-mail."""
    kept = dict(MailPreference.objects.filter(user=actor.user).values_list("category", "by_mail"))
    return {category.code: kept.get(category.code, True) for category in categories()}


def outbox_counts() -> dict[str, int]:
    """How many mails are in each state."""
    return dict(OutgoingMail.objects.values_list("state").annotate(count=Count("pk")).order_by())


def overdue() -> OutgoingMail | None:
    """The mail that has been due for the longest time, if minutes: the worker or the mail server is down then."""
    return due(clock.now() - PATIENCE).order_by("due_at").first()


def due(now: datetime) -> QuerySet[OutgoingMail]:
    """Mails to send now: waiting and due, or held by a worker whose lease ran out."""
    return OutgoingMail.objects.filter(Q(state="queued", due_at__lte=now) | Q(state="sending", lease_until__lte=now))


def outbox(state: str = "") -> QuerySet[OutgoingMail]:
    """Mails for staff, newest first; texts are left out."""
    found = OutgoingMail.objects.defer("body", "html").order_by("-created_at", "-pk")
    return found.filter(state=state) if state else found


def unsent() -> QuerySet[OutgoingMail]:
    """Mails that still have to go out, also those that a worker holds."""
    return OutgoingMail.objects.filter(state__in=["queued", "sending"])
