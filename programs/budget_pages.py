"""The money of a call in the words, figures and picture of its page and its workbook."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programs.models import Call
from programs.queries.budget import BudgetLine, QuotaLine
from programs.registry import Spent, programme
from programs.rules.ranking import QuotaOf

Text = str | Promise
COLUMNS: dict[str, Text] = {
    "planned": gettext_lazy("Planned"),
    "decided": gettext_lazy("Decided"),
    "committed": gettext_lazy("Promised by agreements"),
    "reserved": gettext_lazy("Reserved"),
    "paid": gettext_lazy("Paid"),
    "returned": gettext_lazy("Money returned"),
    "left": gettext_lazy("Not used"),
}
SPENT = ("committed", "reserved", "paid", "returned")
SEGMENTS = ("paid", "reserved", "committed", "decided")


@dataclass(frozen=True)
class Figure:
    """A sum in won (None: the row has none) and where the cases behind it are listed, for whoever may read them."""

    code: str
    won: int | None
    url: str = ""


@dataclass(frozen=True)
class Row:
    """A track, or one of its quotas (``quota``), with its figures in the order of COLUMNS."""

    label: Text
    selected: int
    selected_url: str
    figures: tuple[Figure, ...]
    segments: tuple[dict[str, str], ...]
    mark: str = ""  # where in the picture the quota is reached
    said: str = ""  # the picture in words
    quota: QuotaLine | None = None

    @property
    def in_places(self) -> bool:
        return self.quota is not None and self.quota.of is QuotaOf.PLACES


def budget_rows(call: Call, lines: Sequence[BudgetLine], *, manages: bool = False) -> dict[str, Any]:
    """The table with its sums, and the bar of each row: paid, reserved, committed, and what is decided beyond them.

    The figures lead to their cases: those after the decision by the programme, applications for whoever ``manages``.
    """
    rows = [row for line in lines for row in _rows(call, line, manages)]
    return {
        "rows": rows,
        "columns": list(COLUMNS.values()),
        "sums": _sums(lines) if len(lines) > 1 else None,
        "has_money": any(line.planned for line in lines),
        "has_quotas": any(line.quotas for line in lines),
    }


def _rows(call: Call, line: BudgetLine, manages: bool) -> list[Row]:
    groups = programme(call.programme).groups
    track, label = line.track.code, _(line.track.label) if line.track.label else _("all")
    sums = {"planned": line.planned, "decided": line.decided, **asdict(line.spent), "left": line.left}
    own = Row(
        label,
        line.selected,
        _applications(call, track, "", manages and bool(line.selected)),
        _figures(call, track, "", sums, manages),
        _segments(line, line.decided, line.spent),
        said=_said(label, sums),
    )
    return [
        own,
        *(_quota_row(call, line, quota, groups.get(quota.group, quota.group), manages) for quota in line.quotas),
    ]


def _quota_row(call: Call, line: BudgetLine, quota: QuotaLine, label: Text, manages: bool) -> Row:
    track = line.track.code
    sums = {"planned": quota.planned, "decided": quota.decided, **asdict(quota.spent), "left": None}
    return Row(
        label,
        quota.selected,
        _applications(call, track, quota.group, manages and bool(quota.selected)),
        _figures(call, track, quota.group, sums, manages),
        _segments(line, quota.decided, quota.spent),
        mark=f"{line.share(quota.need):.1f}" if quota.planned else "",
        said=_said(label, sums),
        quota=quota,
    )


def _figures(call: Call, track: str, group: str, sums: dict[str, Any], manages: bool) -> tuple[Figure, ...]:
    page = programme(call.programme).money_page
    figures = []
    for code in COLUMNS:
        url = ""
        if code in SPENT and page is not None and sums[code]:
            url = page.cases(call, track, group, code)
        elif code == "decided" and sums[code]:
            url = _applications(call, track, group, manages)
        figures.append(Figure(code, sums[code], url))
    return tuple(figures)


def _applications(call: Call, track: str, group: str, manages: bool) -> str:
    """The selected applications, for the managers of the call."""
    if not manages:
        return ""
    chosen = {name: value for name, value in (("track", track), ("group", group)) if value}
    return f"{reverse('programs:manage_cases', args=[call.pk])}?{urlencode({**chosen, 'chosen': '1'})}"


def _segments(line: BudgetLine, decided: int, spent: Spent) -> tuple[dict[str, str], ...]:
    """Parts of the bar, each in per cent of the track's plan: where it begins and how long it is."""
    rest = max(decided - spent.paid - spent.reserved - spent.committed, 0)
    sums = {"paid": spent.paid, "reserved": spent.reserved, "committed": spent.committed, "decided": rest}
    x, segments = 0.0, []
    for code in SEGMENTS:
        width = float(line.share(sums[code]))
        if width:
            segments.append({"code": code, "x": f"{x:.1f}", "width": f"{min(width, 100 - x):.1f}"})
        x += width
    return tuple(segments)


def _said(label: Text, sums: dict[str, Any]) -> str:
    parts = [f"{COLUMNS[code]} {sums[code]:,}" for code in COLUMNS if sums[code]]
    return f"{label}: {', '.join(parts) or '0'}"


def _sums(lines: Sequence[BudgetLine]) -> dict[str, Any]:
    sums = {
        "planned": sum(line.planned for line in lines),
        "decided": sum(line.decided for line in lines),
        **asdict(sum((line.spent for line in lines), Spent())),
        "left": sum(line.left for line in lines),
    }
    return {"selected": sum(line.selected for line in lines), "figures": [Figure(code, sums[code]) for code in COLUMNS]}
