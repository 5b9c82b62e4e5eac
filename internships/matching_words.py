"""What became of wishes, in words for people; and what a matching came to, in figures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from internships.models import MatchingRun, Placement, Position
from internships.queries.matching import wishes_met
from internships.rules.matching import Market, Met, Proof, Verdict

VERDICTS: Mapping[str, str | Promise] = {
    Verdict.PLACED: _("This is the place."),
    Verdict.NOT_NEEDED: _("A dearer wish was met."),
    Verdict.TOO_FAR: _("Farther than the longest way given."),
    Verdict.CLOSED: _("It had no free seat."),
    Verdict.OTHERS_BEFORE: _("All its seats went to applicants who stand before."),
    Verdict.WOULD_FIT: _("A seat would be free."),
}
TONES = {
    Verdict.PLACED: "success",
    Verdict.NOT_NEEDED: "muted",
    Verdict.TOO_FAR: "warning",
    Verdict.CLOSED: "neutral",
    Verdict.OTHERS_BEFORE: "info",
    Verdict.WOULD_FIT: "danger",
}


@dataclass(frozen=True)
class WishLine:
    """One wish with its number, its position and what became of it."""

    rank: int
    position: Position
    verdict: str | Promise
    tone: str


def wish_lines(met: Sequence[Met], positions: Mapping[int, Position]) -> list[WishLine]:
    """The wishes of one person down to the one that was met; all of them where none was."""
    lines = []
    for rank, one in enumerate(met, 1):
        if one.verdict is Verdict.NOT_NEEDED:
            break
        lines.append(WishLine(rank, positions[one.position], VERDICTS[one.verdict], TONES[one.verdict]))
    return lines


def why_here(placement: Placement) -> list[WishLine]:
    """The wishes of the person down to this place; empty for a place given by hand."""
    return wish_lines(*wishes_met(placement))


@dataclass(frozen=True)
class Figures:
    """What a run came to. ``by_wish``: (number of the wish, people) in order."""

    people: int
    placed: int
    seats: int
    first: int
    by_wish: tuple[tuple[int, int], ...]

    @property
    def without(self) -> int:
        return self.people - self.placed

    @property
    def first_percent(self) -> int:
        """Share of the people placed who got their first wish, in whole per cent."""
        return round(100 * self.first / self.placed) if self.placed else 0


def figures_of(run: MatchingRun, market: Market) -> Figures:
    ranks = Counter(run.result["rank"].values())
    return Figures(
        len(market.people),
        len(run.result["placed"]),
        sum(place.seats for place in market.places),
        ranks[1],
        tuple(sorted(ranks.items())),
    )


@dataclass(frozen=True)
class KeptFigures:
    """Seats kept for groups, over all positions: by position they would tell who belongs to a group."""

    seats: int
    positions: int
    honoured: int


def kept_of(proof: Proof) -> KeptFigures:
    lines = [one for one in proof.kept if one.seats]
    missed = {one.position for one in lines if not one.honoured}
    positions = {one.position for one in lines}
    return KeptFigures(sum(one.seats for one in lines), len(positions), len(positions - missed))
