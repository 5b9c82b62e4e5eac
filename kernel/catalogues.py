"""Translation catalogues: one per app and language, extracted and compiled without GNU gettext.

``<app>/…`` and ``templates/<app>/…`` belong to ``locale/<app>``; everything else to ``locale/common``. English is the
language of the code, so an English text translates to itself.
"""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LANGUAGES = ("ko", "en")
# Folders of templates that stand in place of a library's, and the app that they belong to.
OVERRIDDEN = {"account": "accounts", "mfa": "accounts", "usersessions": "accounts"}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_CALL = re.compile(r"\b(?:_|n?p?gettext)\(")


def _calls(template: str, name: str) -> Iterator[str]:
    """The translated texts of a Django template, each as a Python call."""
    for line in templatize(template, origin=name).splitlines():
        for start in _CALL.finditer(line):
            for end in re.finditer(r"\)", line):
                source = line[start.start() : end.end()]
                if end.end() > start.end() and _parses(source):
                    yield source
                    break


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _source(path: Path) -> bytes:
    if path.suffix == ".py":
        return path.read_bytes()
    return "\n".join(_calls(path.read_text(encoding="utf-8"), str(path))).encode()


def extracted(base: Path, apps: list[str]) -> dict[str, Catalog]:
    """What the code says now: app (or ``common``) → catalogue of texts with the files they stand in."""
    catalogues: dict[str, Catalog] = {}
    for path in _files(base, apps):
        parts = path.relative_to(base).parts
        owner = parts[1] if parts[0] == "templates" else parts[0]
        owner = OVERRIDDEN.get(owner, owner)
        catalogue = catalogues.setdefault(owner if owner in apps else "common", Catalog())
        for _line, message, comments, context in extract("python", io.BytesIO(_source(path)), KEYWORDS):
            name = "/".join(parts)
            catalogue.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return {owner: catalogue for owner, catalogue in sorted(catalogues.items()) if len(catalogue)}


def _files(base: Path, apps: list[str]) -> Iterator[Path]:
    for app in apps:
        yield from sorted(path for path in (base / app).rglob("*.py") if "migrations" not in path.parts)
    for path in sorted((base / "templates").rglob("*")):
        if path.suffix in {".html", ".txt", ".svg"}:
            yield path


def catalogue_path(base: Path, owner: str, language: str) -> Path:
    return base / "locale" / owner / language / "LC_MESSAGES" / "django.po"


def merged(path: Path, template: Catalog, language: str) -> Catalog:
    """The catalogue at ``path`` with exactly the texts of ``template``: known translations kept, new ones empty."""
    old = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as source:
            old = read_po(source, locale=language)
    new = Catalog(locale=language, fuzzy=False)
    for message in template:
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        string = known.string if known and not known.fuzzy else ""
        if language == "en":
            string = message.id
        locations = sorted(set(message.locations))
        new.add(message.id, string, locations=locations, flags=message.flags, context=message.context)
    return new


def as_text(catalogue: Catalog) -> bytes:
    """The catalogue as it lies in the repository: sorted, without dates and line numbers, so that merges are small."""
    out = io.BytesIO()
    write_po(out, catalogue, width=100, sort_output=True, omit_header=True, include_lineno=False)
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Language: {catalogue.locale}\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    )
    return header.encode() + out.getvalue()


def gaps(catalogue: Catalog) -> list[str]:
    """Texts without a translation, or whose places (``%(name)s``) differ from the original's."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        if not all(strings):
            found.append(f"untranslated: {message.id!r}")
        found += [f"{error}: {message.id!r}" for error in message.check(catalogue)]
    return found


def clashes(catalogues: list[Catalog]) -> list[str]:
    """Texts that two apps translate differently: all catalogues are one at run time, so one of them would be wrong."""
    known: dict[object, object] = {}
    found = []
    for message in (message for catalogue in catalogues for message in catalogue if message.id):
        if known.setdefault((message.context, message.id), message.string) != message.string:
            found.append(f"translated differently elsewhere (say it otherwise or give a context): {message.id!r}")
    return found


def compile_all(base: Path) -> int:
    """Writes the .mo beside every .po; returns how many."""
    count = 0
    for path in sorted((base / "locale").rglob("django.po")):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=path.parent.parent.name))
        count += 1
    return count
