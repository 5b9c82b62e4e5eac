"""A list of excluded businesses (참여제한 명단) as other bodies send it. Every row that cannot be taken is named."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from programs.rules.table_file import Columns, Fault, Problem, Row, body_of

NumberCheck = Callable[[str], bool]
Latest = Callable[[date], date | None]  # first day → the latest end that the law allows
# What the columns are called, without spaces.
COLUMNS: Columns = {
    "number": ("사업자등록번호", "사업자번호", "registrationnumber", "businessregistrationnumber"),
    "name": ("상호", "상호명", "기업명", "업체명", "name"),
    "source": ("근거", "제재근거", "명단", "source", "listorlegalbasis"),
    "since": ("시작일", "제한시작일", "개시일", "since", "from"),
    "until": ("종료일", "제한종료일", "만료일", "until"),
    "reason": ("사유", "제재사유", "reason"),
}
NEEDED = ("number", "name", "source", "since")


@dataclass(frozen=True)
class Entry:
    """One exclusion: in force on ``since``, no more on ``until`` (None: no end). The number is ten digits."""

    number: str
    name: str
    source: str
    since: date
    until: date | None = None
    reason: str = ""

    @property
    def key(self) -> tuple[str, str, date]:
        """What makes two entries the same one."""
        return self.number, self.source, self.since

    def written(self) -> dict[str, str]:
        """As it is kept until it is confirmed; :meth:`read` reads it back."""
        until = self.until.isoformat() if self.until else ""
        since = self.since.isoformat()
        return {
            "number": self.number, "name": self.name, "source": self.source, "since": since, "until": until,
            "reason": self.reason,
        }  # fmt: skip

    @classmethod
    def read(cls, written: Mapping[str, str]) -> "Entry":
        until = date.fromisoformat(written["until"]) if written["until"] else None
        since = date.fromisoformat(written["since"])
        return cls(written["number"], written["name"], written["source"], since, until, written["reason"])


def read_entries(
    rows: Sequence[Sequence[str]], is_number: NumberCheck, latest: Latest
) -> tuple[list[Entry], list[Problem]]:
    """Entries and problems, both in the order of the file. ``is_number`` knows a business registration number; a row
    without an end gets the ``latest``."""
    body, problems = body_of(rows, COLUMNS, optional=("until", "reason"))
    if problems:
        return [], problems
    return _read_body(body, is_number, latest)


def _read_body(body: Iterable[Row], is_number: NumberCheck, latest: Latest) -> tuple[list[Entry], list[Problem]]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    seen: set[tuple[str, str, date]] = set()
    for row in body:
        n, cells = row.number, row.cells
        wrong = list(_faults(n, cells, is_number, latest))
        if wrong:
            problems += wrong
            continue
        entry = _entry(cells, latest)
        if entry.key in seen:
            problems.append(Problem(n, Fault.TWICE, COLUMNS["number"][0], entry.number))
            continue
        seen.add(entry.key)
        entries.append(entry)
    return entries, problems


def _faults(n: int, cells: Mapping[str, str], is_number: NumberCheck, latest: Latest) -> Iterable[Problem]:
    for name in NEEDED:
        if not cells[name]:
            yield Problem(n, Fault.MISSING, COLUMNS[name][0])
    if cells["number"] and not is_number(cells["number"]):
        yield Problem(n, Fault.NUMBER, COLUMNS["number"][0], cells["number"])
    for name in ("since", "until"):
        if cells[name] and day_of(cells[name]) is None:
            yield Problem(n, Fault.DATE, COLUMNS[name][0], cells[name])
    since, until = day_of(cells["since"]), day_of(cells["until"])
    if since and until and until <= since:
        yield Problem(n, Fault.BACKWARDS, COLUMNS["until"][0], cells["until"])
    if since and until and (last := latest(since)) and until > last:
        yield Problem(n, Fault.BEYOND, COLUMNS["until"][0], last.isoformat())


def _entry(cells: Mapping[str, str], latest: Latest) -> Entry:
    since = day_of(cells["since"])
    if since is None:
        raise ValueError("a row with faults is no entry")
    number = "".join(character for character in cells["number"] if character.isdigit())
    until = day_of(cells["until"]) or latest(since)
    return Entry(number, cells["name"][:120], cells["source"][:200], since, until, cells["reason"])


def day_of(text: str) -> date | None:
    """2026-03-01, 2026.3.1, 2026/03/01 or 20260301."""
    parts = "".join(c if c.isdigit() else " " for c in text).split()
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    if len(parts) != 3 or len(parts[0]) != 4:
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None
