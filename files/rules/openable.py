"""Whether PDF and pictures can be opened, by the libraries that will open them later. Free of Django and database."""

import os
import warnings
from typing import IO, BinaryIO, cast

import pikepdf
from PIL import Image, UnidentifiedImageError

from files.errors import DamagedFile, EncryptedFile, TooManyPixels
from files.kinds import IMAGES, FileKind

_TAIL = 64 * 1024  # cameras write notes behind the end
MOST_PIXELS = 50_000_000
_PIL_FORMATS = {FileKind.PNG: "PNG", FileKind.JPEG: "JPEG", FileKind.WEBP: "WEBP"}


def check_openable(source: IO[bytes], kind: FileKind, name: str) -> None:
    """Raises DamagedFile, EncryptedFile or TooManyPixels; kinds other than PDF and pictures pass."""
    source.seek(0)
    if kind is FileKind.PDF:
        _check_pdf(source, name)
    elif kind in IMAGES:
        _check_picture(source, kind, name)


def _check_pdf(source: IO[bytes], name: str) -> None:
    try:
        with pikepdf.open(cast(BinaryIO, source), suppress_warnings=True) as document:
            if len(document.pages) == 0:
                raise DamagedFile(name=name)
    except pikepdf.PasswordError as error:
        raise EncryptedFile(name=name) from error
    except pikepdf.PdfError as error:
        raise DamagedFile(name=name) from error


def _is_whole(source: IO[bytes], kind: FileKind) -> bool:
    """Whether the picture has its end: Pillow overlooks a missing one once a PDF library in the process tells it to."""
    size = source.seek(0, os.SEEK_END)
    source.seek(max(0, size - _TAIL))
    tail = source.read()
    if kind is FileKind.PNG:
        return b"IEND" in tail
    if kind is FileKind.JPEG:
        return b"\xff\xd9" in tail
    source.seek(4)
    return int.from_bytes(source.read(4), "little") + 8 <= size  # WebP tells its length


def _check_picture(source: IO[bytes], kind: FileKind, name: str) -> None:
    if not _is_whole(source, kind):
        raise DamagedFile(name=name)
    source.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source, formats=[_PIL_FORMATS[kind]]) as picture:
                pixels = picture.width * picture.height
                if pixels > MOST_PIXELS:
                    raise TooManyPixels(name=name, pixels=pixels // 1_000_000, limit=MOST_PIXELS // 1_000_000)
                picture.draft("RGB", (256, 256))  # JPEG: decode an eighth of the size, enough to meet every byte
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(name=name, pixels="100+", limit=MOST_PIXELS // 1_000_000) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise DamagedFile(name=name) from error
