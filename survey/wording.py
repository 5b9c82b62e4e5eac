"""How a census record reads to people: its answers, what is wrong with it, its ages in bands."""

from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kernel.clock import SEOUL
from survey.rules.age_bands import AgeBand
from survey.rules.frame_checks import NO_SMALL_BUSINESS, OTHER_BUSINESS, UNIT_SLIP
from survey.rules.xform.form import Form, Item
from survey.rules.xform.reading import Fault
from survey.wording_questionnaire import spoken

UNITS: dict[str, str | Promise] = {
    "won": pgettext_lazy("unit", "won"),
    "1k_won": _("1,000 won"),
    "10k_won": _("10,000 won"),
    "persons": _("persons"),
    "square_metres": "㎡",
    "hours_a_day": _("hours a day"),
    "months": pgettext_lazy("unit", "months"),
    "days": pgettext_lazy("unit", "days"),
    "times": pgettext_lazy("unit", "times"),
    "percent": "%",
}
KEPT_BY_THE_DEVICE: dict[str, str | Promise] = {  # values that a form has no words for, by what fills them in
    "timestamp:start": _("Entry begun"),
    "timestamp:end": _("Entry ended"),
}
FAULTS: dict[str, str | Promise] = {
    Fault.NOT_XML: _("This is no XML that can be read: %(why)s"),
    Fault.OTHER_FORM: _("It was filled in with another form (%(form)s)."),
    Fault.UNKNOWN_FIELD: _("The form has no such field."),
    Fault.GIVEN_TWICE: _("The answer is there %(times)s times."),
    Fault.TOO_MANY_ROUNDS: _("More than %(most)s rounds."),
    Fault.TOO_LONG: _("Longer than %(most)s characters."),
    Fault.WRONG_TYPE: _("This is no answer of the kind that is asked for here."),
    Fault.UNKNOWN_CHOICE: _("This is not one of the answers: %(codes)s."),
    Fault.REQUIRED: _("An answer is needed here."),
    Fault.CONSTRAINT: _("This answer cannot be right."),
    Fault.UNLIKELY: _("This answer is unusual. Give a reason if it is right."),
    Fault.CANNOT_EVALUATE: _("What this depends on cannot be worked out: %(why)s"),
}
FRAME_RULES: dict[str, str | Promise] = {
    OTHER_BUSINESS: _("The list of businesses knows this business under another number than %(given)s."),
    UNIT_SLIP: _("Sales of %(sales)s are far from the usual %(usual)s (10,000 won). Was another unit meant?"),
    NO_SMALL_BUSINESS: _("With %(limit)s or more regular employees this is no small business (소상공인)."),
}
_SAID = {
    Fault.REQUIRED: "required_message",
    Fault.CONSTRAINT: "constraint_message",
    Fault.UNLIKELY: "soft_message",
}


def problem_text(form: Form, problem: Mapping[str, Any]) -> str:
    """What is wrong, in the reader's language: the form's own words where it has some."""
    facts = problem["facts"]
    if "rule" in facts:
        return str(FRAME_RULES[facts["rule"]] % facts)
    item = form.items.get(path_of(problem["address"]))
    said = _SAID.get(problem["fault"])
    own = spoken(getattr(item, said)) if item is not None and said else ""
    return own or str(FAULTS[problem["fault"]]) % facts


def path_of(address: str) -> str:
    """The path of an address: without the rounds of its repeats."""
    return "/".join(part.partition("[")[0] for part in address.split("/"))


def place_of(form: Form, address: str) -> str:
    """What the question at an address is called, with the round of its repeat."""
    item = form.items.get(path_of(address))
    label = (spoken(item.label) or item.name) if item is not None else address
    rounds = [part.partition("[")[2].rstrip("]") for part in address.split("/") if "[" in part]
    return f"{label} ({', '.join(rounds)})" if rounds else label


def answer_text(form: Form, item: Item, text: str) -> str:
    """An answer as people read it: codes by their words, figures with separators."""
    if not text:
        return ""
    if item.choices is not None:
        words = choice_words(form, item)
        codes = text.split() if item.control in ("select", "rank") else [text]
        return ", ".join(words.get(code, code) for code in codes)
    if item.kind == "int" and item.unit != "year" and text.lstrip("-").isdigit():
        return f"{int(text):,}"
    return _moment_text(text) if item.kind == "dateTime" else text


def _moment_text(text: str) -> str:
    """A moment by Seoul's clock; what is none stays as it was sent."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return text
    if moment is None or moment.tzinfo is None:
        return text
    return date_format(moment.astimezone(SEOUL), "SHORT_DATETIME_FORMAT")


def choice_words(form: Form, item: Item) -> dict[str, str]:
    """The words of the choices of a question by their code, in the reader's language."""
    if item.choices is None:
        return {}
    rows = form.lists[item.choices.source]
    return {
        row[item.choices.value]: _called(form, row, item.choices.label) for row in rows if item.choices.value in row
    }


def _called(form: Form, row: Mapping[str, str], column: str) -> str:
    key = row.get(column, "")
    return spoken(form.labels[key]) if key in form.labels else key


def label_with_unit(item: Item) -> str:
    """A question as lists, pages and tables head its answers: with the unit of its figures."""
    unit = UNITS.get(item.unit)
    label = spoken(item.label) or _without_words(item)
    return f"{label} ({unit})" if unit else label


def _without_words(item: Item) -> str:
    """What nobody is asked has no label of its own."""
    if item.preload in KEPT_BY_THE_DEVICE:
        return str(KEPT_BY_THE_DEVICE[item.preload])
    if item.calculation is not None and not item.control:
        return gettext("worked out: %(name)s") % {"name": item.name}
    return item.name


def age_band_text(band: AgeBand | None) -> str:
    """“20s”; what is not known stays empty."""
    if band is None:
        return ""
    if band.until is None:
        return gettext("%(age)s and older") % {"age": band.since}
    if not band.since:
        return gettext("under %(age)s") % {"age": band.until}
    return gettext("%(age)ss") % {"age": band.since}
