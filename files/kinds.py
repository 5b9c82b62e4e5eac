"""The kinds of file that Hanbat knows: their endings, media types and whether a browser may show them."""

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Kind:
    """``previewed`` kinds may be shown inside the browser, all others are only ever downloaded."""

    label: str
    endings: tuple[str, ...]
    media_type: str
    previewed: bool = False


class FileKind(Enum):
    """Every kind that can be recognised by its content; what a form accepts is a set of these."""

    PDF = Kind("PDF", ("pdf",), "application/pdf", previewed=True)
    HWPX = Kind("HWPX", ("hwpx",), "application/hwp+zip")
    HWP = Kind("HWP", ("hwp",), "application/x-hwp")
    DOCX = Kind("DOCX", ("docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    XLSX = Kind("XLSX", ("xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    PPTX = Kind("PPTX", ("pptx",), "application/vnd.openxmlformats-officedocument.presentationml.presentation")
    PNG = Kind("PNG", ("png",), "image/png", previewed=True)
    JPEG = Kind("JPEG", ("jpg", "jpeg"), "image/jpeg", previewed=True)
    WEBP = Kind("WebP", ("webp",), "image/webp", previewed=True)
    CSV = Kind("CSV", ("csv",), "text/csv")
    TEXT = Kind("TXT", ("txt",), "text/plain")
    ZIP = Kind("ZIP", ("zip",), "application/zip")

    @property
    def code(self) -> str:
        return self.name.lower()

    @classmethod
    def by_code(cls, code: str) -> "FileKind":
        return cls[code.upper()]


IMAGES = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.WEBP})
OFFICE = frozenset({FileKind.HWPX, FileKind.HWP, FileKind.DOCX, FileKind.XLSX, FileKind.PPTX})
TABLES = frozenset({FileKind.CSV, FileKind.TEXT, FileKind.XLSX})
DOCUMENTS = frozenset({FileKind.PDF}) | OFFICE | (IMAGES - {FileKind.WEBP})
EVERYTHING = frozenset(FileKind)


def labels(kinds: frozenset[FileKind]) -> str:
    """“PDF, HWPX, …” in the order of the list above."""
    return ", ".join(kind.value.label for kind in FileKind if kind in kinds)


def endings(kinds: frozenset[FileKind]) -> str:
    """The ``accept`` attribute of a file input."""
    return ",".join(f".{ending}" for kind in FileKind if kind in kinds for ending in kind.value.endings)
