"""Bringing a business file into the frame: received, checked without writing, accepted by a person, loaded at once."""

from __future__ import annotations

import hashlib
from typing import Any, BinaryIO

from accounts.models import Role
from files.models import StoredFile
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted
from kernel.queueing import enqueue
from kernel.transition import advance, lock
from survey.actions import frame_sql
from survey.actions.frame_sql import Progress
from survey.errors import SameFileLoaded
from survey.models import Dong, FrameFault, FrameImport, ImportProgress
from survey.queries.frame import latest_loaded
from survey.rules.frame_file import open_frame_file
from survey.rules.frame_problems import UnreadableFile
from survey.rules.frame_rows import DongBook, FrameReading, ReadingRules, Taxonomy

FRAME_ROLES = (Role.ADMINISTRATOR, Role.MANAGER, Role.SUPERVISOR)


def silent(step: str, percent: int) -> None:
    """Progress that nobody looks at."""


def require_frame_manager(actor: Actor) -> None:
    """The frame belongs to no wave: the role of a manager opens it. Raises NotPermitted."""
    if not (actor.is_system or (actor.user and actor.user.is_active and actor.user.has_role(*FRAME_ROLES))):
        raise NotPermitted()


@action
def receive_frame_file(
    actor: Actor,
    stream: BinaryIO,
    file_name: str,
    *,
    taxonomy: str = "",
    ksic_revision: int = 10,
    skip_bad: bool = False,
    again: bool = False,
    file: StoredFile | None = None,
) -> FrameImport:
    """Open an import for a file: remember what it is. Nothing of it is read yet.

    Args:
        taxonomy: "old", "new", or empty to go by the file's first row.
        ksic_revision: the KSIC revision in which the file's industry codes are written.
        file: where the bytes are kept, when the worker is to read them later; then it is queued to check them.
        skip_bad: load the good rows although there are bad ones; otherwise all or none.
        again: take the file although it is the latest that was loaded; it will change nothing.

    Raises NotPermitted, SameFileLoaded.
    """
    require_frame_manager(actor)
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    if not again:
        _refuse_the_latest(digest.hexdigest(), taxonomy, ksic_revision)
    frame_import = FrameImport.objects.create(
        file=file,
        file_name=file_name[-255:],
        sha256=digest.hexdigest(),
        size=size,
        made_by=actor.user,
        taxonomy=taxonomy,
        ksic_revision=ksic_revision,
        skip_bad=skip_bad,
    )
    ImportProgress.objects.create(frame_import=frame_import)
    if file is not None:
        enqueue("survey.tasks.check_import", frame_import.pk, key=f"frame-check-{frame_import.pk}")
    record(actor, "receive_frame_file", frame_import, after={"file": file_name, "sha256": frame_import.sha256})
    return frame_import


def _refuse_the_latest(sha256: str, taxonomy: str, ksic_revision: int) -> None:
    """An earlier file may be loaded once more, to go back to it; the one that the frame shows need not be."""
    for latest in latest_loaded():
        asked_alike = taxonomy in ("", latest.counts["taxonomy"]) and ksic_revision == latest.ksic_revision
        if latest.sha256 == sha256 and asked_alike:
            when = (latest.loaded_at or latest.made_at).astimezone(clock.SEOUL)
            raise SameFileLoaded(
                field="upload", number=latest.pk, when=when.strftime("%Y-%m-%d %H:%M"), name=latest.file_name
            )


@action
def check_frame_file(actor: Actor, import_id: int, stream: BinaryIO, progress: Progress = silent) -> FrameImport:
    """The dry run: read everything and count what loading would do, changing nothing of the frame.

    A file that cannot be read leaves the import refused, with the reason on it.
    """
    frame_import: FrameImport = lock(FrameImport, import_id)
    try:
        reading = _stage(frame_import, stream, progress)
    except UnreadableFile as unreadable:
        return _refuse(actor, frame_import, unreadable.problem, dict(unreadable.facts))
    progress("comparing", 80)
    counts = _counts(reading)
    return advance(frame_import, "check", actor, counts=counts)


