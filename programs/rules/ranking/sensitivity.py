"""How the line moves if one reviewer is left out."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from heapq import merge

from programs.rules.ranking.inputs import Candidate, Inputs, Normalisation, Track
from programs.rules.ranking.line import Award, choose
from programs.rules.ranking.listing import above_cut_off
from programs.rules.ranking.marks import Mark, criterion_means, marks, mean_of, scaled_totals
from programs.rules.ranking.order import Key, grouped, key_of, orders

Order = list[tuple[Key, Candidate]]
Awards = Mapping[int, Award]


@dataclass(frozen=True)
class Shift:
    """One track without one reviewer. ``line`` is the lowest score that was selected, before and after; ``gained``
    and ``lost`` are the applications that would change sides; ``unscored`` would have no sheet left."""

    track: str
    reviewer: str
    sheets: int
    line_before: Decimal | None
    line_after: Decimal | None
    gained: tuple[int, ...]
    lost: tuple[int, ...]
    unscored: tuple[int, ...]

    @property
    def stable(self) -> bool:
        return not self.gained and not self.lost


def sensitivity(inputs: Inputs) -> tuple[Shift, ...]:
    """One shift for each reviewer and track, by track and reviewer.

    Everything else stays as it is: the same terms, and the number of sheets needed is not asked anew of those that
    had it. Normalisation is computed anew without the reviewer.
    """
    return _Study(inputs).shifts()


class _Study:
    def __init__(self, inputs: Inputs) -> None:
        self.inputs, self.marking = inputs, inputs.terms.marking
        self.marked, _scales = marks(inputs)
        self.totals, _scales = scaled_totals(inputs)
        self.by_track = orders(inputs, self.marked)
        self.tracks = {track.code: track for track in inputs.terms.tracks}
        self.of_reviewer: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
        for candidate in inputs.candidates:
            for sheet in candidate.sheets:
                self.of_reviewer[candidate.track, sheet.reviewer].append(candidate)

    def shifts(self) -> tuple[Shift, ...]:
        chosen = {code: self._awards(track, self.by_track[code], self.marked) for code, track in self.tracks.items()}
        result = []
        for (code, reviewer), candidates in sorted(self.of_reviewer.items(), key=lambda item: item[0]):
            order, marked = self._without(code, reviewer, candidates)
            result.append(self._shift(code, reviewer, candidates, chosen[code], order, marked))
        return tuple(result)

    def _shift(
        self,
        code: str,
        reviewer: str,
        candidates: list[Candidate],
        before: Awards,
        order: Order,
        marked: dict[int, Mark],
    ) -> Shift:
        after = self._awards(self.tracks[code], order, marked)
        return Shift(
            code,
            reviewer,
            len(candidates),
            _line(before, self.marked),
            _line(after, marked),
            tuple(sorted(after.keys() - before.keys())),
            tuple(sorted(before.keys() - after.keys())),
            tuple(sorted(c.application for c in candidates if marked[c.application].mean is None)),
        )

    def _awards(self, track: Track, order: Order, marked: dict[int, Mark]) -> Awards:
        return choose(track, grouped(above_cut_off(self.inputs, marked, order))).awards

    def _without(self, code: str, reviewer: str, candidates: list[Candidate]) -> tuple[Order, dict[int, Mark]]:
        """The track's order without the reviewer: only what they touched is counted anew, unless normalisation makes
        everybody's score hang on everybody."""
        if self.marking.normalisation is Normalisation.NONE:
            totals, touched = self.totals, candidates
        else:
            totals, _scales = scaled_totals(self.inputs, without=reviewer)
            touched = [candidate for _key, candidate in self.by_track[code]]
        marked = dict(self.marked)
        for candidate in touched:
            marked[candidate.application] = self._mark(candidate, totals[candidate.application], reviewer)
        changed = {candidate.application for candidate in touched}
        kept = [entry for entry in self.by_track[code] if entry[1].application not in changed]
        moved = sorted(
            (
                (key_of(candidate, marked[candidate.application], self.marking), candidate)
                for candidate in touched
                if marked[candidate.application].mean is not None
            ),
            key=_by_key,
        )
        return list(merge(kept, moved, key=_by_key)), marked

    def _mark(self, candidate: Candidate, totals: Mapping[str, int], reviewer: str) -> Mark:
        old = self.marked[candidate.application]
        if old.mean is None:
            return old
        rest = Candidate(candidate.application, sheets=tuple(s for s in candidate.sheets if s.reviewer != reviewer))
        values = [total for name, total in totals.items() if name != reviewer]
        mean = mean_of(values, self.marking, needed=1)
        return Mark(len(rest.sheets), mean, old.bonus, criterion_means(rest))


def _by_key(entry: tuple[Key, Candidate]) -> tuple[Key, int]:
    return entry[0], entry[1].application


def _line(awards: Awards, marked: dict[int, Mark]) -> Decimal | None:
    scores = [marked[application].score or 0 for application in awards]
    return Decimal(min(scores)).scaleb(-2) if scores else None
