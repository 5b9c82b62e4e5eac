"""Ages in bands of ten years, so that a table says what it must of people without saying who they are."""

from dataclasses import dataclass

YOUNGEST, OLDEST = 20, 80  # below and above, too few own a business to hide behind each other


@dataclass(frozen=True)
class AgeBand:
    """Full years ``since`` ≤ age < ``until``; the last band is open."""

    since: int
    until: int | None


def age_band(birth_year: int, year: int) -> AgeBand | None:
    """The band of the age that is reached in ``year`` (연 나이: the difference of the years); None before birth."""
    age = year - birth_year
    if age < 0:
        return None
    if age < YOUNGEST:
        return AgeBand(0, YOUNGEST)
    if age >= OLDEST:
        return AgeBand(OLDEST, None)
    return AgeBand(age // 10 * 10, age // 10 * 10 + 10)
