"""Plain text: UTF-8 or Korean Windows (CP949), and not a page or program in disguise. Pure."""

import codecs
from typing import IO

from files.errors import TextNotReadable

_BLOCK = 1 << 20
_PAGES = ("<!doctype", "<html", "<head", "<body", "<script", "<?xml", "<svg", "<?php", "#!")
_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


def is_text(source: IO[bytes], name: str) -> bool:
    """Whether the stream is ordinary text. Raises TextNotReadable when it is text in neither encoding.

    Binary content (control bytes) and HTML, XML or scripts are not text here: False.
    """
    source.seek(0)
    head = source.read(_BLOCK)
    if not _CONTROLS.isdisjoint(head):
        return False
    if head[:512].decode("utf-8-sig", "ignore").lstrip().lower().startswith(_PAGES):
        return False
    if not any(_decodes(source, encoding) for encoding in ("utf-8-sig", "cp949")):
        raise TextNotReadable(name=name)
    return True


def _decodes(source: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    source.seek(0)
    try:
        while block := source.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
