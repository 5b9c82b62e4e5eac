"""How the line moves if one reviewer is left out."""

from collections import ChainMap, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import itemgetter

from programs.rules.ranking.inputs import Candidate, Inputs, Normalisation
from programs.rules.ranking.line import Award, choose
from programs.rules.ranking.listing import above_cut_off
from programs.rules.ranking.marks import (
    Mark,
    Totals,
    criterion_means,
    criterion_sums,
    marks,
    mean_of,
    read_points,
    scaled_totals,
    with_measured,
)
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
        self.points = read_points(inputs)
        self.sums = {application: criterion_sums(points) for application, points in self.points.items()}
        self.totals, _scales = scaled_totals(inputs, self.points)
        self.scored = orders(inputs, self.marked)
        self.lines = {code: above_cut_off(inputs, self.marked, scored) for code, scored in self.scored.items()}
        self.tracks = {track.code: replace(track, reserves=0) for track in inputs.terms.tracks}
        self.agreed = {one.application for one in inputs.candidates if one.agreed is not None}
        self.of_reviewer: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
        self.of_track: dict[str, list[Candidate]] = defaultdict(list)
        for candidate in inputs.candidates:
            self.of_track[candidate.track].append(candidate)
            for sheet in candidate.sheets:
                self.of_reviewer[candidate.track, sheet.reviewer].append(candidate)

    def shifts(self) -> tuple[Shift, ...]:
        chosen = {code: choose(track, grouped(self.lines[code])).awards for code, track in self.tracks.items()}
        return tuple(
            self._shift(code, reviewer, candidates, chosen[code])
            for (code, reviewer), candidates in sorted(self.of_reviewer.items(), key=itemgetter(0))
        )

    def _shift(self, code: str, reviewer: str, candidates: list[Candidate], before: Awards) -> Shift:
        touched = candidates if self.marking.normalisation is Normalisation.NONE else self.of_track[code]
        changed = self._marks_without(reviewer, touched)
        after = choose(self.tracks[code], grouped(self._line_without(code, touched, changed))).awards
        return Shift(
            code,
            reviewer,
            len(candidates),
            _lowest(before, self.marked),
            _lowest(after, ChainMap(changed, self.marked)),
            tuple(sorted(after.keys() - before.keys())),
            tuple(sorted(before.keys() - after.keys())),
            tuple(sorted(one.application for one in candidates if changed[one.application].mean is None)),
        )

    def _marks_without(self, reviewer: str, touched: list[Candidate]) -> dict[int, Mark]:
        """The marks that change: of those whom the reviewer judged, or of the whole track under normalisation, where
        everybody's score hangs on everybody's."""
        totals = self.totals
        if self.marking.normalisation is not Normalisation.NONE:
            own = Inputs(self.inputs.terms, tuple(touched))
            totals, _scales = scaled_totals(own, self.points, without=reviewer)
        return {one.application: self._mark(one, totals, reviewer) for one in touched}

    def _mark(self, candidate: Candidate, totals: Totals, reviewer: str) -> Mark:
        application = candidate.application
        old = self.marked[application]
        if old.mean is None or application in self.agreed:
            return old
        values = [total for name, total in totals[application].items() if name != reviewer]
        sums = dict(self.sums[application])
        for criterion, given in self.points[application].get(reviewer, {}).items():
            whole, count = sums[criterion]
            sums[criterion] = whole - given, count - 1
        mark = Mark(len(values), mean_of(values, self.marking, needed=1), old.bonus, criterion_means(sums))
        return with_measured(candidate, mark)

    def _line_without(self, code: str, touched: list[Candidate], changed: dict[int, Mark]) -> Order:
        """The track's line with the changed marks in their new places: two sorted runs, merged by the sort."""
        line = [entry for entry in self.lines[code] if entry[1].application not in changed]
        moved = [
            (key_of(candidate, changed[candidate.application], self.marking), candidate)
            for candidate in touched
            if changed[candidate.application].mean is not None
        ]
        line += sorted(above_cut_off(self.inputs, changed, moved), key=itemgetter(0))
        line.sort(key=itemgetter(0))
        return line


def _lowest(awards: Awards, marked: Mapping[int, Mark]) -> Decimal | None:
    scores = [marked[application].score or 0 for application in awards]
    return Decimal(min(scores)).scaleb(-2) if scores else None
