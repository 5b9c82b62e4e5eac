"""Changes of a published call in words: labels, old and new values, the lines of a text that went and came."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.errors_amendment import REASONS
from programs.models import Call, CallChange
from programs.registry import Text
from programs.rules.amendment import Law, Standing, Why, changed_lines, law_of
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
    gettext_lazy("questions of the form and documents to attach"),
    gettext_lazy("scoring table, order among equals, bonus points"),
    gettext_lazy("who can apply, own shares, least shares by group"),
    gettext_lazy("an earlier closing moment"),
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


def change_rows(before: Mapping[str, Any], after: Mapping[str, Any], call: Call) -> list[dict[str, Any]]:
    """A row for each value: its label with old and new; of the notice's text only the lines that changed."""
    choosing = call.terms.choosing_terms
    return [
        {
            "label": label_of(key, choosing),
            "old": value_text(key, before.get(key)),
            "new": value_text(key, after[key]),
            "lines": list(changed_lines(before.get(key) or "", after[key])) if key == "notice" else None,
        }
        for key in after
    ]


def change_log(call: Call) -> list[dict[str, Any]]:
    """Everything that was changed after publication, the latest first; one statement."""
    changes: Iterable[CallChange] = call.changes.select_related("by").order_by("-at", "-pk")
    return [{"change": one, "rows": change_rows(one.before, one.after, call)} for one in changes]


def change_text(before: Mapping[str, Any], after: Mapping[str, Any], call: Call) -> str:
    """For a mail: one line for each value; long texts are read on the page."""
    lines = []
    for row, key in zip(change_rows(before, after, call), after, strict=True):
        if key == "notice":
            lines.append(_("%(label)s: changed, see the page") % {"label": row["label"]})
        else:
            lines.append(f"{row['label']}: {row['old']} → {row['new']}")
    return "\n".join(lines)


LAWS: dict[Law, Text] = {
    Law.FREE: "",
    Law.BEFORE_OPENING: "",
    Law.ONLY_MORE: gettext_lazy("Businesses have applied: it can be made more, not less."),
    Law.LONGER: gettext_lazy("Businesses have applied: it can be made longer, not shorter."),
    Law.UNTIL_APPLIED: "",
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
