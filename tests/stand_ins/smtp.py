"""A small SMTP server: takes mails into a list, and can refuse addresses, drop connections or answer slowly."""

from __future__ import annotations

import email
import socketserver
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import cast


@dataclass
class Received:
    """One accepted mail."""

    sender: str
    recipients: list[str]
    raw: bytes
    message: EmailMessage = field(init=False)

    def __post_init__(self) -> None:
        self.message = cast(EmailMessage, email.message_from_bytes(self.raw, policy=default))

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


class _Conversation(socketserver.StreamRequestHandler):
    server: SmtpServer

    def handle(self) -> None:
        self.server.connections += 1
        self._say("220 stand-in ready")
        sender, recipients = "", []
        while line := self.rfile.readline():
            verb, _space, rest = line.decode().strip().partition(" ")
            match verb.upper():
                case "EHLO" | "HELO":
                    self._say("250-stand-in\r\n250-8BITMIME\r\n250 SMTPUTF8")
                case "MAIL":
                    self.server.at_step("mail offered")
                    sender, recipients = _address(rest), []
                    self._say("250 ok")
                case "RCPT":
                    refusal = self.server.refusals.get(_address(rest))
                    if refusal is None:
                        recipients.append(_address(rest))
                    self._say(refusal or "250 ok")
                case "DATA":
                    if not self._take(sender, recipients):
                        return
                case "RSET" | "NOOP":
                    self._say("250 ok")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("502 not known here")

    def _take(self, sender: str, recipients: list[str]) -> bool:
        self.server.at_step("text announced")
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if line == b"":
            return False  # the client died before the end: a server takes nothing then
        if self.server.drop_next > 0:
            self.server.drop_next -= 1
            return False
        self.server.received.append(Received(sender, list(recipients), b"".join(lines)))
        time.sleep(self.server.delay)
        self.server.at_step("taken, not yet said")
        self._say("250 taken")
        self.server.at_step("taken and said")
        return True

    def _say(self, line: str) -> None:
        try:
            self.wfile.write(f"{line}\r\n".encode())
        except (BrokenPipeError, ConnectionResetError):
            return


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]


class SmtpServer(socketserver.ThreadingTCPServer):
    """``with SmtpServer() as smtp:``; ``refusals`` maps an address to the answer that it gets."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.received: list[Received] = []
        self.refusals: dict[str, str] = {}
        self.delay = 0.0
        self.drop_next = 0
        self.connections = 0
        self.at_step: Callable[[str], None] = lambda step: None

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> SmtpServer:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self.server_close()
