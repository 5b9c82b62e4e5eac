"""Nearly the same text: how alike two texts are, and which of many are, without comparing each with each.

A text becomes the set of its shingles (runs of ``WIDTH`` letters and digits, everything else left out); two texts are
as alike as their sets (Jaccard: what both have, by what either has). Pairs worth comparing are found by MinHash
signatures in bands (A. Broder, *On the resemblance and containment of documents*, 1997); every pair that is told was
then compared whole, so that the signatures can miss a pair but never invent one. The same texts always give the same
pairs.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

WIDTH = 6  # Korean syllables: about two words
LEAST = 60  # shingles; shorter texts ("홍보 강화") are alike without meaning anything
ALIKE = 0.6  # from here on a pair is told
BANDS, ROWS = 32, 4  # a pair of 0.6 is missed once in about eighty, one of 0.8 once in 20 million

Shingles = NDArray[np.uint64]
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Likeness(Generic[K]):
    """Two texts by their keys, the earlier first, and how alike they are (0 to 1)."""

    one: K
    other: K
    share: float


def plain(text: str) -> str:
    """What is compared: letters and digits in one form and case, without spaces, punctuation and marks."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text).lower())


def shingles(text: str) -> Shingles:
    """The different shingles of ``text`` as numbers of 64 bits, sorted; empty for a text shorter than one."""
    codes = np.frombuffer(plain(text).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    count = len(codes) - WIDTH + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    rolled = np.zeros(count, dtype=np.uint64)
    for start in range(WIDTH):
        rolled = rolled * np.uint64(0x9E3779B97F4A7C15) + codes[start : start + count]
    return np.unique(_mixed(rolled))


def _mixed(values: Shingles) -> Shingles:
    """Spreads the bits, so that small numbers do not stay small (finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def likeness(one: Shingles, other: Shingles) -> float:
    """What both have by what either has: 1 for the same text, 0 for nothing in common or nothing at all."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    either = len(one) + len(other) - both
    return both / either if either else 0.0


def alike(texts: Mapping[K, str], *, least: int = LEAST, from_share: float = ALIKE) -> list[Likeness[K]]:
    """The pairs of ``texts`` that are at least ``from_share`` alike, in the order of the mapping.

    Texts with fewer than ``least`` shingles are left out. Memory: 8 bytes for each different shingle of each text.
    """
    sets = {key: found for key, text in texts.items() if len(found := shingles(text)) >= least}
    keys = list(sets)
    pairs = _worth_comparing([sets[key] for key in keys])
    compared = ((keys[one], keys[other], likeness(sets[keys[one]], sets[keys[other]])) for one, other in sorted(pairs))
    return [Likeness(one, other, share) for one, other, share in compared if share >= from_share]


def _worth_comparing(sets: list[Shingles]) -> set[tuple[int, int]]:
    """Pairs (by place) whose signatures agree in a whole band."""
    factors, terms = _hash_family(BANDS * ROWS)
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for place, held in enumerate(sets):
        signature = (held[:, None] * factors + terms).min(axis=0).reshape(BANDS, ROWS)
        for band in range(BANDS):
            buckets[band, signature[band].tobytes()].append(place)
    return {pair for places in buckets.values() for pair in combinations(places, 2)}


def _hash_family(count: int) -> tuple[Shingles, Shingles]:
    """``count`` permutations x → a·x + b of the numbers of 64 bits (a odd); always the same ones."""
    seeds = _mixed(np.arange(1, 2 * count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))
    return seeds[:count] | np.uint64(1), seeds[count:]


def clusters(pairs: Iterable[tuple[K, K]]) -> list[list[K]]:
    """Everything that hangs together by ``pairs``, each group in the order in which its members were first named."""
    root: dict[K, K] = {}

    def find(key: K) -> K:
        root.setdefault(key, key)
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for one, other in pairs:
        first, second = find(one), find(other)
        if first != second:
            root[second] = first
    groups: dict[K, list[K]] = defaultdict(list)
    for key in root:
        groups[find(key)].append(key)
    return list(groups.values())


def passages(text: str, other: str, least: int = 3) -> list[tuple[str, bool]]:
    """``text`` cut into pieces, each with whether it stands in ``other`` too (runs of at least ``least`` words)."""
    words = re.findall(r"\S+\s*", text)
    matcher = SequenceMatcher(None, [plain(word) for word in words], [plain(word) for word in other.split()], False)
    pieces: list[tuple[str, bool]] = []
    place = 0
    for block in matcher.get_matching_blocks():
        if block.size < least and block.a < len(words):
            continue
        if block.a > place:
            pieces.append(("".join(words[place : block.a]), False))
        if block.size:
            pieces.append(("".join(words[block.a : block.a + block.size]), True))
        place = block.a + block.size
    return pieces
