"""Compile the translation catalogues (locale/<app>/<language>/LC_MESSAGES/django.po) that changed.

Babel does it in Python, so that no gettext need be installed. Uncertain (fuzzy) entries stay out.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Write a .mo beside every .po that is newer than it."""
    compiled = 0
    for catalogue in sorted(CHECKOUT.glob("locale/*/*/LC_MESSAGES/*.po")):
        target = catalogue.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= catalogue.stat().st_mtime:
            continue
        with catalogue.open("rb") as source:
            messages = read_po(source, locale=catalogue.parent.parent.name)
        partial = target.with_suffix(".mo.new")
        with partial.open("wb") as out:
            write_mo(out, messages)
        partial.replace(target)
        compiled += 1
    if compiled:
        sys.stdout.write(f"translations: {compiled} catalogues compiled\n")


if __name__ == "__main__":
    main()
