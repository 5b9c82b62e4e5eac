"""What a file really is, told from its bytes. Pure: reads from a seekable stream, trusts neither name nor sender."""

from typing import IO

from files.errors import AppleImage, ContentMismatch, KindNotAccepted, OldOfficeFormat
from files.kinds import FileKind, labels
from files.rules import archives, compound
from files.rules.names import ending
from files.rules.text import is_text

_HEAD = 4096
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"%PDF-", FileKind.PDF),
)
_APPLE_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
_OLD_OFFICE = {"doc", "xls", "ppt"}


def kind_of(source: IO[bytes], name: str, accepted: frozenset[FileKind]) -> FileKind:
    """The kind of ``source``, which must fit the ending of ``name`` and be one of ``accepted``.

    Raises KindNotAccepted, ContentMismatch, OldOfficeFormat, AppleImage; for containers also what
    :mod:`files.rules.archives` and :mod:`files.rules.compound` raise (password, macros, zip bomb, damage).
    """
    claimed = next((kind for kind in FileKind if ending(name) in kind.value.endings), None)
    source.seek(0)
    head = source.read(_HEAD)
    if head[4:8] == b"ftyp" and head[8:12] in _APPLE_BRANDS:
        raise AppleImage(name=name)
    if claimed is None and ending(name) in _OLD_OFFICE and compound.is_compound(head):
        raise OldOfficeFormat(name=name)
    if claimed is None or claimed not in accepted:
        raise KindNotAccepted(name=name, kinds=labels(accepted))
    if _found(source, head, name, claimed) is not claimed:
        raise ContentMismatch(name=name)
    return claimed


def _found(source: IO[bytes], head: bytes, name: str, claimed: FileKind) -> FileKind | None:
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.WEBP
    if head.startswith(archives.SIGNATURE):
        return archives.kind_of_archive(source, name)
    if compound.is_compound(head):
        return compound.kind_of_compound(source, name)
    if claimed in {FileKind.CSV, FileKind.TEXT} and is_text(source, name):
        return claimed
    return None
