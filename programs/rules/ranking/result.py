"""A ranking as it is kept with its run, read back from there, and held against another."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Any

from programs.rules.ranking.inputs import Candidate, Inputs, QuotaOf, TieBreak, TieKind
from programs.rules.ranking.line import QuotaUse
from programs.rules.ranking.listing import Ranked, Ranking, Why
from programs.rules.ranking.marks import Scale
from programs.rules.scoring import Proposal


def result_to_json(ranking: Ranking) -> dict[str, Any]:
    """Plain JSON values: the same ranking gives the same value, points as text."""
    kept = {
        "places": [place_to_json(place) for place in ranking.listed],
        "quotas": [asdict(quota) for quota in ranking.quotas],
        "scales": [asdict(scale) for scale in ranking.scales],
    }
    plain: dict[str, Any] = _plain(kept)
    return plain


def place_to_json(place: Ranked) -> dict[str, Any]:
    tie = place.separated_by
    content = {name: getattr(place, name) for name in PLACE} | {"values": dict(place.values)}
    plain: dict[str, Any] = _plain(
        content | {"separated_by": {"kind": tie.kind, "criterion": tie.criterion} if tie else None}
    )
    return plain


def result_from_json(data: Mapping[str, Any]) -> Ranking:
    """The inverse of :func:`result_to_json`; figures that fill a sentence stay text where they were points."""
    return Ranking(
        tuple(map(place_from_json, data["places"])),
        tuple(QuotaUse(**{**one, "of": QuotaOf(one["of"])}) for one in data["quotas"]),
        tuple(map(_scale, data["scales"])),
    )


def place_from_json(data: Mapping[str, Any]) -> Ranked:
    tie = data["separated_by"]
    return Ranked(
        **{
            **data,
            "score": _points(data["score"]),
            "mean": _points(data["mean"]),
            "bonus": Decimal(data["bonus"]),
            "proposal": Proposal(data["proposal"]) if data["proposal"] else None,
            "reason": Why(data["reason"]),
            "separated_by": TieBreak(TieKind(tie["kind"]), tie["criterion"]) if tie else None,
        }
    )


PLACE = tuple(one.name for one in fields(Ranked))


def _points(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _scale(data: Mapping[str, Any]) -> Scale:
    numbers = {name: Decimal(data[name]) for name in ("mean", "panel_mean", "factor")}
    return Scale(**{**data, **numbers})


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.value if isinstance(value, StrEnum) else value


# -- two lists -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Move:
    """An application whose place differs between two lists; None where it is not on one of them."""

    application: int
    before: Ranked | None
    after: Ranked | None


def moves(before: Ranking, after: Ranking) -> tuple[Move, ...]:
    """Those whose rank, score, proposal or amount changed, in the order of the later list."""
    old = {place.application: place for place in before.listed}
    new = {place.application: place for place in after.listed}
    order = [*new, *(application for application in old if application not in new)]
    return tuple(
        Move(application, old.get(application), new.get(application))
        for application in order
        if _seen(old.get(application)) != _seen(new.get(application))
    )


def _seen(place: Ranked | None) -> tuple[Any, ...] | None:
    if place is None:
        return None
    return (place.rank, place.score, place.proposal, place.amount, place.reserve_place)


# -- two sets of inputs ----------------------------------------------------------------------------------------


class Changed(StrEnum):
    """What differs between the inputs of two moments."""

    TERMS = "terms"
    ADDED = "added"  # an application came to the list
    GONE = "gone"  # one left it
    SHEETS = "sheets"  # reviewers' points, or those agreed in the meeting
    BONUS = "bonus"
    MONEY = "money"  # the sum asked, or the least that will do
    STANDING = "standing"  # track, groups, receipt


@dataclass(frozen=True)
class Difference:
    """``application`` is 0 for the terms."""

    what: Changed
    application: int = 0


PARTS: Mapping[Changed, tuple[str, ...]] = {
    Changed.SHEETS: ("sheets", "agreed", "measured"),
    Changed.BONUS: ("bonuses",),
    Changed.MONEY: ("asked", "least"),
    Changed.STANDING: ("track", "groups", "receipt", "ticket"),
}


def differences(before: Inputs, after: Inputs) -> tuple[Difference, ...]:
    """Everything that changed, application by application; empty exactly when the canonical JSON is the same."""
    old = {one.application: one for one in before.candidates}
    new = {one.application: one for one in after.candidates}
    found = [Difference(Changed.TERMS)] if _terms(before) != _terms(after) else []
    for application in sorted(old.keys() | new.keys()):
        if application not in old:
            found.append(Difference(Changed.ADDED, application))
        elif application not in new:
            found.append(Difference(Changed.GONE, application))
        else:
            found += [
                Difference(what, application)
                for what, names in PARTS.items()
                if any(_part(old[application], name) != _part(new[application], name) for name in names)
            ]
    return tuple(found)


def _terms(inputs: Inputs) -> tuple[Any, ...]:
    return inputs.terms.marking, sorted(inputs.terms.tracks, key=lambda track: track.code)


def _part(candidate: Candidate, name: str) -> Any:
    """Without the order in which it was gathered."""
    value = getattr(candidate, name)
    if name == "sheets":
        return sorted((sheet.reviewer, sorted(sheet.points.items())) for sheet in value)
    if name == "bonuses":
        return sorted((bonus.code, bonus.points, bonus.proven) for bonus in value)
    return value
