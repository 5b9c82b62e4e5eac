"""How a questionnaire and what is wrong with it read to people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from survey.errors_questionnaire import REASONS, UNFIT
from survey.rules.xform.changes import Change, Difference
from survey.rules.xform.form import Form, Item, Text

KINDS = {
    "group": gettext_lazy("group"), "repeat": gettext_lazy("repeat"), "int": gettext_lazy("whole number"),
    "decimal": gettext_lazy("decimal number"), "string": gettext_lazy("typed text"), "date": gettext_lazy("date"),
    "time": gettext_lazy("time of day"), "dateTime": gettext_lazy("date and time"),
    "geopoint": gettext_lazy("place on the map"),
    "select1": gettext_lazy("one choice"), "select": gettext_lazy("several choices"),
    "rank": gettext_lazy("put in order"),
    "trigger": gettext_lazy("confirmation"), "binary": gettext_lazy("file or picture"),
    "barcode": gettext_lazy("barcode"),
    "geotrace": gettext_lazy("line"), "geoshape": gettext_lazy("outline"), "boolean": gettext_lazy("yes or no"),
    "range": gettext_lazy("scale"),
}  # fmt: skip
CHANGES = {
    Change.ADDED: gettext_lazy("added"), Change.REMOVED: gettext_lazy("left out"),
    Change.TYPE: gettext_lazy("another type"), Change.MOVED_INTO_REPEAT: gettext_lazy("group and repeat changed"),
    Change.CODES_ADDED: gettext_lazy("codes added"), Change.CODES_REMOVED: gettext_lazy("codes left out"),
    Change.CODES_RENAMED: gettext_lazy("codes called otherwise"), Change.WORDS: gettext_lazy("other words"),
    Change.RULES: gettext_lazy("other rules"),
}  # fmt: skip
PARTS = {
    "label": gettext_lazy("label"), "hint": gettext_lazy("hint"), "relevant": gettext_lazy("asked when"),
    "required": gettext_lazy("required"), "constraint": gettext_lazy("constraint"),
    "constraint_message": gettext_lazy("message of the constraint"), "calculation": gettext_lazy("calculation"),
    "required_message": gettext_lazy("message when missing"), "soft": gettext_lazy("soft rule"),
    "soft_message": gettext_lazy("message of the soft rule"), "readonly": gettext_lazy("only read"),
    "initial": gettext_lazy("first value"), "default": gettext_lazy("first value"),
    "appearance": gettext_lazy("appearance"),
    "unit": gettext_lazy("unit"), "count": gettext_lazy("number of rounds"), "choices": gettext_lazy("choices"),
}  # fmt: skip


def spoken(text: Text) -> str:
    """A text in the language of the page, else in the form's first; a value in its midst reads as […]."""
    language = get_language() or "ko"
    pieces = next((said for name, said in text.items() if f"({language})" in name), None)
    pieces = pieces if pieces is not None else next(iter(text.values()), [])
    return "".join(piece if isinstance(piece, str) else "[…]" for piece in pieces).strip()


def fault_text(located: Mapping[str, Any]) -> str:
    """What is wrong at a place of the workbook, in a sentence."""
    fault = located["fault"]
    facts = {
        key: " → ".join(map(str, value)) if isinstance(value, list) else value for key, value in fault["facts"].items()
    }
    if "unfit" in facts:
        facts["why"] = str(UNFIT[facts["unfit"]]) % facts
    return str(REASONS[fault["reason"]]) % {"said": located["said"], **facts}


def place_text(located: Mapping[str, Any]) -> str:
    """``survey 12 · relevant``, or nothing when no place is meant."""
    row = _("%(sheet)s, row %(row)s") % located if located["row"] else located["sheet"]
    column = located["column"] or located["fault"]["path"]
    return " · ".join(part for part in (row, column) if part)


@dataclass(frozen=True)
class QuestionRow:
    """A line of the list of questions; ``depth`` how far it is moved in."""

    name: str
    label: str
    kind: str
    depth: int
    choices: int
    rules: str
    holds: bool


def question_rows(form: Form) -> list[QuestionRow]:
    """Groups, questions and values that are worked out, in the order of the form."""
    rows = list[QuestionRow]()
    for item in list(form.items.values())[1:]:
        if item.name == "meta" or (item.holds_answer and not item.control and not item.calculation):
            continue  # what the device fills in by itself: the moment of entry, the identifier
        kind = item.control if item.control in KINDS else item.kind
        rules = [
            str(PARTS[part])
            for part in ("relevant", "required", "constraint", "calculation", "soft")
            if getattr(item, part)
        ]
        choices = len(form.lists[item.choices.source]) if item.choices else 0
        depth = item.path.count("/") - 2
        shown = spoken(item.label)
        rows.append(
            QuestionRow(item.name, shown, str(KINDS[kind]), depth, choices, ", ".join(rules), item.holds_answer)
        )
    return rows


@dataclass(frozen=True)
class ChangeRow:
    name: str
    label: str
    change: str
    parts: str


def change_rows(form: Form, before: Form, found: Iterable[Difference]) -> list[ChangeRow]:
    """What is different, item by item."""
    rows = []
    for one in found:
        item: Item = form.items.get(one.path) or before.items[one.path]
        parts = [str(PARTS.get(part) or KINDS.get(part) or part) for part in one.parts]
        between = " → " if one.change is Change.TYPE else ", "
        rows.append(ChangeRow(item.name, spoken(item.label), str(CHANGES[one.change]), between.join(parts)))
    return rows
