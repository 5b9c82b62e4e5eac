"""The board of a call in the words of its page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.models import Call
from programs.queries.applications import Filters
from programs.queries.board import Column
from programs.registry import programme
from programs.rules.board import On, limits_of

Text = str | Promise
STAGE_LABELS: dict[str, Text] = {
    "screen": gettext_lazy("to screen"),
    "correct": gettext_lazy("being corrected"),
    "assign": gettext_lazy("to give to reviewers"),
    "review": gettext_lazy("with the reviewers"),
    "confirm": gettext_lazy("decision to confirm"),
    "done": gettext_lazy("ended or decided"),
}
ON_LABELS: dict[On, Text] = {
    On.APPLICANT: gettext_lazy("the applicant"),
    On.MANAGER: gettext_lazy("the manager"),
    On.REVIEWER: gettext_lazy("the reviewers"),
    On.APPROVER: gettext_lazy("the second person"),
    On.NOBODY: "–",
}


def board_rows(call: Call, columns: Sequence[Column], now: datetime) -> list[dict[str, Any]]:
    """A row for each stage, its figures leading to the cases behind them."""
    cases = reverse("programs:manage_cases", args=[call.pk])
    total = sum(column.count for column in columns) or 1
    return [
        {
            "label": STAGE_LABELS[column.stage.code],
            "on": ON_LABELS[column.stage.on],
            "count": column.count,
            "late": column.late,
            "days": (now - column.oldest).days if column.oldest and column.stage.on is not On.NOBODY else None,
            "url": f"{cases}?stage={column.stage.code}",
            "late_url": f"{cases}?stage={column.stage.code}&late=1",
            "percent": round(100 * column.count / total, 1),
        }
        for column in columns
    ]


LIMIT_LABELS: dict[str, Text] = {
    "screen": gettext_lazy("To screen, counted from the closing of the window"),
    "assign": gettext_lazy("To give to reviewers, once eligible"),
    "review": gettext_lazy("With the reviewers, counted from the first sheet that is outstanding"),
    "confirm": gettext_lazy("A decision to confirm"),
}


def limit_words(call: Call) -> list[dict[str, Any]]:
    """After how many days a case of each stage is late."""
    return [{"label": LIMIT_LABELS[code], "days": days} for code, days in limits_of(call.late_after).items()]


def narrowed_by(call: Call, filters: Filters) -> list[Text]:
    """What a link from the board or the budget narrows the list by, in words."""
    words: list[Text] = []
    if filters.stage:
        words.append(STAGE_LABELS[filters.stage])
    if filters.stage and filters.late:
        words.append(_("overdue"))
    track = call.terms.choosing_terms.track(filters.track) if filters.track else None
    if track is not None and track.label:
        words.append(_(track.label))
    if filters.group:
        words.append(programme(call.programme).groups.get(filters.group, filters.group))
    if filters.chosen:
        words.append(_("selected"))
    return words
