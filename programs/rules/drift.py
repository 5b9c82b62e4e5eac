"""Whether a reviewer scores on another scale than the panel (평가 편차), said carefully and with the figures.

A sheet is compared with the others of the same application, so it does not matter who was given the better ones.
Medians keep one odd sheet from speaking for a whole reviewer.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from statistics import median

CENT = Decimal("0.01")
MAD_TO_SIGMA = Decimal("1.4826")  # a median deviation as a standard deviation, for normally spread figures


class Tendency(StrEnum):
    SEVERE = "severe"
    LENIENT = "lenient"
    NARROW = "narrow"  # hardly tells applications apart
    WIDE = "wide"
    FALLING = "falling"  # later sheets lower than earlier ones, against the panel
    RISING = "rising"
    TOO_FEW = "too_few"  # nothing can be said yet


@dataclass(frozen=True)
class Total:
    """A handed-in sheet: its total, and ``turn`` to put a reviewer's sheets in the order of writing."""

    application: int
    reviewer: str
    points: Decimal
    turn: int = 0


@dataclass(frozen=True)
class DriftRules:
    """``least``: fewer sheets that others scored too say nothing. A bias counts from ``points`` on when it is also
    beyond ``sigmas`` of the panel's; a spread counts beyond ``ratio`` times or below its inverse; a change between the
    earlier and later half from ``points`` on."""

    least: int = 6
    points: Decimal = Decimal(3)
    sigmas: Decimal = Decimal(2)
    ratio: Decimal = Decimal(2)


@dataclass(frozen=True)
class Drift:
    """All in points, two decimals. ``bias``: median distance from the median of the others on the same applications;
    ``spread``: median distance of the reviewer's totals from their own median; ``change``: bias of the later half less
    that of the earlier; ``panel_bias`` and ``panel_spread``: the medians over the reviewers."""

    reviewer: str
    sheets: int
    mean: Decimal
    bias: Decimal
    spread: Decimal
    change: Decimal
    panel_mean: Decimal
    panel_bias: Decimal
    panel_spread: Decimal
    tendencies: tuple[Tendency, ...]


@dataclass(frozen=True)
class _Profile:
    sheets: int
    mean: Decimal
    bias: Decimal
    spread: Decimal
    change: Decimal


def drift(totals: Iterable[Total], rules: DriftRules = DriftRules()) -> tuple[Drift, ...]:
    """One line for each reviewer, by name."""
    given = sorted(totals, key=lambda total: (total.reviewer, total.turn, total.application))
    if not given:
        return ()
    profiles = _profiles(given)
    compared = {name: profile for name, profile in profiles.items() if profile.sheets >= rules.least}
    biases = [profile.bias for profile in compared.values()] or [Decimal(0)]
    centre, scatter = median(biases), _scatter(biases)
    spread = median([profile.spread for profile in compared.values()] or [Decimal(0)])
    panel_mean = sum((total.points for total in given), Decimal(0)) / len(given)
    return tuple(
        Drift(
            name,
            profile.sheets,
            _cents(profile.mean),
            _cents(profile.bias),
            _cents(profile.spread),
            _cents(profile.change),
            _cents(panel_mean),
            _cents(centre),
            _cents(spread),
            tuple(_tendencies(profile, rules, centre, scatter, spread)),
        )
        for name, profile in sorted(profiles.items())
    )


def _profiles(given: Sequence[Total]) -> dict[str, _Profile]:
    of_application: dict[int, list[Total]] = defaultdict(list)
    of_reviewer: dict[str, list[Total]] = defaultdict(list)
    for total in given:
        of_application[total.application].append(total)
        of_reviewer[total.reviewer].append(total)
    result = {}
    for reviewer, own in of_reviewer.items():
        distances = []
        for total in own:
            others = [one.points for one in of_application[total.application] if one.reviewer != reviewer]
            if others:
                distances.append(total.points - median(others))
        half = len(distances) // 2
        change = _median(distances[len(distances) - half :]) - _median(distances[:half])
        points = [total.points for total in own]
        mean = sum(points, Decimal(0)) / len(points)
        result[reviewer] = _Profile(len(distances), mean, _median(distances), _scatter(points), change)
    return result


def _tendencies(
    profile: _Profile, rules: DriftRules, centre: Decimal, scatter: Decimal, spread: Decimal
) -> Iterable[Tendency]:
    if profile.sheets < rules.least:
        yield Tendency.TOO_FEW
        return
    off = profile.bias - centre
    if abs(off) >= rules.points and abs(off) > rules.sigmas * MAD_TO_SIGMA * scatter:
        yield Tendency.LENIENT if off > 0 else Tendency.SEVERE
    if profile.spread * rules.ratio < spread:
        yield Tendency.NARROW
    elif spread and profile.spread > spread * rules.ratio:
        yield Tendency.WIDE
    if abs(profile.change) >= rules.points:
        yield Tendency.RISING if profile.change > 0 else Tendency.FALLING


def _median(points: Sequence[Decimal]) -> Decimal:
    return median(points) if points else Decimal(0)


def _scatter(points: Sequence[Decimal]) -> Decimal:
    """Median distance from the median."""
    centre = _median(points)
    return _median([abs(one - centre) for one in points])


def _cents(points: Decimal) -> Decimal:
    return points.quantize(CENT, ROUND_HALF_UP)
