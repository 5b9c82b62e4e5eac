"""Figures that edit rules compare with; each with the time for which it holds and its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Figure:
    """A reference figure, valid from one day up to, not including, another (None: still valid)."""

    value: int
    valid_from: date
    valid_to: date | None
    source: str


# Yearly sales of a small business, mean, in 만원. Stands for the industry's median until the census has its own.
USUAL_SALES = (Figure(19_900, date(2023, 1, 1), None, "소상공인실태조사 2023 (asiatoday)"),)
# 소상공인기본법 시행령 §3: regular workers from which a firm is no small business; KSIC divisions (two digits).
WORKER_LIMIT_ELSEWHERE = 5
WORKER_LIMIT_HEAVY = 10
_HEAVY = (range(5, 9), range(10, 35), range(41, 43), range(49, 53))  # mining, manufacturing, construction, transport


def figure_of(figures: Iterable[Figure], day: date) -> Figure | None:
    """The figure that holds on a day."""
    return next((f for f in figures if f.valid_from <= day and (f.valid_to is None or day < f.valid_to)), None)


def worker_limit(ksic_code: str) -> int:
    """Number of regular workers from which a firm of this industry is no small business (소상공인기본법 시행령 §3)."""
    division = int(ksic_code[:2]) if ksic_code[:2].isdigit() else 0
    heavy = any(division in divisions for divisions in _HEAVY)
    return WORKER_LIMIT_HEAVY if heavy else WORKER_LIMIT_ELSEWHERE
