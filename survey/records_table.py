"""The table of a wave's census records: one sheet of records, each repeat a sheet of its own, words or codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.personal import mask_all
from reports.content import Blocks, Column, Kind, Sheet, Workbook
from survey.lifecycles import CENSUS_RECORD
from survey.models import Wave
from survey.queries.export import BATCH, FIXED, export_batches, export_counts, rounds_of
from survey.queries.questionnaire import form_of
from survey.queries.records import forms_of
from survey.rules.age_bands import age_band
from survey.rules.xform.form import Form, Item
from survey.wording import age_band_text, choice_words, label_with_unit
from survey.wording_questionnaire import spoken

HIDDEN = mask_all("*" * 4)  # of one length, so that it does not betray the answer
STATE, VISITED = 1, len(FIXED) - 1  # where ``export_batches`` has the state and the day of the visit
WHOLE = re.compile(r"-?[0-9]{1,15}")  # what a spreadsheet counts exactly; all else stays the text that it is
DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
Answers = Sequence[str | None]  # to one question, of many records; None: not asked
Days = Sequence[date | None]  # of their visits
Written = Callable[[Answers, Days], Sequence[Any]]


@dataclass(frozen=True)
class Shown:
    """``masked``: what is personal is hidden; ``words``: answers and headings in words, else their codes and names."""

    masked: bool = True
    words: bool = True


@dataclass(frozen=True)
class Asked:
    """A question with the form that tells of it: the newest that asks it."""

    form: Form
    item: Item


def records_table(wave: Wave, title: str, shown: Shown) -> Workbook:
    """Every record that was handed in, streamed. Questions that only an earlier version of the form asked come last."""
    asked = _asked(wave)
    repeats = [one for one in asked if one.item.kind == "repeat"]
    inside = tuple(f"{one.item.path}/" for one in repeats)
    flat = [one for one in asked if _is_column(one.item) and not one.item.path.startswith(inside or ("//",))]
    outermost = [one for one in repeats if not one.item.path.startswith(inside)]
    records, *rounds = export_counts(wave.pk, [one.item.path for one in outermost])
    sheets = [_records_sheet(wave, flat, shown, records)]
    for repeat, answered in zip(outermost, rounds, strict=True):
        if answered:
            sheets.extend(_round_sheets(wave, repeat, asked, shown))
    return Workbook(sheets, title=title % {"wave": wave.title}, dump=True)


def _asked(wave: Wave) -> list[Asked]:
    found: dict[str, Asked] = {}
    for version in forms_of(wave):
        form = form_of(version)
        for path, item in form.items.items():
            found.setdefault(path, Asked(form, item))
    return list(found.values())


def _is_column(item: Item) -> bool:
    """Questions, and values that are worked out or kept by the device; no notes, no groups, no identifiers."""
    is_note = item.control == "input" and item.kind == "string" and item.readonly is not None
    return item.holds_answer and "/meta/" not in item.path and not is_note


def _records_sheet(wave: Wave, asked: Sequence[Asked], shown: Shown, expected: int) -> Sheet:
    head = [
        Column(_("Receipt number")),
        Column(_("State")),
        Column(_("Shop number"), width=24),
        Column(_("Business name"), width=30),
        Column(_("Gu")),
        Column(_("Dong")),
        Column(_("Industry code")),
        Column(_("Industry"), width=24),
        Column(_("Address"), width=44),
        Column(_("Points to mend"), Kind.WHOLE),
        Column(_("Entered by")),
        Column(_("Submitted at"), Kind.MOMENT),
        Column(_("Version"), Kind.WHOLE),
    ]
    tail = [Column(_("Reasons for what was kept"), width=40)]
    batches = export_batches(wave.pk, [one.item.path for one in asked])
    rows = Blocks(_record_blocks(batches, [_written(one, shown) for one in asked]))
    columns = [*head, *_columns([one.item for one in asked], shown, [*head, *tail]), *tail]
    return Sheet(_("Census records"), columns, rows, expected=expected)


def _record_blocks(
    batches: Iterator[list[tuple[Any, ...]]], written: Sequence[Written | None]
) -> Iterator[list[Sequence[Any]]]:
    """The states in words; each answer as its column wants it. Whole columns at a time: to ask for every single cell
    what it is would take longer than all else."""
    labels = {code: str(label) for code, label in CENSUS_RECORD.choices}
    for batch in batches:
        columns: list[Sequence[Any]] = list(zip(*batch, strict=True))
        days = columns.pop(VISITED)
        columns[STATE] = [labels[state] for state in columns[STATE]]
        for place, write in enumerate(written, VISITED):
            if write is not None:
                columns[place] = write(columns[place], days)
        yield columns


def _round_sheets(wave: Wave, repeat: Asked, asked: Sequence[Asked], shown: Shown) -> Iterator[Sheet]:
    """A sheet of a repeat, and of the repeats inside it; none where nobody answered it."""
    path = repeat.item.path
    inner = [one for one in asked if one.item.kind == "repeat" and one.item.path.startswith(f"{path}/")]
    for one in (repeat, *inner):
        deeper = tuple(f"{other.item.path}/" for other in inner if other.item.path.startswith(f"{one.item.path}/"))
        columns = [
            found
            for found in asked
            if _is_column(found.item)
            and found.item.path.startswith(f"{one.item.path}/")
            and not found.item.path.startswith(deeper or ("//",))
        ]
        expected = sum(1 for _row in _rounds(wave, path, one.item.path))
        if not expected:
            continue
        head = [Column(_("Receipt number")), Column(_("Shop number"), width=24), Column(_("Round"))]
        sheet_columns = [*head, *_columns([found.item for found in columns], shown, head)]
        name = (spoken(one.item.label) or one.item.name) if shown.words else one.item.name
        yield Sheet(name, sheet_columns, _round_rows(wave, path, one.item.path, columns, shown), expected=expected)


def _round_rows(
    wave: Wave, outermost: str, path: str, columns: Sequence[Asked], shown: Shown
) -> Iterator[tuple[Any, ...]]:
    written = [(one.item.path, _written(one, shown)) for one in columns]
    rounds = _rounds(wave, outermost, path)
    while batch := list(islice(rounds, BATCH)):
        receipts, shops, numbers, given = zip(*batch, strict=True)
        days = [None] * len(batch)
        made: list[Iterable[Any]] = [receipts, shops, numbers]
        for place, write in written:
            answers = [one.get(place) for one in given]
            made.append(answers if write is None else write(answers, days))
        yield from zip(*made, strict=True)


def _rounds(wave: Wave, outermost: str, path: str) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Receipt, shop number, number of the round (``2``, or ``2.1`` of a repeat within one) and its answers."""
    for receipt, shop, rounds in rounds_of(wave.pk, outermost):
        for number, answers in _within(rounds, outermost, path, ""):
            yield receipt, shop, number, answers


