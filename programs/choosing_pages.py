"""What the pages of choosing show: rows of a list with their reasons, tracks with their quotas, scales, what moved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from programs.models import Application, Call, Decision, RankingRun
from programs.queries.decisions import TrackUse, track_uses
from programs.queries.ranking import listed_applications
from programs.queries.results import result_of
from programs.reasons import reason_told, why_text
from programs.registry import programme
from programs.rules.ranking import Move, QuotaUse, Ranked, Ranking, Shift, place_to_json
from programs.rules.terms import TrackTerms

Text = str | Promise
OUTCOMES = dict(Decision.Outcome.choices)
TONES = {"selected": "success", "reserve": "warning", "rejected": "neutral"}


@dataclass(frozen=True)
class Row:
    """A place with its application; ``line`` marks the last that got a place by its rank."""

    place: Ranked
    application: Application | None
    decision: Decision | None
    proposal: Text
    tone: str
    why: str
    groups: str
    line: bool = False


def rows_of(run: RankingRun, places: Sequence[Ranked], line: int | None = None) -> list[Row]:
    """``line``: the application after which the line stands."""
    owner = programme(run.call.programme)
    found = listed_applications(run, [place.application for place in places], owner.title_answer)
    criteria = {one.key: one.label for one in run.terms.scoring}
    return [
        Row(
            place,
            found.get(place.application),
            getattr(found.get(place.application), "decision", None),
            OUTCOMES.get(place.proposal.value, "") if place.proposal else _("a person decides"),
            TONES.get(place.proposal.value, "neutral") if place.proposal else "warning",
            why_text(place_to_json(place), owner.groups, criteria),
            _groups(run.call, found.get(place.application)),
            place.application == line,
        )
        for place in places
    ]


def _groups(call: Call, application: Application | None) -> str:
    """The names of the groups that quotas of the call look at."""
    if application is None:
        return ""
    names = programme(call.programme).groups
    asked = {quota.group for track in call.terms.choosing_terms.tracks for quota in track.quotas}
    return ", ".join(str(names.get(code, code)) for code in application.groups if code in asked)


def track_name(track: TrackTerms) -> str:
    return _(track.label) if track.label else track.code


@dataclass(frozen=True)
class TrackRow:
    """A track with what its decisions come to and what its quotas asked for and got."""

    name: str
    use: TrackUse
    quotas: list[dict[str, Any]]
    spent: Decimal | None  # of the budget, in percent with one decimal


def track_rows(call: Call, listed: Ranking | None) -> list[TrackRow]:
    return [
        TrackRow(
            track_name(use.terms), use, _quotas(call, listed.quotas if listed else (), use.terms.code), _spent(use)
        )
        for use in track_uses(call)
    ]


def _quotas(call: Call, quotas: Iterable[QuotaUse], track: str) -> list[dict[str, Any]]:
    names = programme(call.programme).groups
    return [
        {
            "group": names.get(one.group, one.group),
            "need": one.need,
            "given": one.given,
            "unit": _("won") if one.of == "money" else _("places"),
            "reached": one.given >= one.need,
        }
        for one in quotas
        if one.track == track
    ]


def _spent(use: TrackUse) -> Decimal | None:
    if not use.terms.budget:
        return None
    return (Decimal(100 * use.amount) / use.terms.budget).quantize(Decimal("0.1"))


# -- scales and sensitivity ----------------------------------------------------------------------------------------


def named(keys: Iterable[str]) -> dict[str, str]:
    """Reviewer as the inputs call them → name."""
    people = User.objects.filter(pk__in=[int(key) for key in keys if key.isdigit()])
    return {str(person.pk): person.name for person in people}


def scale_rows(listed: Ranking, track: str) -> list[dict[str, Any]]:
    scales = [scale for scale in listed.scales if scale.track == track]
    names = named(scale.reviewer for scale in scales)
    return [{"scale": scale, "name": names.get(scale.reviewer, scale.reviewer)} for scale in scales]


WIDTH = 240  # of the picture, in its own units


def shift_rows(shifts: Sequence[Shift], names: dict[str, str], numbers: dict[int, str]) -> list[dict[str, Any]]:
    """One row for each reviewer: the line before and after, who would change sides, and where both lines stand in the
    picture (``x_before``, ``x_after``)."""
    lines = [line for shift in shifts for line in (shift.line_before, shift.line_after) if line is not None]
    low, high = (min(lines), max(lines)) if lines else (Decimal(0), Decimal(0))
    return [
        {
            "shift": shift,
            "name": names.get(shift.reviewer, shift.reviewer),
            "gained": [numbers.get(one, str(one)) for one in shift.gained],
            "lost": [numbers.get(one, str(one)) for one in shift.lost],
            "moved": _moved(shift),
            "x_before": _x(shift.line_before, low, high),
            "x_after": _x(shift.line_after, low, high),
        }
        for shift in shifts
    ]


def _moved(shift: Shift) -> Decimal | None:
    if shift.line_before is None or shift.line_after is None:
        return None
    return shift.line_after - shift.line_before


def _x(line: Decimal | None, low: Decimal, high: Decimal) -> int | None:
    if line is None:
        return None
    return 10 + (int((line - low) / (high - low) * (WIDTH - 20)) if high > low else (WIDTH - 20) // 2)


# -- two lists ---------------------------------------------------------------------------------------------------


def move_rows(run: RankingRun, moved: Sequence[Move]) -> list[dict[str, Any]]:
    title = programme(run.call.programme).title_answer
    found = listed_applications(run, [one.application for one in moved], title)
    return [
        {
            "application": found.get(one.application),
            "before": one.before,
            "after": one.after,
            "said_before": _said(one.before),
            "said_after": _said(one.after),
        }
        for one in moved
    ]


def _said(place: Ranked | None) -> Text:
    if place is None:
        return _("not on the list")
    return OUTCOMES[place.proposal.value] if place.proposal else _("a person decides")


# -- what the applicant reads --------------------------------------------------------------------------------------


def result_context(application: Application, decision: Decision) -> dict[str, Any]:
    """For the applicant's page, once published: points, band, comments meant for it, and the reason."""
    terms = application.call.terms.choosing_terms
    decision.application = application
    return {
        "result": result_of(decision),
        "why": reason_told(decision),
        "marking": terms.marking,
    }
