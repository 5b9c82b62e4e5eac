"""Subscribed calendars."""

import secrets

from django.db import models

from accounts.models import User
from kernel import clock


def _token() -> str:
    return secrets.token_urlsafe(32)


class CalendarFeed(models.Model):
    """The address under which a person's calendar program reads windows and due dates; revoked, it answers no more."""

    user = models.ForeignKey(User, models.PROTECT, related_name="calendar_feeds")
    token = models.CharField(max_length=64, unique=True, default=_token, editable=False)
    made_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(revoked_at=None), name="one_calendar_feed")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
