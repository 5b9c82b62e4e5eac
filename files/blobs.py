"""The bytes themselves: written, read, locked away and deleted in the configured storage (file system or S3).

The storage knows no transactions. So bytes are written before the row that names them commits, and deleted only when
no row names them; both under an advisory lock on the hash, held until the transaction ends.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, default_storage

from files.models import Content
from kernel.transition import hold

_LOCK_SPACE = 0x66696C65  # "file": keeps these advisory locks apart from those of other apps


def lock_content(sha256: str) -> None:
    """Nobody else stores or deletes these bytes until the transaction ends."""
    hold(_LOCK_SPACE, _lock_number(sha256))


def _lock_number(sha256: str) -> int:
    return int.from_bytes(bytes.fromhex(sha256[:8]), signed=True)


def present(content: Content) -> bool:
    """Whether the bytes are where they should be."""
    return default_storage.exists(content.place)


def write(content: Content, source: IO[bytes]) -> None:
    """Writes the bytes to their place, over what a killed earlier attempt may have left there."""
    source.seek(0)
    if default_storage.exists(content.place):
        default_storage.delete(content.place)
    default_storage.save(content.place, File(source))
    _flush_to_disk(default_storage, content.place)


def _flush_to_disk(storage: Storage, place: str) -> None:
    if isinstance(storage, FileSystemStorage):  # object storage answers only once it has the bytes
        with Path(storage.path(place)).open("rb") as written:
            os.fsync(written.fileno())


def open_content(content: Content) -> "File[Any]":
    """The bytes for reading. Raises FileNotFoundError when the storage lost them."""
    return default_storage.open(content.place, "rb")


def lock_away(content: Content) -> None:
    """Moves infected bytes out of the place from which files are served; repeatable."""
    if default_storage.exists(content.place):
        if not default_storage.exists(content.quarantine_place):
            with open_content(content) as source:
                default_storage.save(content.quarantine_place, source)
        default_storage.delete(content.place)


def delete(sha256: str) -> None:
    """Deletes the bytes; no harm when they are gone."""
    default_storage.delete(Content(sha256=sha256).place)


def stored_hashes(folder: str = "content") -> Iterator[str]:
    """The hashes of everything that lies in the storage."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (name for name in names if len(name) == 64)
    for inner in folders:
        yield from stored_hashes(f"{folder}/{inner}")
