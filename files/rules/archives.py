"""Files that are zip archives inside: OOXML (DOCX, XLSX, PPTX), HWPX and plain ZIP. Pure.

Nothing is unpacked to disk; the directory is read, and of the content only the small parts that tell what it is.
"""

import zipfile
from typing import IO

from files.errors import DamagedFile, EncryptedFile, HasMacros, SuspiciousArchive
from files.kinds import FileKind

SIGNATURE = b"PK\x03\x04"
MOST_ENTRIES = 10_000
LARGEST_UNPACKED = 512 * 1024 * 1024
HIGHEST_RATIO = 150  # text packs 5 to 30 times; a bomb a thousand
RATIO_MATTERS_FROM = 16 * 1024 * 1024
_LARGEST_PART = 4 * 1024 * 1024
_OOXML_MAIN = {
    b"wordprocessingml.document.main+xml": FileKind.DOCX,
    b"spreadsheetml.sheet.main+xml": FileKind.XLSX,
    b"presentationml.presentation.main+xml": FileKind.PPTX,
}


def kind_of_archive(source: IO[bytes], name: str) -> FileKind:
    """DOCX, XLSX, PPTX, HWPX, or ZIP for any other archive.

    Raises DamagedFile, EncryptedFile (any part under a password), SuspiciousArchive (zip bomb), HasMacros.
    """
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as archive:
            entries = archive.infolist()
            _check_sizes(entries, name)
            if any(entry.flag_bits & 1 for entry in entries):
                raise EncryptedFile(name=name)
            return _recognise(archive, {entry.filename for entry in entries}, name)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, zipfile.LargeZipFile) as error:
        raise DamagedFile(name=name) from error


def _check_sizes(entries: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    too_dense = unpacked > RATIO_MATTERS_FROM and unpacked / packed > HIGHEST_RATIO
    if len(entries) > MOST_ENTRIES or unpacked > LARGEST_UNPACKED or too_dense:
        raise SuspiciousArchive(name=name)
    if not entries:
        raise DamagedFile(name=name)


def _recognise(archive: zipfile.ZipFile, names: set[str], name: str) -> FileKind:
    if "[Content_Types].xml" in names:
        types = _part(archive, "[Content_Types].xml", name)
        if b"macroEnabled" in types or any(entry.lower().endswith("vbaproject.bin") for entry in names):
            raise HasMacros(name=name)
        for main, kind in _OOXML_MAIN.items():
            if main in types:
                return kind
    if "mimetype" in names and _part(archive, "mimetype", name).strip() == b"application/hwp+zip":
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in _part(archive, manifest, name):
            raise EncryptedFile(name=name)
        return FileKind.HWPX
    return FileKind.ZIP


def _part(archive: zipfile.ZipFile, entry: str, name: str) -> bytes:
    """One part, unpacked only as far as an honest file needs."""
    with archive.open(entry) as part:
        data = part.read(_LARGEST_PART + 1)
    if len(data) > _LARGEST_PART:
        raise SuspiciousArchive(name=name)
    return data
