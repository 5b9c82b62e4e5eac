"""How long the papers of a case are kept, and by which law."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vouchers.rules.settlement import keep_until

# Records of a subsidised project are kept for five years; the system's data are destroyed after that time.
YEARS = 5
LAW = {
    "national": "보조금법 제25조제3항, 제26조의6",
    "city": "지방보조금법 제16조제3항, 제28조의5",
}


@dataclass(frozen=True)
class Retention:
    """``until``: the first day on which the papers may be destroyed, counted from ``since`` by ``law``."""

    until: date
    since: date
    law: str


def retention(fund: str, ended_on: date, later: Iterable[date | None] = ()) -> Retention:
    """Of a case that ended on a day; ``later`` are days on which something still happened to its money (a clawback paid
    back, waived or dropped): the time runs from the last of all. Raises KeyError for money whose law is not known."""
    since = max([ended_on, *(day for day in later if day)])
    return Retention(keep_until(since, YEARS), since, LAW[fund])
