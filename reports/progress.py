"""True progress: how many of how many steps are done, and what is being done."""

from collections.abc import Callable
from typing import Protocol


class Progress(Protocol):
    """Given to ``build``. ``total`` 0 means that the number of steps is not known."""

    def __call__(self, done: int, total: int, doing: str) -> None: ...


def unseen(done: int, total: int, doing: str) -> None:
    """Progress that nobody watches, for tests and previews."""


Report = Callable[[int, int, str], None]
