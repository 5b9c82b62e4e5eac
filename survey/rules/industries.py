"""Codes of the Korean Standard Industrial Classification (KSIC, 한국표준산업분류) with the letter of their section."""

_LAST_DIVISION = (
    ("A", 3), ("B", 8), ("C", 34), ("D", 35), ("E", 39), ("F", 42), ("G", 47), ("H", 52), ("I", 56), ("J", 63),
    ("K", 66), ("L", 68), ("M", 73), ("N", 76), ("O", 84), ("P", 85), ("Q", 87), ("R", 91), ("S", 96), ("T", 98),
    ("U", 99),
)  # fmt: skip


def with_section(code: str) -> str:
    """``56111`` → ``I56111`` (KSIC 10 and 11); what is no code stays as it is."""
    if len(code) < 2 or not code.isascii() or not code.isdigit():
        return code
    division = int(code[:2])
    return next((letter + code for letter, last in _LAST_DIVISION if division <= last), code)
