"""What the page of entry loads: all of it is known, nothing in vain, and light enough for a phone."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template import engines

from survey.templatetags.entry import MODULES
from tests.browser.entry_stand_in import PAGE

MOST = 100 * 1024  # bytes, gzipped
IMPORTED = re.compile(r'(?:from|import)\s*\(?\s*"(\.[^"]+)"')
SCRIPT = re.compile(r'<script [^>]*src="/static/([^"?]+)')
ENTRY = "js/entry/main.js"


def file_of(name: str) -> Path:
    found = finders.find(name)
    assert isinstance(found, str), name
    return Path(found).resolve()


def loaded(*names: str) -> set[Path]:
    """These scripts, and whatever they import, however far."""
    found: set[Path] = set()
    ahead = [file_of(name) for name in names]
    while ahead:
        path = ahead.pop()
        if path not in found:
            found.add(path)
            ahead += [(path.parent / name).resolve() for name in IMPORTED.findall(path.read_text(encoding="utf-8"))]
    return found


def scripts_of_the_page() -> list[str]:
    return SCRIPT.findall(engines["django"].from_string(PAGE).render({"state": {}}))


def test_all_scripts_of_the_page_together_weigh_less_than_100_kb_gzipped() -> None:
    """Those that every page has included, and photos and places."""
    names = scripts_of_the_page()
    assert ENTRY in names and len(names) == 3  # beside it what every page has: its behaviours, and htmx
    paths = loaded(*names)
    assert {"photo.js", "picture.js", "typing.js", "evaluate.js", "texts.js"} <= {path.name for path in paths}
    assert sum(len(gzip.compress(path.read_bytes())) for path in paths) < MOST


def test_every_module_of_entry_is_fetched_ahead_and_none_in_vain() -> None:
    of_every_page = loaded(*(name for name in scripts_of_the_page() if name != ENTRY))
    assert loaded(ENTRY) - of_every_page == {file_of(name) for name in MODULES}
