"""A stand-in for the National Tax Service's API that speaks its JSON, and misbehaves on request."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "stand+in/key=="
UNREGISTERED = "국세청에 등록되지 않은 사업자등록번호입니다."
PECULIAR = {"malformed": b"<html>maintenance</html>", "refused": b'{"status_code": "TOO_LARGE_REQUEST"}'}


def active(number: str) -> dict[str, str]:
    return _row(number, "계속사업자", "01", "부가가치세 일반과세자", "01")


def suspended(number: str) -> dict[str, str]:
    return _row(number, "휴업자", "02", "부가가치세 일반과세자", "01")


def closed(number: str, day: str) -> dict[str, str]:
    return _row(number, "폐업자", "03", "부가가치세 일반과세자", "01") | {"end_dt": day}


def unregistered(number: str) -> dict[str, str]:
    return _row(number, "", "", UNREGISTERED, "")


def _row(number: str, stt: str, stt_cd: str, tax_type: str, tax_type_cd: str) -> dict[str, str]:
    return {
        "b_no": number,
        "b_stt": stt,
        "b_stt_cd": stt_cd,
        "tax_type": tax_type,
        "tax_type_cd": tax_type_cd,
        "end_dt": "",
        "utcc_yn": "N",
        "tax_type_change_dt": "",
        "invoice_apply_dt": "",
        "rbf_tax_type": "해당없음",
        "rbf_tax_type_cd": "99",
    }


@dataclass
class TaxService:
    """What the stand-in knows and how it behaves. ``faults`` are used up one by one, each for one request."""

    url: str = ""
    known: dict[str, dict[str, str]] = field(default_factory=dict)
    people: dict[str, tuple[str, str]] = field(default_factory=dict)  # number → (representative, opening date)
    faults: list[str] = field(default_factory=list)  # "500", "429", "400", "slow", "malformed", "dropped"
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def answer(self, method: str, body: dict[str, Any]) -> dict[str, Any]:
        """The service's JSON for a well-formed question."""
        if method == "status":
            data = [self.known.get(number) or unregistered(number) for number in body["b_no"]]
        else:
            data = [self._validated(business) for business in body["businesses"]]
        return {"status_code": "OK", "match_cnt": len(data), "request_cnt": len(data), "data": data}

    def _validated(self, business: dict[str, str]) -> dict[str, Any]:
        number = business["b_no"]
        fits = self.people.get(number) == (business["p_nm"], business["start_dt"])
        row: dict[str, Any] = {"b_no": number, "valid": "01" if fits else "02", "request_param": business}
        if fits:
            return row | {"valid_msg": "", "status": self.known[number]}
        return row | {"valid_msg": "확인할 수 없습니다."}


class Handler(BaseHTTPRequestHandler):
    """One request to the stand-in."""

    service: TaxService

    def do_POST(self) -> None:
        address = urlsplit(self.path)
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        method = address.path.rpartition("/")[2]
        self.service.asked.append((method, body))
        if parse_qs(address.query).get("serviceKey") != [KEY]:
            self._send(401, b'{"code": -401, "msg": "bad key"}')
            return
        fault = self.service.faults.pop(0) if self.service.faults else ""
        if fault == "dropped":
            self.connection.close()
            return
        if fault == "slow":
            self.rfile.read(1)  # until the client has had enough and hangs up
            return
        if fault.isdigit():
            self._send(int(fault), b'{"status_code": "INTERNAL_ERROR"}')
        elif fault in PECULIAR:
            self._send(200, PECULIAR[fault])
        else:
            self._send(200, json.dumps(self.service.answer(method, body), ensure_ascii=False).encode())

    def _send(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(OSError):  # the client stopped waiting
            self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Says nothing."""


@contextmanager
def tax_service() -> Iterator[TaxService]:
    """Runs the stand-in on a free port for as long as the block lasts."""
    service = TaxService()
    handler = type("HandlerOfOne", (Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    service.url = f"http://127.0.0.1:{server.server_address[1]}/api/nts-businessman/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
