"""Clauses as a manager writes them: with places in braces that are filled from each agreement, and what is wrong with
them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vouchers.rules.agreement import Clause, Text

# The names stand in Korean texts and are therefore Korean themselves.
PLACES = (
    "협약번호",
    "과제명",
    "수요기업",
    "수요기업대표",
    "공급기업",
    "공급기업대표",
    "시",
    "지원금",
    "현금부담금",
    "현물부담금",
    "총사업비",
    "시작일",
    "종료일",
    "납부기한",
)
_PLACE = re.compile(r"\{([^{}\n]*)\}")
MOST = 40  # clauses of one text


class Wrong(StrEnum):
    """What may be wrong with a clause."""

    NO_TITLE = "no_title"
    NO_TEXT = "no_text"
    TWICE = "twice"  # two clauses of one title could not be told apart when texts are compared
    UNKNOWN_PLACE = "unknown_place"
    OPEN_BRACE = "open_brace"


@dataclass(frozen=True)
class Fault:
    """``number`` counts the clauses from 1; ``word`` is what stands there."""

    number: int
    wrong: Wrong
    word: str = ""


def faults(clauses: Sequence[Clause]) -> list[Fault]:
    """Everything that is wrong, clause by clause."""
    found: list[Fault] = []
    seen: set[str] = set()
    for number, clause in enumerate(clauses, 1):
        title = clause.title.strip()
        if not title:
            found.append(Fault(number, Wrong.NO_TITLE))
        elif title in seen:
            found.append(Fault(number, Wrong.TWICE, title))
        seen.add(title)
        if not clause.text.strip():
            found.append(Fault(number, Wrong.NO_TEXT))
        for written in (clause.title, clause.text):
            found += [
                Fault(number, Wrong.UNKNOWN_PLACE, name) for name in _PLACE.findall(written) if name not in PLACES
            ]
            rest = _PLACE.sub("", written)
            if "{" in rest or "}" in rest:
                found.append(Fault(number, Wrong.OPEN_BRACE))
    return found


def filled(clauses: Sequence[Clause], values: Mapping[str, str]) -> tuple[Clause, ...]:
    """The clauses with every place filled from ``values``, which has all of ``PLACES``."""

    def fill(written: str) -> str:
        return _PLACE.sub(lambda found: values.get(found[1], found[0]), written)

    return tuple(Clause(fill(one.title).strip(), fill(one.text).strip()) for one in clauses)


def values_of(text: Text, deposit_due: date | None) -> dict[str, str]:
    """What stands in the places of an agreement: sums with their commas in won, days as written in Korean papers."""
    return {
        "협약번호": text.number,
        "과제명": text.title,
        "수요기업": text.demand.name,
        "수요기업대표": text.demand.representative or "대표자",
        "공급기업": text.supplier.name,
        "공급기업대표": text.supplier.representative or "대표자",
        "시": text.city.name,
        "지원금": f"{text.support:,}원",
        "현금부담금": f"{text.cash:,}원",
        "현물부담금": f"{text.in_kind:,}원",
        "총사업비": f"{text.cost:,}원",
        "시작일": _day(text.first_day),
        "종료일": _day(text.last_day),
        "납부기한": _day(deposit_due) if deposit_due else "시가 정한 날",
    }


def _day(day: date) -> str:
    return f"{day.year}년 {day.month}월 {day.day}일"
