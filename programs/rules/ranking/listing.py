"""The list: every application's place on it, what is proposed, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from programs.rules.ranking.inputs import Candidate, Inputs, TieBreak, Track, hundredths
from programs.rules.ranking.line import Award, Choice, QuotaUse, choose
from programs.rules.ranking.marks import Mark, Scale, marks
from programs.rules.ranking.order import Key, grouped, orders, reaches, separated_by
from programs.rules.scoring import Proposal


class Why(StrEnum):
    """Why an application is where it is; ``Ranked.values`` holds what fills the sentence."""

    WITHIN_SEATS = "within_seats"  # rank
    WITHIN_QUOTA = "within_quota"  # group
    PARTLY_FUNDED = "partly_funded"  # asked, amount
    NEXT_IN_LINE = "next_in_line"  # reserve_place, and what kept it from a place: "held_by" one of the next three
    BEYOND_LINE = "beyond_line"  # overtaken: so many below it were placed by a quota
    OVER_BUDGET = "over_budget"  # asked, left
    AFTER_STOP = "after_stop"  # stopped_at
    TIED_AT_LINE = "tied_at_line"  # equals: a person decides
    BELOW_CUT_OFF = "below_cut_off"  # cut_off
    TOO_FEW_REVIEWS = "too_few_reviews"  # sheets, needed
    NO_REVIEW = "no_review"


Value = int | str | Decimal


@dataclass(frozen=True)
class Ranked:
    """A place on a track's list. ``rank`` counts from 1, equals share it; ``amount`` in won for those selected;
    ``proposal`` is None where a person has to decide. ``separated_by`` tells which tie-break put it below the one
    above it that has the same score."""

    application: int
    score: Decimal | None
    rank: int | None
    proposal: Proposal | None
    reason: Why
    values: Mapping[str, Value] = field(default_factory=dict)
    track: str = ""
    mean: Decimal | None = None
    bonus: Decimal = Decimal(0)
    amount: int | None = None
    reserve_place: int | None = None
    separated_by: TieBreak | None = None


@dataclass(frozen=True)
class Ranking:
    """The whole result: ``listed`` by track and rank, those without a score last."""

    listed: tuple[Ranked, ...]
    quotas: tuple[QuotaUse, ...]
    scales: tuple[Scale, ...]


def rank(inputs: Inputs) -> Ranking:
    """The list of every track. A function of ``inputs`` alone: order of candidates and sheets makes no difference."""
    marked, scales = marks(inputs)
    listed: list[Ranked] = []
    quotas: list[QuotaUse] = []
    by_track = orders(inputs, marked)
    for track in sorted(inputs.terms.tracks, key=lambda track: track.code):
        entries = by_track[track.code]
        choice = choose(track, grouped(above_cut_off(inputs, marked, entries)))
        quotas += choice.quotas
        listed += _Explainer(inputs, track, marked, choice).places(entries)
    unscored = [candidate for candidate in inputs.candidates if marked[candidate.application].mean is None]
    for candidate in sorted(unscored, key=lambda candidate: (candidate.track, candidate.application)):
        listed.append(_unscored(candidate, inputs.terms.marking.needed))
    return Ranking(tuple(listed), tuple(quotas), scales)


def above_cut_off(
    inputs: Inputs, marked: Mapping[int, Mark], entries: list[tuple[Key, Candidate]]
) -> list[tuple[Key, Candidate]]:
    """Those of ``entries`` that reach the cut-off."""
    marking = inputs.terms.marking
    cut_off = hundredths(marking.cut_off)
    return [
        (key, candidate)
        for key, candidate in entries
        if reaches(marked[candidate.application], cut_off, with_bonus=marking.cut_off_with_bonus)
    ]


def _unscored(candidate: Candidate, needed: int) -> Ranked:
    sheets = len(candidate.sheets)
    if not sheets:
        return Ranked(candidate.application, None, None, None, Why.NO_REVIEW, track=candidate.track)
    values = {"sheets": sheets, "needed": needed}
    return Ranked(candidate.application, None, None, None, Why.TOO_FEW_REVIEWS, values, candidate.track)


class _Explainer:
    def __init__(self, inputs: Inputs, track: Track, marked: Mapping[int, Mark], choice: Choice) -> None:
        self.marking, self.track, self.marked, self.choice = inputs.terms.marking, track, marked, choice
        self.equals: dict[int, int] = {}

    def places(self, entries: list[tuple[Key, Candidate]]) -> list[Ranked]:
        """One place for each entry, in order."""
        groups = grouped(entries)
        self.equals = {candidate.application: len(group) for group in groups for candidate in group}
        keys = {candidate.application: key for key, candidate in entries}
        awards = self.choice.awards
        overtaking = sum(bool(award.quota) for award in awards.values())
        result: list[Ranked] = []
        above: Key | None = None
        for group in groups:
            rank_here = len(result) + 1
            overtaking -= sum(bool(awards[one.application].quota) for one in group if one.application in awards)
            key = keys[group[0].application]
            tie = None if above is None else separated_by(above, key, self.marking)
            result += [self._place(candidate, rank_here, tie, overtaking) for candidate in group]
            above = key
        return result

    def _place(self, candidate: Candidate, rank_here: int, tie: TieBreak | None, overtaken: int) -> Ranked:
        mark = self.marked[candidate.application]
        award = self.choice.awards.get(candidate.application)
        proposal, why, values = self._selected(candidate, award) if award else self._passed(candidate, mark, overtaken)
        return Ranked(
            application=candidate.application,
            score=Decimal(mark.score or 0).scaleb(-2),
            rank=rank_here,
            proposal=proposal,
            reason=why,
            values={"rank": rank_here, **values},
            track=self.track.code,
            mean=Decimal(mark.mean or 0).scaleb(-2),
            bonus=Decimal(mark.bonus).scaleb(-2),
            amount=award.amount if award else None,
            reserve_place=self.choice.reserve.get(candidate.application),
            separated_by=tie,
        )

    @staticmethod
    def _selected(candidate: Candidate, award: Award) -> tuple[Proposal, Why, dict[str, Value]]:
        if award.amount < candidate.asked:
            return Proposal.SELECTED, Why.PARTLY_FUNDED, {"asked": candidate.asked, "amount": award.amount}
        if award.quota:
            return Proposal.SELECTED, Why.WITHIN_QUOTA, {"group": award.quota}
        return Proposal.SELECTED, Why.WITHIN_SEATS, {}

    def _passed(
        self, candidate: Candidate, mark: Mark, overtaken: int
    ) -> tuple[Proposal | None, Why, dict[str, Value]]:
        cut_off = hundredths(self.marking.cut_off)
        if not reaches(mark, cut_off, with_bonus=self.marking.cut_off_with_bonus):
            return Proposal.REJECTED, Why.BELOW_CUT_OFF, {"cut_off": self.marking.cut_off}
        if candidate.application in self.choice.tied:
            return None, Why.TIED_AT_LINE, {"equals": self.equals[candidate.application]}
        held, values = self._held(candidate, overtaken)
        place = self.choice.reserve.get(candidate.application)
        if place:
            return Proposal.RESERVE, Why.NEXT_IN_LINE, {**values, "reserve_place": place, "held_by": held.value}
        return Proposal.REJECTED, held, values

    def _held(self, candidate: Candidate, overtaken: int) -> tuple[Why, dict[str, Value]]:
        """What kept an application above the cut-off from a place."""
        if candidate.application in self.choice.unfit:
            left = self.choice.unfit[candidate.application]
            return Why.OVER_BUDGET, {"asked": candidate.asked, "left": left, "overtaken": overtaken}
        if self.choice.stopped_at is not None:
            return Why.AFTER_STOP, {"stopped_at": self.choice.stopped_at, "overtaken": overtaken}
        return Why.BEYOND_LINE, {"overtaken": overtaken}
