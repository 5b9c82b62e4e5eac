"""Compound files (OLE2, [MS-CFB]): HWP 5 documents, and Office documents that are old or under a password. Pure.

Only the directory and HWP's small ``FileHeader`` stream are read.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from files.errors import DamagedFile, EncryptedFile, OldOfficeFormat
from files.kinds import FileKind

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HWP_SIGNATURE = b"HWP Document File"
_LONGEST_CHAIN = 100_000
_NO_MORE = 0xFFFFFFFA  # DIFSECT, FATSECT, ENDOFCHAIN and FREESECT lie above
_OLD_OFFICE_STREAMS = {"WordDocument", "Workbook", "Book", "PowerPoint Document"}


def is_compound(head: bytes) -> bool:
    return head.startswith(SIGNATURE)


def kind_of_compound(source: IO[bytes], name: str) -> FileKind | None:
    """HWP, or None for any other compound file.

    Raises EncryptedFile (a password on HWP or on DOCX, XLSX, PPTX), OldOfficeFormat (DOC, XLS, PPT), DamagedFile.
    """
    try:
        file = _CompoundFile(source)
        entries = {entry.name: entry for entry in file.entries()}
        if "FileHeader" in entries and "BodyText" in entries:
            header = file.small_stream(entries["FileHeader"])
            if not header.startswith(HWP_SIGNATURE):
                raise DamagedFile(name=name)
            if header[36] & 0b10:  # bit 1 of the properties: under a password
                raise EncryptedFile(name=name)
            return FileKind.HWP
    except (struct.error, IndexError, ValueError, UnicodeDecodeError) as error:
        raise DamagedFile(name=name) from error
    if "EncryptedPackage" in entries:
        raise EncryptedFile(name=name)
    if not _OLD_OFFICE_STREAMS.isdisjoint(entries):
        raise OldOfficeFormat(name=name)
    return None


@dataclass(frozen=True)
class _Entry:
    name: str
    start: int
    size: int


class _CompoundFile:
    """Sectors, the chains that link them, and the directory."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        source.seek(0)
        header = source.read(512)
        shift, mini_shift = struct.unpack_from("<HH", header, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector size")
        self._sector_size = 1 << shift
        self._directory_start, self._cutoff = struct.unpack_from("<I4xI", header, 48)
        self._mini_table_start, self._difat_start = struct.unpack_from("<I4xI", header, 60)
        self._tables = [number for number in struct.unpack_from("<109I", header, 76) if number < _NO_MORE]
        self._read_further_tables()

    def _read_further_tables(self) -> None:
        per_sector = self._sector_size // 4 - 1
        number = self._difat_start
        while number < _NO_MORE:
            *tables, number = struct.unpack(f"<{per_sector + 1}I", self._sector(number))
            self._tables += [table for table in tables if table < _NO_MORE]
            if len(self._tables) > _LONGEST_CHAIN:
                raise ValueError("endless table")

    def _sector(self, number: int) -> bytes:
        self._source.seek((number + 1) * self._sector_size)
        data = self._source.read(self._sector_size)
        if not data:
            raise ValueError("sector beyond the end")
        return data.ljust(self._sector_size, b"\0")

    def _next(self, number: int) -> int:
        per_sector = self._sector_size // 4
        table = self._sector(self._tables[number // per_sector])
        return int(struct.unpack_from("<I", table, number % per_sector * 4)[0])

    def _chain(self, start: int) -> Iterator[bytes]:
        number = start
        for _step in range(_LONGEST_CHAIN):
            if number >= _NO_MORE:
                return
            yield self._sector(number)
            number = self._next(number)
        raise ValueError("endless chain")

    def entries(self) -> Iterator[_Entry]:
        """The directory; the first entry is the root, which holds the small streams."""
        for sector in self._chain(self._directory_start):
            for offset in range(0, len(sector), 128):
                (length,) = struct.unpack_from("<H", sector, offset + 64)
                if 2 <= length <= 64:
                    text = sector[offset : offset + length - 2].decode("utf-16-le")
                    start, size = struct.unpack_from("<II", sector, offset + 116)
                    yield _Entry(text, start, size)

    def small_stream(self, entry: _Entry) -> bytes:
        """A stream of at most a few kilobytes, wherever it lies."""
        if entry.size > 1 << 16:
            raise ValueError("not a small stream")
        if entry.size >= self._cutoff:
            return b"".join(self._chain(entry.start))[: entry.size]
        root = next(self.entries())
        container = b"".join(self._chain(root.start))
        table = b"".join(self._chain(self._mini_table_start))
        data, number = b"", entry.start
        while number < _NO_MORE and len(data) < entry.size:
            data += container[number * 64 : number * 64 + 64]
            (number,) = struct.unpack_from("<I", table, number * 4)
        return data[: entry.size]
