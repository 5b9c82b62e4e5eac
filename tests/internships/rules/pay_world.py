"""Figures, a tax table that looks made up, and days for the tests of pay."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction

from internships.rules.pay import Bracket, Day, Figure, FigureBook, TaxTable
from internships.rules.pay.figures import ACCIDENT_RATE, PREFIX
from internships.rules.pay.known import known_figures

MADE_UP = "made up for tests"

# Not the tax office's table: below a million nothing, then 111 won for each full hundred thousand won above it and one
# person, a thousand less for each further person.
STEP, FREE, TOP = 100_000, 1_000_000, 200_000_000


def made_up_tax(pay: int, people: int) -> int:
    """Eleven people at most, as in the table of the law."""
    return max(0, (pay - FREE) // STEP * 1_110 - (min(people, 11) - 1) * 1_000) if pay >= FREE else 0


TABLE = TaxTable(
    date(2019, 1, 1),
    MADE_UP,
    (
        Bracket(0, FREE, (0,) * 11),
        *(
            Bracket(least, least + STEP, tuple(made_up_tax(least, people) for people in range(1, 12)))
            for least in range(FREE, TOP, STEP)
        ),
    ),
)


def figures() -> dict[str, list[Figure]]:
    """What the law says of 2020 to 2026, and a made-up rate of accident insurance."""
    found: dict[str, list[Figure]] = {}
    for name, value, since, until, source in known_figures():
        found.setdefault(name, []).append(Figure(Fraction(value), since, until, source))
    found[f"{ACCIDENT_RATE}public"] = [Figure(Fraction(777, 100_000), date(2019, 1, 1), None, MADE_UP)]
    found[f"{ACCIDENT_RATE}office"] = [Figure(Fraction(555, 100_000), date(2019, 1, 1), None, MADE_UP)]
    return found


BOOK = FigureBook(figures())


def plain_figures() -> Mapping[str, list[tuple[Fraction, date, date | None]]]:
    """The same without the prefix of their names, for the oracle."""
    return {
        name.removeprefix(PREFIX): [(one.value, one.since, one.until) for one in values]
        for name, values in figures().items()
    }


def days_from(first: date, last: date, make: Callable[[date], Day]) -> Iterator[Day]:
    day = first
    while day <= last:
        yield make(day)
        day += timedelta(days=1)