@action
def accept_frame_file(actor: Actor, import_id: int, *, skip_bad: bool) -> FrameImport:
    """A person has read the dry run and wants the file loaded. The worker does it."""
    require_frame_manager(actor)
    frame_import: FrameImport = lock(FrameImport, import_id)
    advance(frame_import, "accept", actor, skip_bad=skip_bad)
    ImportProgress.objects.filter(frame_import=frame_import).update(step="waiting", percent=0)
    enqueue("survey.tasks.load_import", frame_import.pk, key=f"frame-load-{frame_import.pk}")
    return frame_import


@action
def discard_frame_file(actor: Actor, import_id: int) -> FrameImport:
    """A person has read the dry run and does not want the file."""
    require_frame_manager(actor)
    frame_import: FrameImport = lock(FrameImport, import_id)
    return advance(frame_import, "discard", actor)


@action
def load_frame_file(actor: Actor, import_id: int, stream: BinaryIO, progress: Progress = silent) -> FrameImport:
    """Load a file, wholly or not at all. Loading the same file again adds and changes nothing.

    The import ends as loaded, or as refused: the file cannot be read, or has bad rows that nobody allowed to be
    left out.
    """
    frame_import: FrameImport = lock(FrameImport, import_id)
    if frame_import.state == "loaded":
        return frame_import  # the worker was killed after the commit and started again
    try:
        reading = _stage(frame_import, stream, progress)
    except UnreadableFile as unreadable:
        return _refuse(actor, frame_import, unreadable.problem, dict(unreadable.facts))
    counts = _counts(reading)
    if reading.bad_rows and not frame_import.skip_bad:
        return _refuse(actor, frame_import, "bad_rows", {"bad_rows": reading.bad_rows}, counts)
    if not counts["in_file"]:
        return _refuse(actor, frame_import, "no_rows", {}, counts)
    frame_sql.keep_codes(str(reading.taxonomy), reading.industries)
    frame_sql.keep_codes(f"ksic{frame_import.ksic_revision}", reading.ksic_names)
    frame_sql.write(frame_import.pk, progress)
    return advance(frame_import, "load", actor, counts=counts, loaded_at=clock.now())


def _stage(frame_import: FrameImport, stream: BinaryIO, progress: Progress) -> FrameReading:
    """Read the file into the staging table and keep its faults, whatever becomes of the import."""
    dongs = list(Dong.objects.filter(valid_to=None).values_list("code", "gu", "name"))
    rules = ReadingRules(
        DongBook.of(dongs),
        ksic_revision=frame_import.ksic_revision,
        taxonomy=Taxonomy(frame_import.taxonomy) if frame_import.taxonomy else None,
    )
    reading = FrameReading(open_frame_file(stream), rules)
    expected_rows = max(1, frame_import.size // 180)

    def rows_read(step: str, rows: int) -> None:
        progress(step, min(50, 50 * rows // expected_rows))

    frame_sql.stage(reading.rows(), rows_read)
    frame_import.faults.all().delete()
    FrameFault.objects.bulk_create(
        (
            FrameFault(
                frame_import=frame_import, row=bad.row, column=bad.column[:60], problem=bad.problem,
                value=bad.value, facts=dict(bad.facts),
            )
            for bad in reading.bad
        ),
        batch_size=2000,
    )  # fmt: skip
    return reading


def _counts(reading: FrameReading) -> dict[str, Any]:
    """The figures of a dry run or a load, as they are kept with the import."""
    counted = {
        "rows": reading.read_rows,
        "bad_rows": reading.bad_rows,
        "without_point": reading.without_point,
        "other_cities": reading.other_cities,
        "taxonomy": str(reading.taxonomy or ""),
        "encoding": reading.file.encoding,
        "delimiter": reading.file.delimiter,
        "columns": len(reading.file.layout.positions),
        "unknown_columns": list(reading.file.layout.unknown),
    }
    return counted | frame_sql.compare()


def _refuse(
    actor: Actor,
    frame_import: FrameImport,
    problem: str,
    facts: dict[str, Any],
    counts: dict[str, Any] | None = None,
) -> FrameImport:
    return advance(frame_import, "refuse", actor, problem=str(problem), problem_facts=facts, counts=counts or {})
