"""Web and worker nodes in service shape, as processes of this machine, and a visitor who comes through the proxy."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TypeVar
from urllib.parse import urlencode

from config.embedded import CHECKOUT

HOST = "hanbat.example"
PATIENCE = 180  # seconds; several processes start on a machine that is at work on other things
BOUNDARY = "----hanbat"
Found = TypeVar("Found")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(found: Callable[[], Found], what: str) -> Found:
    """What ``found`` gives once it gives something; fails with ``what`` after :data:`PATIENCE`."""
    until = time.monotonic() + PATIENCE
    while not (value := found()):
        assert time.monotonic() < until, f"never came: {what}"
        time.sleep(0.1)
    return value


@dataclass
class Node:
    """One `python -m config.processes web|worker`, as systemd would run it."""

    process: subprocess.Popen[bytes]
    port: int
    output: IO[bytes]

    def signal(self, number: int) -> None:
        """To every process of the node at once, as when the machine loses its power (SIGKILL) or sleeps (SIGSTOP)."""
        for pid in [self.process.pid, *_below(self.process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def said(self) -> str:
        self.output.seek(0)
        return self.output.read().decode(errors="replace")


def _below(pid: int) -> list[int]:
    listed = [Path(f"/proc/{pid}/task/{pid}/children")]
    children = [int(one) for path in listed if path.exists() for one in path.read_text().split()]
    return [one for child in children for one in (*_below(child), child)]


@contextmanager
def node(what: str, settings: Mapping[str, str]) -> Iterator[Node]:
    """A node that is asked to stop at the end, and must."""
    port = free_port()
    with TemporaryFile() as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "config.processes", what],
            cwd=CHECKOUT,
            env={**_bare_environment(), **settings, "PORT": str(port), "WEB_PROCESSES": "1"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        running = Node(process, port, output)
        try:
            yield running
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            finally:
                running.signal(signal.SIGKILL)
                process.wait(PATIENCE)


def _bare_environment() -> dict[str, str]:
    """Nothing of the tests' own settings reaches a node."""
    return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR") if name in os.environ}


@dataclass
class Page:
    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def goes_to(self) -> str:
        """Where a redirect leads, without the host."""
        return self.headers.get("Location", "").removeprefix(f"https://{HOST}")


@dataclass
class Visitor:
    """A browser behind the reverse proxy: it keeps cookies and may be led to another node with every request."""

    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, at: Node, path: str) -> Page:
        return self._ask(at, "GET", path, {}, b"")

    def post(self, at: Node, path: str, fields: Mapping[str, str], **files: tuple[str, bytes]) -> Page:
        fields = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")} | dict(fields)
        if files:
            return self._ask(
                at, "POST", path, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}, _parts(fields, files)
            )
        return self._ask(
            at, "POST", path, {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(fields).encode()
        )

    def _ask(self, at: Node, method: str, path: str, headers: dict[str, str], body: bytes) -> Page:
        proxied = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "203.0.113.7",
            "Referer": f"https://{HOST}{path}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        connection = http.client.HTTPConnection("127.0.0.1", at.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body=body or None, headers=headers | proxied)
            answer = connection.getresponse()
            page = Page(answer.status, answer.headers, answer.read())
        finally:
            connection.close()
        for line in page.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return page


def _parts(fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> bytes:
    """A form with files, as a browser sends it."""
    parts = [_part(f'name="{name}"', value.encode()) for name, value in fields.items()]
    parts += [_part(f'name="{name}"; filename="{file}"', content) for name, (file, content) in files.items()]
    return b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])


def _part(about: str, content: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {about}\r\n\r\n".encode() + content + b"\r\n"


def links_in(text: str) -> list[str]:
    """The paths on our host that a mail names."""
    return re.findall(rf"https://{re.escape(HOST)}(/\S+)", text)
