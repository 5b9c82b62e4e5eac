"""Storing uploads and removing them."""

import hashlib
import os
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.base import File
from django.db import models

from accounts.models import Organisation
from files import blobs
from files.errors import EmptyFile, FileRefused, FileStillNeeded, InfectedFile, TooLarge
from files.kinds import DOCUMENTS, FileKind
from files.models import Content, StoredFile
from files.rules.names import clean_name
from files.rules.openable import check_openable
from files.rules.sniffing import kind_of
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted
from kernel.queueing import enqueue

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE


@action
def store(
    actor: Actor,
    upload: "File[bytes]",
    *,
    organisation: Organisation | None = None,
    kinds: frozenset[FileKind] = DOCUMENTS,
    most_bytes: int = MOST_BYTES,
    field: str = "upload",
) -> StoredFile:
    """Checks an upload and keeps it; sent again by the same person under the same name it is the same row.

    Raises a FileRefused (with ``field``) that says what is wrong with the file and what to do, NotPermitted when the
    actor is not a member of ``organisation``. ``most_bytes`` is the largest size taken.
    """
    if organisation is not None and not _belongs(actor, organisation):
        raise NotPermitted()
    try:
        name, kind = _checked(upload, kinds, most_bytes)
        content = _keep(upload, kind, name)
    except FileRefused as refusal:
        refusal.field = field
        raise
    return _file_of(actor, content, name, organisation)


def _belongs(actor: Actor, organisation: Organisation) -> bool:
    if actor.is_system:
        return True
    return actor.user is not None and organisation.memberships.filter(user=actor.user, left_at=None).exists()


def _checked(upload: "File[bytes]", kinds: frozenset[FileKind], most_bytes: int) -> tuple[str, FileKind]:
    name = clean_name(upload.name or "")
    size = _size(upload)
    if size == 0:
        raise EmptyFile(name=name)
    if size > most_bytes:
        raise TooLarge(name=name, size=f"{size / MEGABYTE:.1f}", limit=most_bytes // MEGABYTE)
    kind = kind_of(upload, name, kinds)
    check_openable(cast(IO[Any], upload), kind, name)
    return name, kind


def _size(upload: "File[bytes]") -> int:
    return int(upload.seek(0, os.SEEK_END))


def _keep(upload: "File[bytes]", kind: FileKind, name: str) -> Content:
    upload.seek(0)
    sha256 = hashlib.file_digest(upload, "sha256").hexdigest()
    blobs.lock_content(sha256)
    content = Content.objects.filter(pk=sha256).first()
    if content is None:
        content = _new_content(upload, kind, sha256)
    elif content.scan == Content.Scan.INFECTED:
        raise InfectedFile(name=name)
    elif not blobs.present(content):  # a clean-up that was killed between the bytes and their row
        blobs.write(content, upload)
    return content


def _new_content(upload: "File[bytes]", kind: FileKind, sha256: str) -> Content:
    scan = Content.Scan.WAITING if settings.CLAMAV_URL else Content.Scan.NOT_SCANNED
    content = Content.objects.create(sha256=sha256, size=_size(upload), kind=kind.code, scan=scan)
    blobs.write(content, upload)
    if scan == Content.Scan.WAITING:
        enqueue("files.tasks.scan_content", sha256, key=f"scan {sha256[:12]}")
    return content


def _file_of(actor: Actor, content: Content, name: str, organisation: Organisation | None) -> StoredFile:
    stored, created = StoredFile.objects.get_or_create(
        content=content, uploader=actor.user, organisation=organisation, name=name
    )
    if created:
        record(actor, "store_file", stored, after={"name": name, "sha256": content.sha256, "size": content.size})
    return stored


@action
def remove(actor: Actor, stored_file: StoredFile) -> None:
    """Removes a person's own file that no record needs; its bytes go with the nightly clean-up.

    Raises NotPermitted, FileStillNeeded.
    """
    if not actor.is_system and stored_file.uploader_id != actor.user_id:
        raise NotPermitted()
    record(actor, "remove_file", stored_file, before={"name": stored_file.name, "sha256": stored_file.sha256})
    try:
        stored_file.delete()
    except models.ProtectedError as error:
        raise FileStillNeeded() from error


@action
def note_reading(actor: Actor, stored_file: StoredFile) -> None:
    """Keeps in the audit trail that somebody other than its owners fetched a file."""
    record(actor, "read_file", stored_file, after={"name": stored_file.name, "at": clock.now()})
