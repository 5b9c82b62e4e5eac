"""Who may apply: age in full years (만 나이) and residence, on one day that the call names.

The limits are the call's: 19 to 34 was the rule of the national programme of 2020 (행정안전부 공공데이터 청년인턴십).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Obstacle(StrEnum):
    """Why a person cannot take part."""

    NOT_BORN_YET = "not_born_yet"
    TOO_YOUNG = "too_young"
    TOO_OLD = "too_old"
    LIVES_ELSEWHERE = "lives_elsewhere"


@dataclass(frozen=True)
class Limits:
    """What the call asks for: ages in full years, both included; an empty ``residence`` admits everybody."""

    minimum_age: int = 19
    maximum_age: int = 34
    residence: str = ""


def age_on(born_on: date, day: date) -> int:
    """Full years of a person born on ``born_on`` on ``day`` (민법 §158: the day of birth counts).

    Who was born on 29 February completes a year, where there is no such day, with the end of the month
    (민법 §160 ③) and is older from 1 March on. Negative before birth.
    """
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def obstacles(born_on: date, residence: str, on: date, limits: Limits) -> list[Obstacle]:
    """Everything that keeps the person out on the day ``on``; empty when they may apply.

    The window is half-open: the 19th birthday is in, the birthday after the highest age (the 35th) is out.
    """
    found = []
    if born_on > on:
        return [Obstacle.NOT_BORN_YET]
    age = age_on(born_on, on)
    if age < limits.minimum_age:
        found.append(Obstacle.TOO_YOUNG)
    if age > limits.maximum_age:
        found.append(Obstacle.TOO_OLD)
    if limits.residence and residence != limits.residence:
        found.append(Obstacle.LIVES_ELSEWHERE)
    return found
