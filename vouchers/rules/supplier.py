"""Suppliers: how their names are found and written, which price counts on a day, whether a sanction is in force."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FIRST_SYLLABLE, SYLLABLES_EACH = 0xAC00, 588  # 가; 21 vowels × 28 endings follow each initial consonant
NUMBER_IN_NAME = re.compile(r"\((\d{3})-(\d{2})-(\d{5})\)\s*$")


def name_pattern(typed: str) -> str:
    """A regular expression that finds ``typed`` in a name: an initial consonant (초성) stands for every syllable that
    begins with it, spaces may be left out. Everything else stands for itself."""
    return r"\s*".join(_one(character) for character in typed if not character.isspace())


def _one(character: str) -> str:
    place = INITIALS.find(character)
    if place < 0:
        return re.escape(character)
    first = FIRST_SYLLABLE + place * SYLLABLES_EACH
    return f"[{chr(first)}-{chr(first + SYLLABLES_EACH - 1)}{character}]"


def named(name: str, registration_number: str) -> str:
    """``한빛데이터 (999-00-00012)``: how a form's answer names a supplier (ten digits come in)."""
    number = registration_number
    return f"{name} ({number[:3]}-{number[3:5]}-{number[5:]})"


def number_in(answer: object) -> str | None:
    """The registration number (ten digits) in an answer made by :func:`named`, or None for plain text."""
    found = NUMBER_IN_NAME.search(answer) if isinstance(answer, str) else None
    return "".join(found.groups()) if found else None


@dataclass(frozen=True)
class Price:
    """``amount`` won from ``valid_from`` on; ``key`` grows with time and tells apart two prices of one day."""

    key: int
    amount: int
    valid_from: date


def price_on(prices: Iterable[Price], day: date) -> Price | None:
    """What counts on ``day``: the latest price that is valid by then, of one day the one entered last."""
    valid = [price for price in prices if price.valid_from <= day]
    return max(valid, key=lambda price: (price.valid_from, price.key), default=None)


def in_force(first_day: date, last_day: date | None, day: date) -> bool:
    """Both days count; without a last day until lifted."""
    return first_day <= day and (last_day is None or day <= last_day)
