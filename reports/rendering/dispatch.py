"""Chooses how content becomes a file."""

import hashlib
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _
from weasyprint import Document as Layout

from kernel import clock
from reports.actions.produce import take_numbers
from reports.content import Bundle, Content, Pack, Page, Workbook
from reports.errors import NothingToDraw
from reports.making import Made, safe_name
from reports.models import Issue, Job
from reports.progress import Progress
from reports.registry import Document
from reports.rendering.csv import write_csv
from reports.rendering.dump import write_dump
from reports.rendering.pack import write_pack
from reports.rendering.pdf import Imprint, lay_out, write_pdf
from reports.rendering.workbook import write_workbook

CHUNK = 25


def render(job: Job, document: Document, content: Content, folder: Path, progress: Progress) -> Made:
    """The content as a file in ``folder``. Raises TypeError when the content does not fit the format asked for."""
    if isinstance(content, Page):
        content = Bundle([content], expected=1)
    if isinstance(content, Bundle) and job.format in {"pdf", "zip"}:
        return _pages(job, document, content, folder, progress)
    if isinstance(content, Pack) and job.format == "zip":
        return Made(write_pack(content, folder, progress), "zip")
    if isinstance(content, Workbook) and job.format == "xlsx":
        path = folder / "file.xlsx"
        (write_dump if content.dump else write_workbook)(content, path, progress)
        return Made(path, "xlsx")
    if isinstance(content, Workbook) and job.format == "csv":
        return Made(*write_csv(content, folder, progress))
    raise TypeError(f"{document.code}: {type(content).__name__} cannot be written as {job.format}")


def _pages(job: Job, document: Document, bundle: Bundle, folder: Path, progress: Progress) -> Made:
    drawn = _drawn(job, document, bundle, progress)
    return _zipped(drawn, folder) if job.format == "zip" else _merged(drawn, folder)


def _drawn(job: Job, document: Document, bundle: Bundle, progress: Progress) -> Iterator[tuple[str, Layout]]:
    """Each page laid out, with its name; numbers are taken for a chunk of pages in one transaction. Raises
    NothingToDraw where there is none."""
    pages = iter(bundle.pages)
    total = bundle.expected or 0
    done = 0
    while chunk := list(islice(pages, CHUNK)):
        for page, issue in zip(chunk, _issues(job, document, chunk, done), strict=True):
            progress(done, total, _("Drawing the pages"))
            made_at = issue.issued_at if issue else clock.now()
            name = safe_name(page.name or (issue.number if issue else f"{done + 1:05d}"))
            yield name, lay_out(page, Imprint(str(document.title), made_at, issue))
            done += 1
    if not done:
        raise NothingToDraw()
    progress(done, done, _("Writing the file"))


def _issues(job: Job, document: Document, chunk: list[Page], start: int) -> list[Issue] | list[None]:
    if not document.issued:
        return [None] * len(chunk)
    pages = [(document.public_facts(job.params) if page.facts is None else page.facts, page.about) for page in chunk]
    return take_numbers(job, document, start, pages)


def _zipped(drawn: Iterator[tuple[str, Layout]], folder: Path) -> Made:
    hashes = []
    with zipfile.ZipFile(folder / "file.zip", "w", zipfile.ZIP_STORED) as archive:
        for position, (name, layout) in enumerate(drawn, 1):
            single = folder / "single.pdf"
            write_pdf([layout], single)
            hashes.append(hashlib.sha256(single.read_bytes()).hexdigest())
            archive.write(single, f"{position:04d}_{name}.pdf")
    return Made(folder / "file.zip", "zip", hashes)


def _merged(drawn: Iterator[tuple[str, Layout]], folder: Path) -> Made:
    write_pdf([layout for _name, layout in drawn], folder / "file.pdf")
    return Made(folder / "file.pdf", "pdf")
