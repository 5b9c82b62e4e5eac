"""Names of files: cleaned of tricks, never trusted as paths. Pure."""

import unicodedata
from urllib.parse import quote

from files.errors import DisguisedName, NoName

LONGEST_NAME = 150
_PROGRAMS = """
    app asp aspx bat cgi cmd com cpl dll dmg exe gadget hta htm html jar js jse jsp lnk mht msi msp php pif ps1 py reg
    scr sh svg swf vb vbe vbs wsf wsh xhtml xml
"""
PROGRAM_ENDINGS = frozenset(_PROGRAMS.split())


def clean_name(raw: str) -> str:
    """The name as it is kept and shown: last part of a path, NFC, one line, at most LONGEST_NAME characters.

    Control and format characters go (they hide or turn text: “‮fdp.exe”), and so do dots and spaces at the ends.
    Raises NoName when nothing is left, DisguisedName for “report.exe.pdf”.
    """
    last = raw.replace("\\", "/").rpartition("/")[2]
    visible = "".join(" " if c.isspace() else c for c in last if c.isspace() or not _hidden(c))
    name = " ".join(unicodedata.normalize("NFC", visible).split()).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem.strip(". ") or not ending:
        raise NoName()
    inner = stem.lower().split(".")[1:]
    if not PROGRAM_ENDINGS.isdisjoint(part.strip() for part in inner):
        raise DisguisedName(name=name)
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip('. ')}.{ending}"[:LONGEST_NAME]


def _hidden(character: str) -> bool:
    # Cc control, Cf format (bidi, zero width), Cs half a pair, Co private use, Cn nothing assigned
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} or character in '<>:"|?*'


def ending(name: str) -> str:
    """“Plan.PDF” → “pdf”."""
    return name.rpartition(".")[2].lower()


def content_disposition(name: str, *, inline: bool) -> str:
    """The header with the name in UTF-8 (RFC 5987, RFC 6266) and a plain fallback for old clients."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._- ") else "_" for c in name)
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
