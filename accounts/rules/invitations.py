"""How long an invitation stands."""

from datetime import datetime, timedelta

VALID_FOR = timedelta(days=7)


def expires_at(invited_at: datetime) -> datetime:
    """The moment from which the link no longer works (aware; the moment itself is out)."""
    return invited_at + VALID_FOR


def is_open(now: datetime, expires: datetime, *, accepted: bool, revoked: bool) -> bool:
    """Whether the invitation can still be accepted."""
    return not accepted and not revoked and now < expires
