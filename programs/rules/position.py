"""Where an application stands, told without naming others: the band of its score, the quarter of its list."""

from decimal import Decimal

from programs.rules.terms import Told

WIDTH = 10  # points of a band
QUARTERS = 4


def score_band(score: Decimal | None) -> tuple[int, int] | None:
    """The ten points in which a score lies, half-open: 79.99 is (70, 80), 80.00 is (80, 90)."""
    if score is None:
        return None
    low = int(score // WIDTH) * WIDTH
    return low, low + WIDTH


def position(rank: int | None, listed: int, told: Told) -> int | None:
    """The rank itself, or the quarter of the list of ``listed`` (1 the best). None without a rank, and where fewer than
    four make no quarters: the best of two would stand in the second."""
    if rank is None or (told is not Told.RANK and listed < QUARTERS):
        return None
    return rank if told is Told.RANK else min(QUARTERS, -(-rank * QUARTERS // listed))
