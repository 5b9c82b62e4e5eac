"""Application windows: half-open, by the server's clock."""

from datetime import datetime, timedelta
from enum import StrEnum


class Phase(StrEnum):
    UPCOMING = "upcoming"
    OPEN = "open"
    OVER = "over"


CLOSING_SOON = timedelta(days=3)


def phase(opens_at: datetime, closes_at: datetime, moment: datetime) -> Phase:
    """The opening second is in, the closing second is out."""
    if moment < opens_at:
        return Phase.UPCOMING
    return Phase.OPEN if moment < closes_at else Phase.OVER


def closing_soon(closes_at: datetime, moment: datetime) -> bool:
    """Whether an open window has at most three days left."""
    return timedelta(0) < closes_at - moment <= CLOSING_SOON
