"""From sheets to a score, in whole numbers throughout: points are counted in ten-thousandths, so nothing is rounded
but where the rule says so."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import isqrt

from programs.rules.ranking.inputs import Bonus, Candidate, Inputs, Marking, Normalisation, hundredths
from programs.rules.scoring import half_up, trim

POINT = 10_000  # ten-thousandths of a point
FACTOR = 1_000_000  # a spread factor in millionths


@dataclass(frozen=True)
class Scale:
    """How one reviewer's sheets of one track are brought onto the panel's scale, as published: a total ``x`` becomes
    ``panel_mean + factor × (x − mean)``, half up to four decimals. ``adjusted`` is False for those left as they are."""

    track: str
    reviewer: str
    sheets: int
    mean: Decimal
    panel_mean: Decimal
    factor: Decimal
    adjusted: bool


@dataclass(frozen=True)
class Mark:
    """What one application earned. ``mean`` and ``score`` in hundredths of a point, None without enough sheets;
    ``criteria`` holds each criterion's mean over all sheets, as given (two decimals, half up)."""

    sheets: int
    mean: int | None
    bonus: int
    criteria: Mapping[str, int]

    @property
    def score(self) -> int | None:
        return None if self.mean is None else self.mean + self.bonus


Totals = Mapping[int, Mapping[str, int]]  # application → reviewer → total in ten-thousandths
Points = Mapping[str, Mapping[str, int]]  # reviewer → criterion → hundredths, of one application
Sums = Mapping[str, tuple[int, int]]  # criterion → (sum in hundredths, number of sheets)


def marks(inputs: Inputs) -> tuple[dict[int, Mark], tuple[Scale, ...]]:
    """Application → mark, and the scales of those reviewers that normalisation looked at."""
    points = read_points(inputs)
    totals, scales = scaled_totals(inputs, points)
    marking = inputs.terms.marking
    return {
        candidate.application: agreed_mark(candidate, marking)
        or with_measured(
            candidate,
            Mark(
                len(candidate.sheets),
                mean_of(totals[candidate.application].values(), marking, marking.needed),
                bonus_of(candidate.bonuses, marking.bonus_ceiling),
                criterion_means(criterion_sums(points[candidate.application])),
            ),
        )
        for candidate in inputs.candidates
    }, scales


def agreed_mark(candidate: Candidate, marking: Marking) -> Mark | None:
    """What the panel agreed on in its meeting, in place of what the sheets give; None where it agreed on nothing. The
    sheets go on counting for the scales of their reviewers."""
    if candidate.agreed is None:
        return None
    points = {criterion: hundredths(given) for criterion, given in candidate.agreed.items()}
    bonus = bonus_of(candidate.bonuses, marking.bonus_ceiling)
    return with_measured(candidate, Mark(len(candidate.sheets), sum(points.values()), bonus, points))


def with_measured(candidate: Candidate, mark: Mark) -> Mark:
    """The mark with the points of a test added; without enough sheets there is still no score."""
    if mark.mean is None or not candidate.measured:
        return mark
    points = {criterion: hundredths(given) for criterion, given in candidate.measured.items()}
    return replace(mark, mean=mark.mean + sum(points.values()), criteria={**mark.criteria, **points})


def read_points(inputs: Inputs) -> dict[int, Points]:
    """Every sheet's points in hundredths, by application."""
    return {
        candidate.application: {
            sheet.reviewer: {criterion: hundredths(points) for criterion, points in sheet.points.items()}
            for sheet in candidate.sheets
        }
        for candidate in inputs.candidates
    }


def mean_of(totals: Iterable[int], marking: Marking, needed: int) -> int | None:
    """The (trimmed) mean in hundredths, half up; None for fewer than ``needed`` totals."""
    given = list(totals)
    if len(given) < max(needed, 1):
        return None
    kept = trim(given) if marking.drop_extremes and len(given) >= marking.drop_from else given
    return half_up(sum(kept), len(kept) * 100)


