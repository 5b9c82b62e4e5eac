"""Verification codes: 15 random symbols and a check symbol, in groups of four.

Crockford's alphabet has no I, L, O, U; what people write instead is understood. 15 symbols are 75 bits: at a thousand
guesses a second among a million documents a hit takes some 600 thousand years. The check symbol (Luhn modulo 32) tells
a misread symbol from an unknown code without asking the database.
"""

from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None, "–": None, "—": None})


def check_symbol(body: str) -> str:
    """The Luhn-mod-32 check symbol of ``body``: catches each single wrong symbol and most swaps of neighbours."""
    total = 0
    for position, symbol in enumerate(reversed(body)):
        value = ALPHABET.index(symbol)
        if position % 2 == 0:
            value *= 2
            value = value // 32 + value % 32
        total += value
    return ALPHABET[-total % 32]


def new_code(random_below: Callable[[int], int]) -> str:
    """A code from a source of random numbers (``secrets.randbelow`` in life)."""
    body = "".join(ALPHABET[random_below(32)] for _ in range(LENGTH - 1))
    return body + check_symbol(body)


def normalised(typed: str) -> str | None:
    """The sixteen symbols that were meant, or None when they cannot be a code."""
    code = typed.strip().upper().translate(_MEANT)
    if len(code) != LENGTH or any(symbol not in ALPHABET for symbol in code):
        return None
    return code if check_symbol(code[:-1]) == code[-1] else None


def grouped(code: str) -> str:
    """ABCDEFGHJKMNPQRS → ABCD-EFGH-JKMN-PQRS."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))
