"""What may stand in a cell."""

import re
from collections.abc import Sequence

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BAD_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
MAX_TEXT = 32_767
MAX_TITLE = 31


def cleaned(text: str) -> str:
    """Text that fits a cell: without control characters that XML cannot hold, cut at 32,767 characters."""
    clean = text if text.isprintable() else _CONTROL.sub("", text)
    return clean[: MAX_TEXT - 1] + "…" if len(clean) > MAX_TEXT else clean


def defused(text: str) -> str:
    """Text that a spreadsheet program takes for text when it opens a CSV file: what begins, after blanks, with
    =, +, -, @, tab or a line end gets an apostrophe before it (OWASP, CSV injection)."""
    if text[:1].isalnum() and text.isprintable() and len(text) <= MAX_TEXT:
        return text  # as most of a table's hundred thousand cells
    clean = cleaned(text)
    return "'" + clean if clean.lstrip(" \u3000\xa0").startswith(DANGEROUS) else clean


def all_harmless(texts: Sequence[str]) -> bool:
    """Whether all of these begin with a letter or a digit and may stand as they are: asked of a column at once, since
    to ask ``defused`` for each cell would take longer than all else. No is not yet a danger."""
    first_signs = "".join([text[:1] for text in texts])
    return first_signs.isalnum() and "".join(texts).isprintable() and max(map(len, texts)) <= MAX_TEXT


def sheet_title(wanted: str, taken: set[str], part: int = 0) -> str:
    """A title that Excel accepts: without []:*?/\\, no apostrophe at its ends, at most 31 characters, not ``History``,
    unlike any in ``taken`` (case ignored) which it joins. ``part`` from 2 on marks the continuation of a long sheet."""
    base = _BAD_IN_TITLE.sub(" ", wanted).strip().strip("'").strip() or "Sheet"
    if base.lower() == "history":
        base += " 1"
    suffix = f" ({part})" if part > 1 else ""
    number = 1
    while True:
        mark = suffix if number == 1 else f"{suffix} {number}"
        title = base[: MAX_TITLE - len(mark)].rstrip(" '") + mark
        if title.lower() not in taken:
            taken.add(title.lower())
            return title
        number += 1


def display_width(text: str) -> int:
    """Columns on the screen: Hangul, hanja and full-width signs take two."""
    return sum(2 if ord(sign) >= 0x1100 and not 0x2000 <= ord(sign) < 0x2E80 else 1 for sign in text)
