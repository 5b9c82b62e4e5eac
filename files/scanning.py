"""Asking ClamAV (clamd's INSTREAM command over TCP) about the bytes of a file."""

import re
import socket
import struct
from dataclasses import dataclass
from typing import IO
from urllib.parse import urlsplit

_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096
_FOUND = re.compile(r"^stream: (.+) FOUND$")


class ScannerUnavailable(Exception):
    """The scanner did not answer, or answered that it could not look: ask again later. Its text is for the log."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner said; ``finding`` is its name for what it found, empty when the file is clean."""

    finding: str = ""

    @property
    def clean(self) -> bool:
        return not self.finding


def scan(source: IO[bytes], url: str, *, patience: float = 60) -> Verdict:
    """Sends ``source`` to the clamd at ``url`` (``tcp://host:port``).

    Waits at most ``patience`` seconds for each answer. Raises ScannerUnavailable.
    """
    place = urlsplit(url)
    try:
        with socket.create_connection((place.hostname or "localhost", place.port or 3310), timeout=patience) as line:
            _send(line, source)
            answer = _receive(line)
    except OSError as error:
        raise ScannerUnavailable(f"{url}: {error}") from error
    return _verdict(answer)


def _send(line: socket.socket, source: IO[bytes]) -> None:
    source.seek(0)
    line.sendall(b"zINSTREAM\0")
    while chunk := source.read(_CHUNK):
        line.sendall(struct.pack("!I", len(chunk)) + chunk)
    line.sendall(struct.pack("!I", 0))


def _receive(line: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
        part = line.recv(_LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _verdict(answer: str) -> Verdict:
    if answer == "stream: OK":
        return Verdict()
    found = _FOUND.match(answer)
    if found:
        return Verdict(finding=found.group(1)[:200])
    raise ScannerUnavailable(f"the scanner answered {answer!r}")
