"""The order of a list: by score, then by the call's tie-breaks."""

import hashlib
from collections.abc import Iterable, Mapping

from programs.rules.ranking.inputs import Candidate, Inputs, Marking, TieBreak, TieKind
from programs.rules.ranking.marks import Mark

Key = tuple[object, ...]


def lot(seed: str, ticket: str) -> str:
    """What a ticket draws: SHA-256 of ``seed/ticket`` in hexadecimal digits; the smallest goes first. Whoever knows
    the published seed and a receipt number can draw it again."""
    return hashlib.sha256(f"{seed}/{ticket}".encode()).hexdigest()


def key_of(candidate: Candidate, mark: Mark, marking: Marking) -> Key:
    """Smaller is better: the score, then one entry for each tie-break. The mark has a score."""
    return (-(mark.score or 0), *(_entry(tie, candidate, mark, marking.seed) for tie in marking.tie_break))


def _entry(tie: TieBreak, candidate: Candidate, mark: Mark, seed: str) -> object:
    match tie.kind:
        case TieKind.CRITERION:
            return -mark.criteria.get(tie.criterion, 0)
        case TieKind.MEAN:
            return -(mark.mean or 0)
        case TieKind.ASKED:
            return candidate.asked
        case TieKind.RECEIPT:
            return candidate.receipt
        case TieKind.LOTTERY:
            return lot(seed, candidate.ticket or str(candidate.application)), candidate.application


def separated_by(above: Key, below: Key, marking: Marking) -> TieBreak | None:
    """The tie-break that put one of two equal scores first; None when the score did, or nothing."""
    if above[0] != below[0]:
        return None
    entries = zip(marking.tie_break, above[1:], below[1:], strict=True)
    return next((tie for tie, one, other in entries if one != other), None)


def orders(inputs: Inputs, marked: Mapping[int, Mark]) -> dict[str, list[tuple[Key, Candidate]]]:
    """Track → its scored applications, best first, each with its key."""
    marking = inputs.terms.marking
    result: dict[str, list[tuple[Key, Candidate]]] = {track.code: [] for track in inputs.terms.tracks}
    for candidate in inputs.candidates:
        mark = marked[candidate.application]
        if mark.mean is not None:
            result[candidate.track].append((key_of(candidate, mark, marking), candidate))
    for entries in result.values():
        entries.sort(key=lambda entry: (entry[0], entry[1].application))
    return result


def grouped(entries: Iterable[tuple[Key, Candidate]]) -> list[list[Candidate]]:
    """Those that stayed equal to the end together."""
    groups: list[list[Candidate]] = []
    last: Key | None = None
    for key, candidate in entries:
        if key == last:
            groups[-1].append(candidate)
        else:
            groups.append([candidate])
        last = key
    return groups


def reaches(mark: Mark, cut_off: int, *, with_bonus: bool) -> bool:
    """Whether the mark stands at or above the cut-off (hundredths)."""
    counted = mark.score if with_bonus else mark.mean
    return counted is not None and counted >= cut_off
