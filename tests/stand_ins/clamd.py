"""A clamd that speaks INSTREAM well enough: finds the word EICAR, and can be slow, broken or refuse."""

from __future__ import annotations

import socketserver
import struct
import threading
import time
from types import TracebackType

MARK = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class _Conversation(socketserver.StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        if self._line() != b"zINSTREAM":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        received = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            received += self.rfile.read(length)
            if len(received) > self.server.most_bytes:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.server.scanned.append(received)
        time.sleep(self.server.delay)
        if self.server.broken:
            self.wfile.write(b"stream: Can't allocate memory ERROR\0")
        elif MARK in received:
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")

    def _line(self) -> bytes:
        line = b""
        while (byte := self.rfile.read(1)) not in (b"\0", b""):
            line += byte
        return line


class Clamd(socketserver.ThreadingTCPServer):
    """``with Clamd() as clamd:`` listens on a free port of this machine; ``clamd.url`` names it."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.scanned: list[bytes] = []
        self.delay = 0.0
        self.broken = False
        self.most_bytes = 25 * 1024 * 1024

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Clamd:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self.server_close()
