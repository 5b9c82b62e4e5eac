"""Changes of a published call in words: labels, old and new values, the lines of a text that went and came."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.amendment_words import part_label, part_lines
from programs.errors_amendment import REASONS
from programs.models import Call, CallAmendment, CallChange, CallTerms
from programs.queries.amendments import differences
from programs.registry import Text
from programs.rules.amendment import Law, Standing, Why, changed_lines, law_of, refusals
from programs.rules.amendment_parts import is_part
from programs.rules.terms import ChoosingTerms
from programs.wording import moment_text

LABELS: dict[str, Text] = {
    "title": gettext_lazy("Title of the call"),
    "summary": gettext_lazy("Summary"),
    "notice": gettext_lazy("Text of the notice"),
    "files": gettext_lazy("Files of the notice"),
    "opens_at": gettext_lazy("Opens at"),
    "closes_at": gettext_lazy("Closes at"),
    "seats": gettext_lazy("Number to select"),
    "reserves": gettext_lazy("Number on the reserve list"),
    "budget": gettext_lazy("Budget (won)"),
    "deadlines:appeal": gettext_lazy("Days to appeal"),
    "deadlines:correction": gettext_lazy("Days to correct"),
    "deadlines:acceptance": gettext_lazy("Days to accept for a reserve"),
    "plan:screening": gettext_lazy("Screening planned until (days after closing)"),
    "plan:review": gettext_lazy("Review planned until (days after closing)"),
    "plan:results": gettext_lazy("Results planned until (days after closing)"),
    "marking:cut_off": gettext_lazy("Cut-off (points)"),
}
TRACK_LABELS: dict[str, Text] = {
    "places": gettext_lazy("Places"),
    "reserves": gettext_lazy("Places on the reserve list"),
    "budget": gettext_lazy("Budget of the track (won)"),
    "cap": gettext_lazy("Most for one case (won)"),
}
MOMENTS = {"opens_at", "closes_at"}
# What no amendment touches, named on the page so that nobody looks for it.
FIXED: tuple[Text, ...] = (
    gettext_lazy("an earlier closing moment"),
    gettext_lazy("whose money it is"),
    gettext_lazy("the programme"),
)


def label_of(key: str, choosing: ChoosingTerms | None = None) -> str:
    """“Budget of the track (won): AI processing”."""
    if not key.startswith("track:"):
        return str(LABELS.get(key, key))
    _head, *code, name = key.split(":")
    track = choosing.track(":".join(code)) if choosing else None
    named = _(track.label) if track and track.label else ":".join(code)
    label = str(TRACK_LABELS[name])
    return f"{named}: {label}" if named else label


def value_text(key: str, value: Any) -> str:
    """As people read it; a number that is left open is “open”."""
    if key in MOMENTS and value:
        return moment_text(datetime.fromisoformat(value))
    if isinstance(value, list):
        return ", ".join(value) or "–"
    if isinstance(value, int):
        return str(number_format(value, force_grouping=True))
    if value is None:
        return _("open")
    return str(value) or "–"


def change_rows(
    before: Mapping[str, Any], after: Mapping[str, Any], call: Call, prepared: CallTerms | None = None
) -> list[dict[str, Any]]:
    """A row for each value: its label with old and new; of longer texts and of parts only the lines that changed.
    ``prepared``: the terms under which the new ones stand while they are not in force."""
    return [_row(key, before.get(key), after[key], call.terms, prepared or call.terms) for key in after]


def _row(key: str, old: Any, new: Any, standing: CallTerms, coming: CallTerms) -> dict[str, Any]:
    if key == "notice":
        return {"key": key, "label": label_of(key), "lines": list(changed_lines(old or "", new))}
    if not is_part(key):
        texts = {"old": value_text(key, old), "new": value_text(key, new)}
        return {"key": key, "label": label_of(key, coming.choosing_terms), "lines": None, **texts}
    was, becomes = part_lines(key, old, standing), part_lines(key, new, coming)
    label = part_label(key, new, coming) if new is not None else part_label(key, old, standing)
    if len(was) == len(becomes) == 1:
        return {"key": key, "label": label, "lines": None, "old": was[0], "new": becomes[0]}
    lines = list(changed_lines("\n".join(was), "\n".join(becomes)))
    return {"key": key, "label": label, "lines": lines, "came": not was, "went": not becomes}


def change_log(call: Call) -> list[dict[str, Any]]:
    """Everything that was changed after publication, the latest first; one statement."""
    changes: Iterable[CallChange] = call.changes.select_related("by").order_by("-at", "-pk")
    return [{"change": one, "rows": change_rows(one.before, one.after, call)} for one in changes]


def change_text(before: Mapping[str, Any], after: Mapping[str, Any], call: Call) -> str:
    """For a mail: one line for each value; long texts are read on the page."""
    lines = []
    for row in change_rows(before, after, call):
        if row["lines"] is not None:
            said = _("new") if row.get("came") else _("taken out") if row.get("went") else _("changed, see the page")
            lines.append(f"{row['label']}: {said}")
        else:
            lines.append(f"{row['label']}: {row['old']} → {row['new']}")
    return "\n".join(lines)


LAWS: dict[Law, Text] = {
    Law.FREE: "",
    Law.BEFORE_OPENING: "",
    Law.ONLY_MORE: gettext_lazy("Businesses have applied: it can be made more, not less."),
    Law.LONGER: gettext_lazy("Businesses have applied: it can be made longer, not shorter."),
    Law.UNTIL_APPLIED: "",
    Law.FAIR: "",
}


def locked_because(key: str, standing: Standing) -> str:
    """Why the page does not offer ``key`` at all; empty where it can change in some way."""
    law = law_of(key)
    if law is Law.BEFORE_OPENING and standing.opened:
        return str(REASONS[Why.OPENED])
    if law is Law.ONLY_MORE and standing.ranked:
        return str(REASONS[Why.RANKED])
    if law is Law.UNTIL_APPLIED and standing.applied:
        return str(REASONS[Why.APPLIED])
    return ""


def bound_text(key: str, standing: Standing) -> str:
    """In which direction ``key`` can change by now."""
    law = law_of(key)
    return str(LAWS[law]) if law and standing.applied else ""


def composed_rows(call: Call, amendment: CallAmendment | None, standing: Standing) -> list[dict[str, Any]]:
    """What the steps of building have prepared, old and new, each with the reason for which it is refused by now."""
    before, after = differences(call.terms, amendment.terms if amendment else None)
    refused = refusals(before, after, standing)
    rows = change_rows(before, after, call, amendment.terms if amendment else None)
    return [row | {"refused": REASONS[refused[row["key"]]] if row["key"] in refused else ""} for row in rows]
