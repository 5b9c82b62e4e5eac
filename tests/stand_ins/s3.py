"""A small object storage that speaks S3: one folder of objects in memory, path-style, signed requests only."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

SIGNED = re.compile(r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/\d{8}/(?P<region>[^/]+)/s3/aws4_request, ")
ERROR = '<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>{code}</Message></Error>'


class StoredObject(NamedTuple):
    """What lies under one key, and who put it there."""

    content: bytes
    media_type: str
    acl: str

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.content, usedforsecurity=False).hexdigest()}"'


class _Conversation(BaseHTTPRequestHandler):
    server: S3Server
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        content = self._body()
        if self._refused():
            return
        found = StoredObject(content, self.headers.get("Content-Type", ""), self.headers.get("x-amz-acl", ""))
        self.server.objects[self._key()] = found
        self.server.wait_for_release(self._key())
        self._answer(200, headers={"ETag": found.etag})

    def do_GET(self) -> None:
        self._send(with_content=True)

    def do_HEAD(self) -> None:
        self._send(with_content=False)

    def do_DELETE(self) -> None:
        if not self._refused():
            self.server.objects.pop(self._key(), None)
            self._answer(204)

    def _send(self, *, with_content: bool) -> None:
        if self._refused():
            return
        found = self.server.objects.get(self._key())
        if found is None:
            self._answer(404, ERROR.format(code="NoSuchKey").encode() if with_content else b"")
            return
        status, content, headers = 200, found.content, {"ETag": found.etag, "Content-Type": found.media_type}
        if wanted := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
            first, last = int(wanted[1]), min(int(wanted[2] or len(content)), len(content) - 1)
            headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
            status, content = 206, content[first : last + 1]
        headers["Last-Modified"] = formatdate(usegmt=True)
        self._answer(status, content, headers=headers, with_content=with_content)

    def _refused(self) -> bool:
        """Answers 403 to whoever has not signed with the right key, and 404 about other buckets."""
        signed = SIGNED.match(self.headers.get("Authorization", ""))
        if signed is None or signed["key"] != self.server.access_key or signed["region"] != self.server.region:
            self._answer(403, ERROR.format(code="AccessDenied").encode())
            return True
        if not self.path.startswith(f"/{self.server.bucket}/"):
            self._answer(404, ERROR.format(code="NoSuchBucket").encode())
            return True
        return False

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{self.server.bucket}/")

    def _body(self) -> bytes:
        """The content, also when it comes in signed chunks with a check sum behind them (aws-chunked)."""
        if self.headers.get("Expect", "").lower() == "100-continue":
            self.send_response_only(100)
            self.end_headers()
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            raw = b"".join(self._chunks())
        else:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "aws-chunked" not in self.headers.get("Content-Encoding", ""):
            return raw
        return _unchunked(raw)

    def _chunks(self) -> list[bytes]:
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return chunks

    def _answer(
        self, status: int, content: bytes = b"", *, headers: dict[str, str] | None = None, with_content: bool = True
    ) -> None:
        self.server.requests.append((self.command, self.path, status))
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        with suppress(ConnectionError):  # whoever asked was killed
            self.end_headers()
            if with_content:
                self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Silent: the test asks :attr:`S3Server.requests`."""


def _unchunked(raw: bytes) -> bytes:
    content, rest = b"", raw
    while True:
        head, _line, rest = rest.partition(b"\r\n")
        size = int(head.split(b";")[0], 16)
        if size == 0:
            return content
        content, rest = content + rest[:size], rest[size + 2 :]


class S3Server(ThreadingHTTPServer):
    """``with S3Server() as objects:``; ``objects.url`` is a STORAGE_URL."""

    daemon_threads = True
    bucket, access_key, region = "hanbat", "stand-in", "kr"

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.objects: dict[str, StoredObject] = {}
        self.requests: list[tuple[str, str, int]] = []
        self.held: list[str] = []
        self._held_prefix: str | None = None
        self._released = threading.Event()

    @property
    def url(self) -> str:
        address = f"127.0.0.1:{self.server_address[1]}"
        return f"s3+http://{self.access_key}:secret@{address}/{self.bucket}?region={self.region}"

    @contextmanager
    def holding_back(self, prefix: str) -> Iterator[None]:
        """Meanwhile whoever stores an object under ``prefix`` (their keys: ``held``) waits for the answer."""
        self._held_prefix = prefix
        try:
            yield
        finally:
            self._held_prefix = None
            self._released.set()

    def wait_for_release(self, key: str) -> None:
        if self._held_prefix is not None and key.startswith(self._held_prefix):
            self.held.append(key)
            self._released.wait(300)

    def __enter__(self) -> S3Server:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self.server_close()
