"""What an expression can come to, and how one kind of value reads as another.

XPath 1.0 §3–4 with the types of XForms: text, number (a float, NaN where there is none), truth, a moment, nodes. A
number reads a moment as days since 1970-01-01 in the place where the form is filled in; a text reads it as its day.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

from survey.rules.xform.instance import Node

SEOUL_AHEAD = timedelta(hours=9)
SEOUL = timezone(SEOUL_AHEAD, "KST")
EPOCH = datetime.combine(date(1970, 1, 1), time())  # of the clock on the wall, wherever that hangs
NAN = math.nan
_NUMBER = re.compile(r"\s*-?(\d+\.?\d*|\.\d+)\s*", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2})[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII
)


class CannotEvaluate(ValueError):
    """A value is not of the kind that an expression needs: no date, more than one node, an empty list of candidates."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, or a date with its time; ``at`` is the clock on the wall of the place."""

    at: datetime

    @property
    def midnight(self) -> "Moment":
        """The beginning of its day."""
        return Moment(datetime.combine(self.at.date(), time()))

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


Value = str | float | bool | Moment | list[Node]


def single(value: Value) -> str | float | bool | Moment:
    """One value of it: that of the node when it is nodes, nothing ("") when there is none.

    Raises CannotEvaluate for several nodes: which of them is meant?
    """
    if not isinstance(value, list):
        return value
    if not value:
        return ""
    if len(value) > 1:
        raise CannotEvaluate(f"{value[0].path} stands for {len(value)} answers where one is needed")
    return content(value[0])


def content(node: Node) -> str | float | Moment:
    """What the answer of a node is, by its type; nothing ("") when it is not relevant, empty or not of its type."""
    if not node.relevant or node.text == "":
        return ""
    if node.kind in ("int", "decimal", "range"):
        return number(node.text)
    if node.kind == "date":
        return day_of(node.text) or node.text
    if node.kind == "dateTime":
        return moment_of(node.text) or node.text
    return node.text


def text(value: Value) -> str:
    """XPath's ``string()``: a whole number without its point, a moment as its day."""
    if isinstance(value, str):
        return value
    one = single(value)
    if isinstance(one, bool):
        return "true" if one else "false"
    if isinstance(one, float):
        return written(one)
    return str(one)


def kept_text(value: Value, kind: str) -> str:
    """A calculated value as the instance holds it in an answer of this kind."""
    one = single(value)
    if isinstance(one, Moment) and kind == "dateTime":
        return one.at.isoformat(timespec="milliseconds") + "+09:00"
    held = text(one)
    return "" if held == "NaN" else held


def written(figure: float) -> str:
    """A number as text: no exponent, as few digits as tell it from its neighbours."""
    if math.isnan(figure):
        return "NaN"
    if math.isinf(figure):
        return "Infinity" if figure > 0 else "-Infinity"
    if figure == int(figure):
        return str(int(figure))
    return f"{Decimal(repr(figure)):f}"


def number(value: Value) -> float:
    """XPath's ``number()``; NaN for what is none, as for nothing."""
    one = single(value) if isinstance(value, list) else value
    if isinstance(one, float):
        return one
    if isinstance(one, str):
        return float(one) if _NUMBER.fullmatch(one) else NAN
    if isinstance(one, bool):
        return 1.0 if one else 0.0
    return (one.at - EPOCH) / timedelta(days=1)


def truth(value: Value) -> bool:
    """XPath's ``boolean()``: a number that is neither 0 nor NaN, a text that is not empty, the answer of a node."""
    if isinstance(value, bool):
        return value
    one = single(value)
    if isinstance(one, bool):
        return one
    if isinstance(one, float):
        return not (one == 0 or math.isnan(one))
    return one != ""


def moment(value: Value) -> Moment | None:
    """XPath's ``date()``: a text as ISO 8601 or a number of days since 1970-01-01; None for nothing.

    Raises CannotEvaluate for what is no date (2020-02-30).
    """
    one = single(value)
    if isinstance(one, Moment):
        return one
    if one == "":
        return None
    if isinstance(one, float):
        try:
            return Moment(EPOCH + timedelta(days=one))
        except (OverflowError, ValueError) as fault:
            raise CannotEvaluate(f"{written(one)} is no date") from fault
    found = moment_of(one) or day_of(one) if isinstance(one, str) else None
    if found is None:
        raise CannotEvaluate(f"{one} is no date")
    return found


def day_of(written_day: str) -> Moment | None:
    """``2020-03-05`` as a moment at its beginning; None for anything else."""
    found = _DAY.fullmatch(written_day.strip()[:10])
    if not found:
        return None
    try:
        return Moment(datetime.combine(date(*map(int, found.groups())), time()))
    except ValueError:
        return None


def moment_of(written_moment: str, zone: timezone = SEOUL) -> Moment | None:
    """``2020-03-05T07:08:09.123+09:00`` on the clock of ``zone``; None for anything else."""
    found = _MOMENT.fullmatch(written_moment.strip())
    start = day_of(found[1]) if found else None
    if not found or start is None:
        return None
    try:
        at = start.at.replace(
            hour=int(found[2]),
            minute=int(found[3]),
            second=int(found[4] or 0),
            microsecond=int((found[5] or "").ljust(6, "0")),
        )
        offset = _offset(found[6])
    except ValueError:
        return None
    return Moment(at if offset is None else at.replace(tzinfo=offset).astimezone(zone).replace(tzinfo=None))


def _offset(zone: str | None) -> timezone | None:
    if zone is None:
        return None
    if zone == "Z":
        return UTC
    digits = zone[1:].replace(":", "").ljust(4, "0")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(away if zone[0] == "+" else -away)


def equal(left: Value, right: Value) -> bool:
    """XPath's ``=``: as truths when one is a truth, as numbers when one is a number or a moment beside a number, as
    texts else. No node equals nothing ("")."""
    one, other = single(left), single(right)
    if isinstance(one, bool) or isinstance(other, bool):
        return truth(one) == truth(other)
    if isinstance(one, float) or isinstance(other, float):
        return number(one) == number(other)
    return text(one) == text(other)


def unfolded(values: Sequence[Value]) -> list[Value]:
    """Arguments with nodes unfolded to their answers: what ``min``, ``join`` and ``concat`` go through."""
    flat: list[Value] = []
    for value in values:
        flat.extend(content(node) for node in value) if isinstance(value, list) else flat.append(value)
    return flat