def bonus_of(bonuses: Iterable[Bonus], ceiling: Decimal | None) -> int:
    """The proven bonus points in hundredths, at most ``ceiling``."""
    points = sum(hundredths(bonus.points) for bonus in bonuses if bonus.proven)
    return points if ceiling is None else min(points, hundredths(ceiling))


def criterion_sums(points: Points) -> dict[str, tuple[int, int]]:
    """What each criterion's mean is made from."""
    sums: dict[str, tuple[int, int]] = {}
    for sheet in points.values():
        for criterion, given in sheet.items():
            whole, count = sums.get(criterion, (0, 0))
            sums[criterion] = whole + given, count + 1
    return sums


def criterion_means(sums: Sums) -> dict[str, int]:
    """Each criterion's mean in hundredths, half up, over the sheets that hold it."""
    return {criterion: half_up(whole, count) for criterion, (whole, count) in sums.items() if count}


def scaled_totals(inputs: Inputs, points: Mapping[int, Points], without: str = "") -> tuple[Totals, tuple[Scale, ...]]:
    """Every sheet's total after normalisation; the sheets of the reviewer ``without`` are left out."""
    raw: dict[int, dict[str, int]] = {}
    by_panel: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for candidate in inputs.candidates:
        of_one = raw[candidate.application] = {
            reviewer: sum(sheet.values()) * 100
            for reviewer, sheet in points[candidate.application].items()
            if reviewer != without
        }
        panel = by_panel[candidate.track]
        for reviewer, total in of_one.items():
            panel[reviewer].append(total)
    if inputs.terms.marking.normalisation is Normalisation.NONE:
        return raw, ()
    scales = {
        (track, scale.reviewer): scale
        for track, panel in sorted(by_panel.items())
        for scale in _scales(track, panel, inputs.terms.marking)
    }
    for candidate in inputs.candidates:
        of_one = raw[candidate.application]
        for reviewer, total in of_one.items():
            of_one[reviewer] = _apply(scales[candidate.track, reviewer], total)
    return raw, tuple(scales.values())


def _scales(track: str, panel: Mapping[str, Sequence[int]], marking: Marking) -> Iterable[Scale]:
    every = [total for totals in panel.values() for total in totals]
    if not every:
        return
    centre, spread = _mean(every), _variance(every)
    for reviewer, totals in sorted(panel.items()):
        enough = len(totals) >= marking.normalise_from
        factor = FACTOR
        if enough and marking.normalisation is Normalisation.Z_SCORE:
            factor = _factor(spread, _variance(totals), int(marking.stretch * FACTOR))
        yield Scale(
            track,
            reviewer,
            len(totals),
            Decimal(_mean(totals)) / POINT,
            Decimal(centre) / POINT,
            Decimal(factor) / FACTOR,
            enough,
        )


def _apply(scale: Scale, total: int) -> int:
    if not scale.adjusted:
        return total
    factor, mean, centre = (int(scale.factor * FACTOR), int(scale.mean * POINT), int(scale.panel_mean * POINT))
    return centre + half_up(factor * (total - mean), FACTOR)


def _mean(totals: Sequence[int]) -> int:
    """In ten-thousandths of a point, half up."""
    return half_up(sum(totals), len(totals))


def _variance(totals: Sequence[int]) -> tuple[int, int]:
    """The population's variance as an exact fraction (numerator, denominator)."""
    count = len(totals)
    return count * sum(total * total for total in totals) - sum(totals) ** 2, count * count


def _factor(panel: tuple[int, int], own: tuple[int, int], most: int) -> int:
    """The panel's standard deviation by the reviewer's, in millionths, half up and at most ``most``. A reviewer who
    gave everybody the same has no spread to widen."""
    if own[0] == 0:
        return FACTOR
    fourfold = 4 * FACTOR * FACTOR * panel[0] * own[1] // (panel[1] * own[0])
    return min((isqrt(fourfold) + 1) // 2, most)  # floor(√q + ½), exactly
