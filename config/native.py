"""The native libraries that PDF files need: which are missing, and the line that installs them.

Free of Django, because set-up asks before anything else is there: `python -m config.native` prints the
Debian packages that are missing and fails when there are any.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from typing import NamedTuple


class Library(NamedTuple):
    """One shared library: the name for the loader, the file to look for, Debian's package."""

    name: str
    file: str
    package: str


LIBRARIES = (
    Library("pango-1.0", "libpango-1.0.so.0", "libpango-1.0-0"),
    Library("pangoft2-1.0", "libpangoft2-1.0.so.0", "libpangoft2-1.0-0"),
    # Without it WeasyPrint only warns, and is 14 to 27 times slower on Korean fonts.
    Library("harfbuzz-subset", "libharfbuzz-subset.so.0", "libharfbuzz-subset0"),
)


def missing_libraries() -> list[Library]:
    """The libraries that this machine cannot load."""
    return [library for library in LIBRARIES if not _loads(library)]


def install_line(libraries: list[Library]) -> str:
    """What to type on Debian or Ubuntu."""
    return "sudo apt-get install " + " ".join(library.package for library in libraries)


def _loads(library: Library) -> bool:
    try:
        ctypes.CDLL(library.file)
    except OSError:
        return ctypes.util.find_library(library.name) is not None
    return True


if __name__ == "__main__":
    missing = missing_libraries()
    sys.stdout.write(" ".join(library.package for library in missing))
    sys.exit(1 if missing else 0)
