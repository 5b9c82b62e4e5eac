"""The ranking written a second time from the words of docs/choosing.md: slow, in exact fractions, nothing kept between
steps, and for lists without equals (a lottery last)."""

import hashlib
import math
from decimal import Decimal, getcontext
from fractions import Fraction

from programs.rules.ranking import Candidate, Inputs, Marking, Misfit, Normalisation, Quota, QuotaOf, TieKind, Track

getcontext().prec = 60


def nearest(number: Fraction, decimals: int) -> Fraction:
    """Half away from zero, by looking at both neighbours."""
    step = Fraction(1, 10**decimals)
    low = math.floor(number / step) * step
    high = low + step
    if number - low == high - number:
        return high if number > 0 else low
    return low if number - low < high - number else high


def total(sheet) -> Fraction:
    return sum((Fraction(points) for points in sheet.points.values()), Fraction(0))


def mean(numbers) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)


def variance(numbers) -> Fraction:
    return mean([(number - mean(numbers)) ** 2 for number in numbers])


def on_scale(inputs: Inputs, candidate: Candidate, sheet) -> Fraction:
    marking = inputs.terms.marking
    if marking.normalisation is Normalisation.NONE:
        return total(sheet)
    panel = [(s.reviewer, total(s)) for c in inputs.candidates if c.track == candidate.track for s in c.sheets]
    own = [points for reviewer, points in panel if reviewer == sheet.reviewer]
    every = [points for _reviewer, points in panel]
    if len(own) < marking.normalise_from:
        return total(sheet)
    factor = Fraction(1)
    if marking.normalisation is Normalisation.Z_SCORE and variance(own):
        ratio = variance(every) / variance(own)
        root = (Decimal(ratio.numerator) / Decimal(ratio.denominator)).sqrt()
        factor = min(nearest(Fraction(root), 6), Fraction(marking.stretch))
    return nearest(mean(every), 4) + nearest(factor * (total(sheet) - nearest(mean(own), 4)), 4)


def score(inputs: Inputs, candidate: Candidate) -> tuple[Fraction, Fraction] | None:
    """(mean, bonus)."""
    marking = inputs.terms.marking
    bonus = sum((Fraction(b.points) for b in candidate.bonuses if b.proven), Fraction(0))
    ceiling = marking.bonus_ceiling
    bonus = bonus if ceiling is None else min(bonus, Fraction(ceiling))
    if candidate.agreed is not None:
        return sum((Fraction(points) for points in candidate.agreed.values()), Fraction(0)), bonus
    totals = [on_scale(inputs, candidate, sheet) for sheet in candidate.sheets]
    if len(totals) < marking.needed:
        return None
    if marking.drop_extremes and len(totals) >= marking.drop_from:
        totals.remove(max(totals))
        totals.remove(min(totals))
    return nearest(mean(totals), 2), bonus


def better(inputs: Inputs, one: Candidate, other: Candidate) -> bool:
    """Whether ``one`` stands before ``other`` (both have a score)."""
    marking = inputs.terms.marking
    mine, theirs = score(inputs, one), score(inputs, other)
    if sum(mine) != sum(theirs):
        return sum(mine) > sum(theirs)
    for tie in marking.tie_break:
        match tie.kind:
            case TieKind.CRITERION:
                a, b = -criterion(one, tie.criterion), -criterion(other, tie.criterion)
            case TieKind.MEAN:
                a, b = -mine[0], -theirs[0]
            case TieKind.ASKED:
                a, b = one.asked, other.asked
            case TieKind.RECEIPT:
                a, b = one.receipt, other.receipt
            case TieKind.LOTTERY:
                a, b = drawn(marking, one), drawn(marking, other)
        if a != b:
            return a < b
    raise AssertionError("the oracle is for lists without equals")


def criterion(candidate: Candidate, name: str) -> Fraction:
    if candidate.agreed is not None:
        return Fraction(candidate.agreed.get(name, 0))
    given = [Fraction(sheet.points[name]) for sheet in candidate.sheets if name in sheet.points]
    return nearest(mean(given), 2) if given else Fraction(0)


def drawn(marking: Marking, candidate: Candidate) -> str:
    return hashlib.sha256(f"{marking.seed}/{candidate.ticket or candidate.application}".encode()).hexdigest()


def ranks(inputs: Inputs, track: str) -> list[Candidate]:
    """By counting for each how many stand before it."""
    scored = [c for c in inputs.candidates if c.track == track and score(inputs, c) is not None]
    places = {c.application: sum(better(inputs, o, c) for o in scored if o is not c) for c in scored}
    return sorted(scored, key=lambda c: places[c.application])


def above_cut_off(inputs: Inputs, track: Track) -> list[Candidate]:
    marking = inputs.terms.marking
    line = []
    for candidate in ranks(inputs, track.code):
        mean_, bonus = score(inputs, candidate)
        if (mean_ + bonus if marking.cut_off_with_bonus else mean_) >= Fraction(marking.cut_off):
            line.append(candidate)
    return line


def fitting(track: Track, given: dict[int, int], candidate: Candidate) -> int | None:
    if track.places is not None and len(given) >= track.places:
        return None
    left = math.inf if track.budget is None else track.budget - sum(given.values())
    if candidate.asked <= left:
        return candidate.asked
    enough = candidate.least is not None and left > 0 and left >= candidate.least
    return int(left) if track.partial and enough else None


def met(track: Track, quota: Quota, line: list[Candidate], given: dict[int, int]) -> bool:
    mine = [given[c.application] for c in line if quota.group in c.groups and c.application in given]
    if quota.of is QuotaOf.PLACES:
        return len(mine) >= Fraction(quota.share) * track.places
    return sum(mine) >= Fraction(quota.share) * track.budget


def selected(inputs: Inputs, track: Track) -> dict[int, int]:
    """Application → won."""
    line = above_cut_off(inputs, track)
    given: dict[int, int] = {}
    for quota in track.quotas:
        serve(track, [c for c in line if quota.group in c.groups], given, lambda q=quota: met(track, q, line, given))
    serve(track, line, given, lambda: False)
    return given


def serve(track: Track, line: list[Candidate], given: dict[int, int], enough) -> None:
    for candidate in line:
        if enough():
            return
        if candidate.application not in given:
            won = fitting(track, given, candidate)
            if won is None and track.misfit is Misfit.STOP:
                return
            if won is not None:
                given[candidate.application] = won
