"""Drawing a sample of cases: by a seed, so that anybody can draw it again and nobody can have chosen it."""

import hashlib
from collections.abc import Iterable


def draw(keys: Iterable[str], size: int, seed: str) -> tuple[str, ...]:
    """``size`` of the keys (all, when there are fewer), each equally likely: of least SHA-256 with the seed.

    The order in which the keys come plays no part. Raises ValueError for a size below one or without a seed.
    """
    if size < 1 or not seed:
        raise ValueError("a sample has a size and a seed")
    return tuple(sorted(set(keys), key=lambda key: (_mark(seed, key), key))[:size])


def frame_hash(keys: Iterable[str]) -> str:
    """SHA-256 of the whole frame: whether it was the same when the sample is drawn again."""
    return hashlib.sha256("\n".join(sorted(set(keys))).encode()).hexdigest()


def _mark(seed: str, key: str) -> str:
    return hashlib.sha256(f"{len(seed)}:{seed}{key}".encode()).hexdigest()