def _within(rounds: list[dict[str, Any]], at: str, path: str, above: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for count, answers in enumerate(rounds, 1):
        number = f"{above}{count}"
        if at == path:
            yield number, answers
            continue
        for place, inner in answers.items():
            if isinstance(inner, list) and (path == place or path.startswith(f"{place}/")):
                yield from _within(inner, place, path, f"{number}.")


def _columns(items: Sequence[Item], shown: Shown, beside: Sequence[Column]) -> list[Column]:
    """A column for each question, under a heading that no other column has (fast writers go by it): the name of the
    question is added where two are called the same."""
    wanted = [_heading(item, shown) for item in items]
    taken = [*wanted, *(str(column.title) for column in beside)]
    made: list[Column] = []
    for item, title in zip(items, wanted, strict=True):
        named = title if taken.count(title) == 1 else f"{title} [{item.name}]"
        made.append(
            Column(named if named == title or named not in taken else f"{title} [{item.path}]", _kind(item, shown))
        )
        taken.append(named)
    return made


def _heading(item: Item, shown: Shown) -> str:
    if item.personal and shown.masked and item.unit == "year":
        return gettext("Age of the owner in the year of the visit")
    return label_with_unit(item) if shown.words else item.name


def _kind(item: Item, shown: Shown) -> Kind:
    hidden = item.personal and shown.masked
    if hidden or item.choices is not None or item.unit == "year" or item.kind not in ("int", "decimal"):
        return Kind.TEXT
    return Kind.WHOLE if item.kind == "int" else Kind.DECIMAL


def _written(asked: Asked, shown: Shown) -> Written | None:
    """How the answers to a question are written; None: as they are."""
    item = asked.item
    if item.personal and shown.masked:
        return _ages if item.unit == "year" else _hidden
    if item.choices is not None:
        words = choice_words(asked.form, item) if shown.words else {}
        return _in_words(words, several=item.control in ("select", "rank")) if words else None
    if item.unit != "year" and item.kind == "int":
        return _whole
    return _decimals if item.kind == "decimal" else None


def _in_words(words: Mapping[str, str], *, several: bool) -> Written:
    def one(answers: Answers, _days: Days) -> Sequence[Any]:
        return [words.get(text, text) if text else text for text in answers]

    def each(answers: Answers, _days: Days) -> Sequence[Any]:
        said = {text: ", ".join(words.get(code, code) for code in text.split()) for text in set(answers) if text}
        return [said[text] if text else text for text in answers]

    return each if several else one


def _hidden(answers: Answers, _days: Days) -> Sequence[Any]:
    return [text if text is None else HIDDEN for text in answers]


def _ages(answers: Answers, days: Days) -> Sequence[Any]:
    pairs = list(zip(answers, days, strict=True))
    said = {pair: _age(*pair) for pair in set(pairs)}
    return [said[pair] for pair in pairs]


def _age(text: str | None, day: date | None) -> str | None:
    if text is None or day is None or not text.isdecimal():
        return None if text is None else ""
    return age_band_text(age_band(int(text), day.year))


def _whole(answers: Answers, _days: Days) -> Sequence[Any]:
    return [
        int(text) if text and ((text.isdecimal() and len(text) < 16) or WHOLE.fullmatch(text)) else text
        for text in answers
    ]


def _decimals(answers: Answers, _days: Days) -> Sequence[Any]:
    return [Decimal(text) if text and DECIMAL.fullmatch(text) else text for text in answers]
