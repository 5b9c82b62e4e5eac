"""Korean text as people type it: names made comparable, initial consonants (초성), half-typed syllables.

The database indexes each business name by *tokens* (see ``name_tokens``); what a person types becomes a
``TypedPattern``: tokens that an index can look up, and a regular expression that decides. The SQL function
``survey_name_tokens`` is the twin of ``name_tokens``; a test holds them together.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
# A double final (겹받침) splits when the next vowel is typed: the first part stays, the second moves on.
SPLIT_FINALS = {
    "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ",
    "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip
_FIRST, _LAST = 0xAC00, 0xD7A3
_PER_INITIAL, _PER_VOWEL = 588, 28
START = "^"
_LETTERS = frozenset(map(chr, range(0x3131, 0x318F)))


def tidy_name(text: str) -> str:
    """A name as it is kept: NFC, one space between words, none around."""
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())


def name_key(text: str) -> str:
    """A name as it is compared and searched: compatibility forms unified, lower case, no spaces.

    Lone consonants (ㅅㅅㄷ) stay as typed: unifying them would make combining letters of them.
    """
    if not unicodedata.is_normalized("NFKC", text):
        composed = unicodedata.normalize("NFC", text)
        text = "".join(c if c in _LETTERS else unicodedata.normalize("NFKC", c) for c in composed)
    return "".join(text.casefold().split())


def is_syllable(char: str) -> bool:
    """Whether the character is a composed Korean syllable."""
    return _FIRST <= ord(char) <= _LAST


def initial_of(char: str) -> str:
    """The initial consonant of a syllable; any other character is its own initial."""
    return INITIALS[(ord(char) - _FIRST) // _PER_INITIAL] if is_syllable(char) else char


def initials(key: str) -> str:
    """Initial consonants of a whole name: 성심당 gives ㅅㅅㄷ."""
    return "".join(map(initial_of, key))


def pairs(text: str) -> set[str]:
    """The start mark with the first character, and every pair of neighbours."""
    marked = START + text
    return {marked[i : i + 2] for i in range(len(text))}


def name_tokens(key: str) -> set[str]:
    """What the index holds for a name key: pairs of its characters and pairs of its initials."""
    return pairs(key) | pairs(initials(key))


@dataclass(frozen=True)
class TypedPattern:
    """What was typed, ready for the database: every token must be there and the expression must match."""

    tokens: frozenset[str]
    expression: str


def typed_pattern(typed: str) -> TypedPattern | None:
    """Make a search pattern from typed text, or None when nothing was typed.

    A lone consonant stands for any syllable that begins with it (ㅅㅅㄷ finds 성심당). The last syllable may
    be unfinished: 가 also finds 강, and 두껍 also finds 두꺼비: an input method shows both on the way.
    A text of one character is looked for at the start of the name only.
    """
    key = name_key(typed)
    if not key:
        return None
    parts = [_exact(char) for char in key[:-1]] + [_unfinished(key[-1])]
    body = "".join(parts)
    anchored = len(key) == 1
    return TypedPattern(frozenset(_sure_tokens(key, anchored)), ("^" if anchored else "") + body)


def _sure_tokens(key: str, anchored: bool) -> set[str]:
    text = START + key if anchored else key
    settled = text if not is_syllable(text[-1]) else text[:-1]
    tokens = {settled[i : i + 2] for i in range(len(settled) - 1) if not _wild(settled[i : i + 2])}
    first_letters = START + initials(key) if anchored else initials(key)
    return tokens | {first_letters[i : i + 2] for i in range(len(first_letters) - 1)}


def _wild(pair: str) -> bool:
    return any(char in INITIALS for char in pair)


def _exact(char: str) -> str:
    if char in INITIALS:
        return _any_syllable_from(char)
    return re.escape(char)


def _unfinished(char: str) -> str:
    if char in INITIALS:
        return _any_syllable_from(char)
    if not is_syllable(char):
        return re.escape(char)
    final = (ord(char) - _FIRST) % _PER_VOWEL
    open_syllable = chr(ord(char) - final)
    if not final:
        return f"[{char}-{chr(ord(char) + _PER_VOWEL - 1)}]"
    *stays, moves = SPLIT_FINALS.get(FINALS[final], FINALS[final])
    if moves not in INITIALS:
        return char
    kept = chr(ord(open_syllable) + FINALS.index("".join(stays)))
    return f"(?:{char}|{kept}{_any_syllable_from(moves)})"


def _any_syllable_from(consonant: str) -> str:
    """Every syllable with this initial, or the bare consonant itself, as a class of a regular expression."""
    first = _FIRST + INITIALS.index(consonant) * _PER_INITIAL
    return f"[{consonant}{chr(first)}-{chr(first + _PER_INITIAL - 1)}]"
