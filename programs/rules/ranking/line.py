"""Who gets a place: down one track's order, with what quotas keep aside given first.

The walk: each quota in the call's order goes down the list among its own group until its need is met; then everybody
else's turn comes in order of rank. Whoever was placed by a quota counts for every quota they belong to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from programs.rules.ranking.inputs import Candidate, Misfit, Quota, QuotaOf, Track

Group = Sequence[Candidate]  # applications that stayed equal to the end: usually one


@dataclass(frozen=True)
class Award:
    """A place: ``amount`` in won, and the group of the quota that it came from (empty: by rank)."""

    amount: int
    quota: str = ""


@dataclass(frozen=True)
class QuotaUse:
    """What a quota asked for and what its group got, by whichever way; in places or won."""

    track: str
    group: str
    of: QuotaOf
    need: int
    given: int


@dataclass
class Choice:
    """What the walk gave and why it passed others over: ``unfit`` (won that were left when one did not fit),
    ``stopped_at`` (the one at which the walk ended), ``tied`` (equals of whom not all fit: a person decides)."""

    awards: dict[int, Award] = field(default_factory=dict)
    reserve: dict[int, int] = field(default_factory=dict)
    unfit: dict[int, int] = field(default_factory=dict)
    stopped_at: int | None = None
    tied: set[int] = field(default_factory=set)
    quotas: tuple[QuotaUse, ...] = ()


def choose(track: Track, order: Sequence[Group]) -> Choice:
    """``order`` holds those at or above the cut-off, best first; equals stand together."""
    walk = _Walk(track, order)
    for quota in track.quotas:
        walk.down(quota)
    walk.down(None)
    walk.reserve()
    walk.choice.quotas = tuple(
        QuotaUse(track.code, quota.group, quota.of, track.need(quota), walk.given[quota]) for quota in track.quotas
    )
    return walk.choice


class _Walk:
    def __init__(self, track: Track, order: Sequence[Group]) -> None:
        self.track, self.order, self.choice = track, order, Choice()
        self.places, self.money = track.places, track.budget  # what is left; None is without end
        self.given: dict[Quota, int] = dict.fromkeys(track.quotas, 0)

    def down(self, quota: Quota | None) -> None:
        """Down the whole list (None), or down a quota's group until its need is met."""
        need = self.track.need(quota) if quota else 0
        for group in self.order:
            if self.places == 0 or (quota and self.given[quota] >= need):
                return
            waiting = [
                candidate
                for candidate in group
                if candidate.application not in self.choice.awards and (not quota or quota.group in candidate.groups)
            ]
            if waiting and not self._place(waiting, quota):
                return

    def _place(self, waiting: Group, quota: Quota | None) -> bool:
        """Places those of a group of equals that fit; False ends the walk."""
        able = [candidate for candidate in waiting if self._offer(candidate) is not None]
        unfit = [candidate for candidate in waiting if self._offer(candidate) is None]
        if not quota:
            self.choice.unfit |= {candidate.application: self.money or 0 for candidate in unfit}
        if unfit and self.track.misfit is Misfit.STOP:
            if not quota:
                self.choice.stopped_at = unfit[0].application
            return False
        if len(able) > 1 and not self._all(able, quota):
            self.choice.tied |= set() if quota else {candidate.application for candidate in able}
            return False
        for candidate in able:
            self._award(candidate, quota)
        return True

    def _offer(self, candidate: Candidate) -> int | None:
        """The sum in won that the application would get now; None when it does not fit."""
        if self.money is None or candidate.asked <= self.money:
            return candidate.asked
        least = candidate.asked if candidate.least is None else candidate.least
        return self.money if self.track.partial and 0 < self.money >= least else None

    def _all(self, equals: Group, quota: Quota | None) -> bool:
        """Whether all equals fit together and, for a quota, whether its need takes all of them."""
        if self.places is not None and len(equals) > self.places:
            return False
        if self.money is not None and sum(candidate.asked for candidate in equals) > self.money:
            return False
        if quota is None:
            return True
        counts = [_weight(quota, candidate.asked) for candidate in equals]
        return sum(counts) - min(counts) < self.track.need(quota) - self.given[quota]

    def _award(self, candidate: Candidate, quota: Quota | None) -> None:
        amount = self._offer(candidate)
        assert amount is not None  # noqa: S101 - equals were found to fit together
        self.choice.awards[candidate.application] = Award(amount, quota.group if quota else "")
        self.choice.unfit.pop(candidate.application, None)
        if self.places is not None:
            self.places -= 1
        if self.money is not None:
            self.money -= amount
        for served in self.given:
            if served.group in candidate.groups:
                self.given[served] += _weight(served, amount)

    def reserve(self) -> None:
        """The next in line, whatever kept them from a place; equals that do not all fit end the list."""
        taken = 0
        for group in self.order if self.track.reserves else ():
            waiting = [candidate for candidate in group if candidate.application not in self.choice.awards]
            if taken + len(waiting) > self.track.reserves:
                return
            self.choice.reserve |= {candidate.application: taken + 1 for candidate in waiting}
            taken += len(waiting)


def _weight(quota: Quota, amount: int) -> int:
    return 1 if quota.of is QuotaOf.PLACES else amount
