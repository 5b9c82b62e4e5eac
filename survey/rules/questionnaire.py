"""The questions of the census, in blocks (thin selection of the blocks of the 소상공인실태조사).

This is data, not code: the questionnaire engine will produce the same shape from an XLSForm. Wording for
people lives with the form that shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Answer = str | int | Decimal | list[str] | None
Answers = Mapping[str, Answer]


class Kind(StrEnum):
    """Kinds of answer."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    MONTH = "month"  # "2019-03"
    ONE = "one"
    MANY = "many"


@dataclass(frozen=True)
class Question:
    """One question: its name in records and exports, kind, unit, codes, limits; ``key``: never left out;
    ``personal``: shown in full only for a reason that is logged."""

    name: str
    kind: Kind
    unit: str = ""
    codes: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    key: bool = False
    personal: bool = False


@dataclass(frozen=True)
class Block:
    """Questions that stand together on the page."""

    name: str
    questions: tuple[Question, ...]


def _money(name: str, *, minimum: int = 0, key: bool = False) -> Question:
    return Question(name, Kind.WHOLE, "10k_won", minimum=minimum, maximum=100_000_000, key=key)


def _heads(name: str, *, key: bool = False) -> Question:
    return Question(name, Kind.WHOLE, "persons", minimum=0, maximum=100_000, key=key)


BLOCKS: tuple[Block, ...] = (
    Block("owner", (
        Question("owner_sex", Kind.ONE, codes=("female", "male"), key=True, personal=True),
        Question("owner_birth_year", Kind.WHOLE, "year", minimum=1900, maximum=2100, key=True, personal=True),
    )),
    Block("founding", (
        Question("founded_month", Kind.MONTH, key=True),
        _money("founding_cost"),
    )),
    Block("premises", (
        Question("tenure", Kind.ONE, key=True, codes=(
            "owned", "deposit_monthly", "monthly", "lump_deposit", "free")),
        _money("deposit"),
        _money("monthly_rent"),
        Question("floor_area", Kind.DECIMAL, "square_metres", minimum=0, maximum=1_000_000),
        Question("opening_hours", Kind.DECIMAL, "hours_a_day"),
    )),
    Block("staff", (
        _heads("staff_self_employed"),
        _heads("staff_family"),
        _heads("staff_regular"),
        _heads("staff_temporary"),
        _heads("staff_total", key=True),
    )),
    Block("finances", (
        _money("sales", key=True),
        _money("costs"),
        _money("profit", minimum=-100_000_000),
    )),
    Block("digital", (
        Question("digital_tools", Kind.MANY, codes=(
            "online_sales", "delivery_app", "kiosk", "smart_order", "shop_management", "none")),
    )),
    Block("difficulties", (
        Question("difficulties", Kind.MANY, codes=(
            "competition", "material_cost", "district_decline", "rent", "wages", "other")),
        Question("local_currency", Kind.ONE, codes=("accepted", "not_accepted")),
    )),
)  # fmt: skip

QUESTIONS: dict[str, Question] = {q.name: q for block in BLOCKS for q in block.questions}
FORM_VERSION = "2026.1"


def unknown_answers(answers: Answers) -> list[str]:
    """Names that the questionnaire does not have."""
    return [name for name in answers if name not in QUESTIONS]
