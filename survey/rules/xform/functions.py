"""The functions an expression may call, with how many arguments each takes; ODK's XForms specification, "Functions".

What is not listed here is refused when a form is published: a function that one side knows and the other does not
would make two verdicts of one answer. Those that need more than their values (where they stand, other lists) are in
``evaluate``.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache

from survey.rules.xform.values import (
    NAN,
    SEOUL_AHEAD,
    CannotEvaluate,
    Moment,
    Value,
    moment,
    number,
    single,
    text,
    truth,
    unfolded,
)

MOST_MATCHED = 2_000  # characters that a pattern is tried on: it stands in the form, but the answer comes from anybody
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Function:
    """What it does with its arguments, and how many it takes at least and at most (None: any number)."""

    call: Callable[..., Value]
    least: int
    most: int | None


FUNCTIONS: dict[str, Function] = {}


def known(name: str, least: int, most: int | None) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    def keep(call: Callable[..., Value]) -> Callable[..., Value]:
        FUNCTIONS[name] = Function(call, least, most)
        return call

    return keep


def chosen(value: Value) -> list[str]:
    """The codes of a question with several answers."""
    return text(value).split()


known("true", 0, 0)(lambda: True)
known("false", 0, 0)(lambda: False)
known("not", 1, 1)(lambda value: not truth(value))
known("boolean", 1, 1)(truth)
known("number", 1, 1)(number)
known("string", 1, 1)(text)
known("concat", 1, None)(lambda *parts: "".join(text(one) for one in unfolded(parts)))
known("contains", 2, 2)(lambda value, part: text(part) in text(value))
known("starts-with", 2, 2)(lambda value, part: text(value).startswith(text(part)))
known("ends-with", 2, 2)(lambda value, part: text(value).endswith(text(part)))
known("substring-before", 2, 2)(
    lambda value, part: text(value).partition(text(part))[0] if text(part) in text(value) else ""
)
known("substring-after", 2, 2)(lambda value, part: text(value).partition(text(part))[2] if text(part) else text(value))
known("string-length", 1, 1)(lambda value: float(len(text(value))))
known("normalize-space", 1, 1)(lambda value: " ".join(text(value).split()))
known("count-selected", 1, 1)(lambda value: float(len(chosen(value))))
known("coalesce", 2, 2)(lambda value, other: single(other) if text(value) == "" else single(value))
known("abs", 1, 1)(lambda value: abs(number(value)))
known("boolean-from-string", 1, 1)(lambda value: text(value) in ("true", "1"))
known("date", 1, 1)(lambda value: found.midnight if (found := moment(value)) else "")
known("date-time", 1, 1)(lambda value: moment(value) or "")


@known("selected", 2, 2)
def _selected(value: Value, code: Value) -> Value:
    wanted, given = text(code), text(value)
    return wanted.strip() in given.split() or wanted == given


@known("translate", 3, 3)
def _translate(value: Value, old: Value, new: Value) -> Value:
    """Each character of ``old`` by the one at the same place of ``new``; without one there it falls away."""
    table: dict[int, str | None] = {}
    for place, character in enumerate(text(old)):
        table.setdefault(ord(character), text(new)[place : place + 1] or None)
    return text(value).translate(table)


@known("substr", 2, 3)
def _substr(value: Value, start: Value, end: Value | None = None) -> Value:
    """From the character at ``start`` (from 0; below 0: from the end) up to, not with, the one at ``end``."""
    whole = text(value)
    first, last = number(start), float(len(whole)) if end is None else number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    return whole[_from_start(first, whole) : _from_start(last, whole)]


def _from_start(place: float, whole: str) -> int:
    return max(0, int(place) + len(whole)) if place < 0 else int(place)


@known("selected-at", 2, 2)
def _selected_at(value: Value, place: Value) -> Value:
    """The code at a place, from 0; nothing beyond them."""
    codes, at = chosen(value), number(place)
    return codes[int(at)] if not math.isnan(at) and 0 <= at < len(codes) else ""


@known("regex", 2, 2)
def _regex(value: Value, expression: Value) -> Value:
    """Whether the pattern fits the whole of the answer."""
    return pattern(text(expression)).fullmatch(text(value)[:MOST_MATCHED]) is not None


@lru_cache(maxsize=512)
def pattern(expression: str) -> re.Pattern[str]:
    """Raises CannotEvaluate for what is no pattern."""
    try:
        return re.compile(expression, re.ASCII)
    except re.error as fault:
        raise CannotEvaluate(f"{expression!r} is no pattern") from fault


@known("count", 1, 1)
def _count(nodes: Value) -> Value:
    return float(len(nodes)) if isinstance(nodes, list) else 0.0


@known("count-non-empty", 1, 1)
def _count_non_empty(nodes: Value) -> Value:
    return float(sum(1 for one in nodes if one.text != "" or one.children)) if isinstance(nodes, list) else 0.0


@known("sum", 1, 1)
def _sum(nodes: Value) -> Value:
    """Of the answers that were given; NaN when one is no number."""
    return math.fsum(number(one) for one in unfolded([nodes]) if one != "")


@known("min", 0, None)
def _min(*values: Value) -> Value:
    return min(_figures(values), default=NAN)


@known("max", 0, None)
def _max(*values: Value) -> Value:
    return max(_figures(values), default=NAN)


def _figures(values: Sequence[Value]) -> list[float]:
    """The numbers among them; nothing and what is no number do not count."""
    return [figure for one in unfolded(values) if not math.isnan(figure := number(one))]


@known("join", 1, None)
def _join(between: Value, *parts: Value) -> Value:
    return text(between).join(text(one) for one in unfolded(parts))


@known("int", 1, 1)
def _int(value: Value) -> Value:
    """Without what stands behind the point."""
    figure = number(value)
    return float(math.trunc(figure)) if math.isfinite(figure) else figure


@known("round", 1, 2)
def _round(value: Value, places: Value = 0.0) -> Value:
    """To the next whole number, or to so many places; halves up (-2.5 becomes -2)."""
    figure, digits = number(value), number(places)
    if not math.isfinite(figure) or math.isnan(digits):
        return NAN if not math.isinf(figure) else figure
    half = ROUND_HALF_DOWN if figure < 0 else ROUND_HALF_UP
    return float(Decimal(repr(figure)).quantize(Decimal(1).scaleb(-int(digits)), rounding=half))


@known("pow", 2, 2)
def _pow(base: Value, exponent: Value) -> Value:
    try:
        raised = number(base) ** number(exponent)
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return raised if isinstance(raised, float) else NAN


@known("checklist", 2, None)
def _checklist(least: Value, most: Value, *ticks: Value) -> Value:
    """Whether at least and at most so many are true; -1 as the most: any number."""
    true = sum(1 for one in unfolded(ticks) if truth(one))
    return number(least) <= true and (number(most) < 0 or true <= number(most))


@known("decimal-date-time", 1, 1)
def _decimal_date_time(value: Value) -> Value:
    """Days since 1970-01-01 in Greenwich; a day without a time begins at midnight where the form is filled in."""
    found = moment(value)
    return NAN if found is None else number(found) - SEOUL_AHEAD / timedelta(days=1)


@known("format-date", 2, 2)
def _format_date(value: Value, form: Value) -> Value:
    found = moment(value)
    return "" if found is None else _formatted(found, text(form))


@known("format-date-time", 2, 2)
def _format_date_time(value: Value, form: Value) -> Value:
    found = moment(value)
    return "" if found is None else _formatted(found, text(form))


def _formatted(moment: Moment, form: str) -> str:
    """``%Y %y %m %n %b %d %e %a %H %h %M %S %3``, as ODK writes them; months and days by their English letters."""
    at = moment.at
    parts = {
        "Y": f"{at.year:04}", "y": f"{at.year % 100:02}", "m": f"{at.month:02}", "n": str(at.month),
        "b": MONTHS[at.month - 1], "d": f"{at.day:02}", "e": str(at.day), "a": DAYS[at.weekday()],
        "H": f"{at.hour:02}", "h": str(at.hour), "M": f"{at.minute:02}", "S": f"{at.second:02}",
        "3": f"{at.microsecond // 1000:03}", "%": "%",
    }  # fmt: skip

    def part(found: re.Match[str]) -> str:
        if found[1] not in parts:
            raise CannotEvaluate(f"%{found[1]} is no part of a date")
        return parts[found[1]]

    return re.sub(r"%(.)", part, form)
