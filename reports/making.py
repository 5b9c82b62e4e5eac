"""From a declaration to a kept file: build, render, store, publish."""

import hashlib
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from kernel.clock import SEOUL
from reports.actions.produce import finish_job, tell_progress
from reports.models import Job
from reports.registry import FORMATS, Document


class JobProgress:
    """Progress written to the job, at most every half second and always when something else is being done."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._told = ("", 0.0)

    def __call__(self, done: int, total: int, doing: str) -> None:
        moment = time.monotonic()
        if doing != self._told[0] or moment - self._told[1] > 0.5:
            self._told = (doing, moment)
            tell_progress(self._job, done, total, doing)


@dataclass(frozen=True)
class Made:
    """A finished file on this machine: its ending, and the SHA-256 of the single documents of a bundle."""

    path: Path
    suffix: str
    hashes: Sequence[str] = ()


def make(job: Job, document: Document) -> None:
    """Runs one attempt at ``job``. Raises Superseded when another attempt has taken over."""
    from reports.rendering.dispatch import render

    progress = JobProgress(job)
    progress(0, 0, _("Collecting the data"))
    content = document.build(job.params, progress)
    with tempfile.TemporaryDirectory(prefix="hanbat-report-") as folder:
        made = render(job, document, content, Path(folder), progress)
        progress(job.steps_total, job.steps_total, _("Storing the file"))
        digest = _sha256(made.path)
        stored_as = store(job, made)
        finish_job(
            job, document, stored_as=stored_as, file_name=file_name(job, document, made.suffix),
            media_type=FORMATS[made.suffix], size=made.path.stat().st_size, sha256=digest, hashes=made.hashes,
        )  # fmt: skip


def store(job: Job, made: Made) -> str:
    """Keeps the file under a name of this attempt, after removing what dead attempts left; returns the name."""
    for dead in range(1, job.attempt):
        default_storage.delete(_stored_name(job, dead, made.suffix))
    with made.path.open("rb") as source:
        return default_storage.save(_stored_name(job, job.attempt, made.suffix), File(source))


def _stored_name(job: Job, attempt: int, suffix: str) -> str:
    name = str(job.public_id)
    return f"reports/{name[:2]}/{name}-{attempt}.{suffix}"


def file_name(job: Job, document: Document, suffix: str) -> str:
    """The name under which people get it: title and number or date, in letters that every system takes."""
    first = job.issues.order_by("position").first() if document.issued else None
    stem = document.file_name(job.params) if document.file_name else str(document.title)
    mark = first.number if first else f"{job.requested_at.astimezone(SEOUL):%Y%m%d}"
    return f"{safe_name(f'{stem}_{mark}')}.{suffix}"


def safe_name(text: str) -> str:
    """Without what some file system or header refuses, at most 120 characters."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f\s]+', "_", text).strip("._")[:120] or "document"


def _sha256(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
