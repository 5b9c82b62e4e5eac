"""Matching people to seats: the rule (:mod:`assign`), what it looks at (:mod:`market`), its proof (:mod:`proof`)."""

from internships.rules.matching.assign import Matching, match
from internships.rules.matching.market import (
    RULE,
    Kept,
    Market,
    Person,
    Place,
    Wish,
    from_json,
    lot,
    to_json,
    with_more,
)
from internships.rules.matching.proof import KeptSeats, Met, Proof, Verdict, passed_over, prove, wishes_of
from internships.rules.matching.whatif import WhatIf, what_if

__all__ = [
    "RULE", "Kept", "KeptSeats", "Market", "Matching", "Met", "Person", "Place", "Proof", "Verdict", "WhatIf", "Wish",
    "from_json", "lot", "match", "passed_over", "prove", "to_json", "what_if", "wishes_of", "with_more",
]  # fmt: skip
