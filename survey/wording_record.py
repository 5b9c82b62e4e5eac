"""A record as its page shows it: block by block of its form, beside an earlier version of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kernel.personal import mask_all
from survey.models import CensusRecord, RecordVersion
from survey.queries.records import SentBack
from survey.rules.paradata import Course, course_of
from survey.rules.record import unexplained
from survey.rules.xform.form import Form, Item
from survey.wording import answer_text, label_with_unit, path_of, place_of, problem_text
from survey.wording_questionnaire import spoken

HIDDEN = mask_all("*" * 4)  # of one length, so that it does not betray the answer
WAYS: dict[str, str | Promise] = {
    "visit": _("Visit"),
    "paper": _("Paper"),
    "phone": pgettext_lazy("way of entry", "Telephone"),
}


@dataclass(frozen=True)
class AnswerRow:
    """One question: what was answered, what it was in the ``earlier`` version, what is said of it."""

    address: str
    name: str
    label: str
    text: str
    earlier: str = ""
    changed: bool = False
    hidden: bool = False
    problems: list[str] = field(default_factory=list)
    reason: str = ""
    asks_reason: bool = False
    note: str = ""


@dataclass(frozen=True)
class Block:
    title: str
    rows: list[AnswerRow]


@dataclass(frozen=True)
class VersionRow:
    """A version, and with which words it was sent back: (when, by whom, [(question, note)], "" for the whole)."""

    version: RecordVersion
    sent_back: list[tuple[datetime, str, list[tuple[str, str]]]]


def version_rows(form: Form, versions: Sequence[RecordVersion], returns: Iterable[SentBack]) -> list[VersionRow]:
    """The versions, latest first, each with the times at which it was sent back before the next one came."""
    rows = [VersionRow(version, []) for version in versions]
    for one in returns:
        row = next((row for row in rows if row.version.at <= one.at), None)
        if row is not None:
            at_fields = [(place_of(form, address), note) for address, note in one.notes.items()]
            row.sent_back.append((one.at, one.by, [*([("", one.note)] if one.note else []), *at_fields]))
    return rows


def blocks_of(form: Form, record: CensusRecord, earlier: Mapping[str, Any] | None) -> list[Block]:
    """The groups of the form with what was asked in them; groups in which nothing was are left out. ``earlier`` are the
    answers of the version to compare with."""
    said: dict[str, list[str]] = {}
    for one in record.problems:
        said.setdefault(one["address"], []).append(problem_text(form, one))
    asked = set(unexplained(record.problems, record.reasons))
    blocks: dict[str, list[AnswerRow]] = {}
    now, then = flat(form, record.answers), flat(form, earlier or {})
    for address in _in_order(form, {*now, *then, *said}):
        item = form.items.get(path_of(address))
        if item is None or not item.holds_answer:
            continue
        row = _row(form, item, address, now.get(address, ""), then.get(address, ""), compared=earlier is not None)
        shown: dict[str, Any] = {"problems": said.get(address, []), "reason": record.reasons.get(address, "")}
        shown |= {"asks_reason": address in asked, "note": record.return_notes.get(address, "")}
        row = AnswerRow(**{**vars(row), **shown})
        blocks.setdefault("/".join(item.path.split("/")[:3]), []).append(row)
    return [Block(_title(form, path), rows) for path, rows in blocks.items()]


def _row(form: Form, item: Item, address: str, now: str, then: str, *, compared: bool) -> AnswerRow:
    """A personal answer is hidden; that it changed is told."""
    rounds = "".join(f" {part.partition('[')[2].rstrip(']')}" for part in address.split("/") if "[" in part)
    hidden = item.personal and bool(now)
    return AnswerRow(
        address=address,
        name=item.name,
        label=label_with_unit(item) + rounds,
        text=HIDDEN if hidden else answer_text(form, item, now),
        earlier=HIDDEN if item.personal and then else answer_text(form, item, then),
        changed=compared and now != then,
        hidden=hidden,
    )


def flat(form: Form, answers: Mapping[str, Any], above: str = "", inside: str = "") -> dict[str, str]:
    """Answers by address: the rounds of repeats one after the other."""
    found: dict[str, str] = {}
    for path, answer in answers.items():
        address = above + path[len(inside) :] if above else path
        if isinstance(answer, str):
            found[address] = answer
            continue
        for number, one in enumerate(answer, 1):
            found |= flat(form, one, f"{address}[{number}]", path)
    return found


def _in_order(form: Form, addresses: set[str]) -> Iterator[str]:
    """By the form, the rounds of a repeat together."""
    place = {path: number for number, path in enumerate(form.items)}

    def key(address: str) -> list[tuple[int, int]]:
        found, path = [], ""
        for part in address.split("/")[1:]:
            name, _bracket, number = part.partition("[")
            path = f"{path}/{name}"
            found.append((place.get(path, len(place)), int(number.rstrip("]") or 0)))
        return found

    yield from sorted(addresses, key=key)


def _title(form: Form, path: str) -> str:
    item = form.items[path]
    return "" if item.holds_answer else spoken(item.label) or item.name


@dataclass(frozen=True)
class CourseShown:
    """How the entry went, as facts, and question by question in the order of the form: (question, time, changes)."""

    rows: list[tuple[str, str]]
    questions: list[tuple[str, str, int]]


def course_shown(form: Form, kept: Mapping[str, Any]) -> CourseShown | None:
    """None where nothing was measured."""
    course = course_of(kept)
    if course is None:
        return None
    by_address = {one.address: one for one in course.questions}
    found = [by_address[address] for address in _in_order(form, set(by_address))]
    questions = [(place_of(form, one.address), _duration(one.seconds), one.edits) for one in found]
    return CourseShown(_course_rows(form, course), questions)


def _course_rows(form: Form, course: Course) -> list[tuple[str, str]]:
    longest = [f"{place_of(form, address)}: {_duration(seconds)}" for address, seconds in course.longest]
    rows = [
        (gettext("Time at the questions"), _duration(course.seconds)),
        (gettext("Way of entry"), ", ".join(str(WAYS[way]) for way in course.ways if way in WAYS)),
        (gettext("Keys and clicks"), f"{intcomma(course.keys)} · {intcomma(course.clicks)}"),
        (gettext("Took longest"), " · ".join(longest)),
    ]
    return [(label, text) for label, text in rows if text]


def _duration(seconds: int) -> str:
    if seconds < 60:
        return gettext("%(seconds)s s") % {"seconds": seconds}
    return gettext("%(minutes)s min %(seconds)s s") % {"minutes": seconds // 60, "seconds": seconds % 60}
