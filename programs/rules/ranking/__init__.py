"""Ranking (순위결정): frozen inputs → the list, with the reason for every place. See docs/choosing.md."""

from programs.rules.ranking.inputs import (
    Bonus,
    Candidate,
    Inputs,
    Marking,
    Misfit,
    Normalisation,
    Quota,
    QuotaOf,
    Sheet,
    Terms,
    TieBreak,
    TieKind,
    Track,
    content_hash,
    from_json,
    to_json,
)
from programs.rules.ranking.line import QuotaUse
from programs.rules.ranking.listing import Ranked, Ranking, Why, rank
from programs.rules.ranking.marks import Scale
from programs.rules.ranking.order import lot
from programs.rules.ranking.result import (
    Changed,
    Difference,
    Move,
    differences,
    moves,
    place_from_json,
    place_to_json,
    result_from_json,
    result_to_json,
)
from programs.rules.ranking.sensitivity import Shift, sensitivity

__all__ = [
    "Bonus",
    "Candidate",
    "Changed",
    "Difference",
    "Inputs",
    "Marking",
    "Misfit",
    "Move",
    "Normalisation",
    "Quota",
    "QuotaOf",
    "QuotaUse",
    "Ranked",
    "Ranking",
    "Scale",
    "Sheet",
    "Shift",
    "Terms",
    "TieBreak",
    "TieKind",
    "Track",
    "Why",
    "content_hash",
    "differences",
    "from_json",
    "lot",
    "moves",
    "place_from_json",
    "place_to_json",
    "rank",
    "result_from_json",
    "result_to_json",
    "sensitivity",
    "to_json",
]
