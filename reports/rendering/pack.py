"""A pack: papers of every kind in one archive, with an index by which each can be checked."""

import hashlib
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from kernel import clock
from reports.content import Column, Kind, Pack, Page, Paper, Sheet, Workbook
from reports.errors import KeptFileChanged
from reports.making import safe_name
from reports.progress import Progress
from reports.rendering.csv import write_csv
from reports.rendering.pdf import Imprint, lay_out, write_pdf


@dataclass(frozen=True)
class Entry:
    """A line of the index; ``size`` in bytes."""

    number: int
    title: str
    name: str
    size: int
    sha256: str


def write_pack(pack: Pack, folder: Path, progress: Progress) -> Path:
    """The archive in ``folder``. Raises KeptFileChanged when a kept file is no longer what it was."""
    path, entries = folder / "pack.zip", []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, paper in enumerate(pack.papers, 1):
            progress(number - 1, pack.expected or 0, str(paper.title))
            made, stem, ending = _made(paper, folder, progress)
            name = f"{number:03d}_{safe_name(stem)}{ending}"
            archive.write(made, name)
            entries.append(Entry(number, str(paper.title), name, made.stat().st_size, _sha256(made)))
            made.unlink()
        for made, ending in _index(pack, entries, folder, progress):
            archive.write(made, f"000_{safe_name(_('index'))}{ending}")
    progress(len(entries), len(entries), _("Writing the file"))
    return path


def _made(paper: Paper, folder: Path, progress: Progress) -> tuple[Path, str, str]:
    """The paper as a file of its own, its name without ending, its ending."""
    content = paper.content
    if isinstance(content, Page):
        path = folder / "paper.pdf"
        write_pdf([lay_out(content, Imprint(str(paper.title), clock.now(), None))], path)
        return path, content.name or str(paper.title), ".pdf"
    if isinstance(content, Workbook):
        path, _suffix = write_csv(content, folder, _silent)
        return path, str(content.title or paper.title), ".csv"
    path = folder / "paper.kept"
    with content.opened() as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)
    if content.sha256 and _sha256(path) != content.sha256:
        raise KeptFileChanged(name=content.name)
    name = Path(content.name)
    return path, name.stem, name.suffix.lower()


def _silent(done: int, total: int, doing: str) -> None:
    """The pack tells its own progress."""


def _index(pack: Pack, entries: list[Entry], folder: Path, progress: Progress) -> list[tuple[Path, str]]:
    """The index as a page to read and as a table to check by."""
    progress(len(entries), len(entries), _("Writing the index"))
    page = Page("reports/pack_index.html", {"title": pack.title, "facts": pack.facts, "entries": entries})
    drawn = folder / "index.pdf"
    write_pdf([lay_out(page, Imprint(str(pack.title), clock.now(), None))], drawn)
    columns = [
        Column(_("Number"), Kind.WHOLE),
        Column(_("What it is")),
        Column(_("File")),
        Column(_("Bytes"), Kind.WHOLE),
        Column("SHA-256"),
    ]
    rows = [[one.number, one.title, one.name, one.size, one.sha256] for one in entries]
    table, _suffix = write_csv(Workbook([Sheet(_("index"), columns, rows)]), folder, _silent)
    return [(drawn, ".pdf"), (table, ".csv")]


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
