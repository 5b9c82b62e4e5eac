"""Judging without names: what would say who applies is blacked out of the text that reviewers read."""

import re
from collections.abc import Iterable

from programs.rules.conflicts import digits

BLACK = "○○○"
LEGAL_FORMS = r"주식회사|유한회사|유한책임회사|\(주\)|\(유\)|㈜"
LEAST = 2  # characters: a name of one letter stands in every text


def names_to_hide(
    names: Iterable[str], numbers: Iterable[str] = (), others: Iterable[str] = ()
) -> list[re.Pattern[str]]:
    """Patterns for names of businesses and people (with or without their legal form, whatever the spacing), for numbers
    (whatever stands between the digits), and for other texts as they are. Longest first, so that no rest remains."""
    found: set[str] = set()
    for name in names:
        bare = re.sub(LEGAL_FORMS, " ", name).strip()
        letters = [re.escape(letter) for letter in bare if not letter.isspace()]
        if len(letters) >= LEAST:
            form = rf"(?:(?:{LEGAL_FORMS})\s*)?"
            found.add(form + r"\s*".join(letters) + rf"(?:\s*(?:{LEGAL_FORMS}))?")
    for number in numbers:
        figures = digits(number)
        if len(figures) >= 7:
            found.add(r"(?<!\d)" + r"[\s.()-]*".join(figures) + r"(?!\d)")
    found |= {re.escape(text.strip()) for text in others if len(text.strip()) >= 4}
    return [re.compile(pattern, re.IGNORECASE) for pattern in sorted(found, key=lambda one: (-len(one), one))]


def blacked_out(text: str, patterns: Iterable[re.Pattern[str]]) -> str:
    """The text without what the patterns find."""
    for pattern in patterns:
        text = pattern.sub(BLACK, text)
    return text
