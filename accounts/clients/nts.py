"""The National Tax Service's business status API (국세청 사업자등록정보 진위확인 및 상태조회, data.go.kr 15081808).

Neither a missing key nor a service that is down is an error here: the answer is then "not yet confirmed" with the
fault in words, because nobody may be refused for it. Every raw answer is handed on to be kept.
"""

import http.client
import json
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_noop

from accounts.models import BusinessStatus
from kernel.clock import SEOUL

log = logging.getLogger(__name__)

MOST_PER_CALL = 100
CONNECT_AND_READ_SECONDS = 5.0
ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.5  # doubled before each further attempt
LONGEST_ANSWER = 2_000_000  # bytes
STATUS_OF_CODE = {
    "01": BusinessStatus.ACTIVE,
    "02": BusinessStatus.SUSPENDED,
    "03": BusinessStatus.CLOSED,
}


@dataclass(frozen=True)
class Business:
    """What is asked of the service to check (진위확인); the first three are mandatory."""

    number: str
    opened_on: date
    representative: str
    name: str = ""
    corporate_number: str = ""


@dataclass(frozen=True)
class Finding:
    """What is now known of one business. ``matches`` only after a check; ``raw`` is its part of the answer, as JSON."""

    outcome: BusinessStatus
    tax_type: str = ""
    closed_on: date | None = None
    matches: bool | None = None
    raw: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Answer:
    """The findings of one question by business number. ``fault`` says why the service could not be asked."""

    findings: dict[str, Finding]
    fault: str = ""

    @property
    def reached(self) -> bool:
        return not self.fault

    def of(self, number: str) -> Finding:
        """The finding for ``number``; "not yet confirmed" when the service left it out or was not reached."""
        fault = self.fault or gettext_noop("the answer leaves this business out")
        return self.findings.get(number, Finding(BusinessStatus.UNCONFIRMED, fault=fault))


class Unreachable(Exception):
    """The service did not give a usable answer; the text says why. ``again`` tells whether a repeat may help."""

    def __init__(self, why: str, *, again: bool) -> None:
        super().__init__(why)
        self.again = again


class Client:
    """Talks to the API at ``url`` with ``key``; every call ends within attempts x (time-out + pause)."""

    def __init__(
        self,
        url: str,
        key: str,
        *,
        timeout: float = CONNECT_AND_READ_SECONDS,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._parts = urlsplit(url)
        self._key = key
        self._timeout = timeout
        self._pause = pause

    def status(self, numbers: Sequence[str]) -> Answer:
        """Whether each of ``numbers`` (ten digits) is in business (상태조회)."""
        bodies = ({"b_no": part} for part in _parts_of(numbers))
        return self._ask("status", bodies, _status_finding)

    def validate(self, businesses: Sequence[Business]) -> Answer:
        """Whether number, opening date and representative belong together (진위확인)."""
        bodies = ({"businesses": [_question(one) for one in part]} for part in _parts_of(businesses))
        return self._ask("validate", bodies, _validate_finding)

    def _ask(self, method: str, bodies: Iterable[dict[str, Any]], read: Callable[[dict[str, Any]], Finding]) -> Answer:
        if not self._key:
            return Answer({}, gettext_noop("no key for the tax service is set"))
        findings: dict[str, Finding] = {}
        for body in bodies:
            try:
                rows = self._rows(method, body)
                findings |= {str(row["b_no"]): read(row) for row in rows}
            except Unreachable as error:
                log.warning("tax service, %s: %s", method, error)
                return Answer(findings, str(error))
            except (KeyError, TypeError, AttributeError):
                return Answer(findings, gettext_noop("the tax service's answer is not in the agreed form"))
        return Answer(findings)

    def _rows(self, method: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return _data_of(self._post(method, body))
            except Unreachable as error:
                if attempt == ATTEMPTS or not error.again:
                    raise
                self._pause(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _post(self, method: str, body: dict[str, Any]) -> bytes:
        """One HTTP request. Raises Unreachable."""
        secure = self._parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(self._parts.hostname or "", self._parts.port, timeout=self._timeout)
        path = f"{self._parts.path.rstrip('/')}/{method}?serviceKey={quote(self._key, safe='%')}"
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        try:
            connection.request("POST", path, json.dumps(body, ensure_ascii=False).encode(), headers)
            answer = connection.getresponse()
            content = answer.read(LONGEST_ANSWER)
        except TimeoutError as error:
            raise Unreachable(gettext_noop("the tax service does not answer in time"), again=True) from error
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(gettext_noop("the tax service cannot be reached"), again=True) from error
        finally:
            connection.close()
        if answer.status != 200:
            raise Unreachable(f"the tax service answers {answer.status}", again=_worth_repeating(answer.status))
        return content


def from_settings() -> Client:
    """The client of this installation (``NTS_API_URL``, ``NTS_API_KEY``)."""
    return Client(settings.NTS_API_URL, settings.NTS_API_KEY)


def _worth_repeating(status: int) -> bool:
    return status >= 500 or status == 429


def _parts_of(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), MOST_PER_CALL):
        yield items[start : start + MOST_PER_CALL]


def _data_of(content: bytes) -> list[dict[str, Any]]:
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise Unreachable(gettext_noop("the tax service's answer is not JSON"), again=True) from error
    if not isinstance(answer, dict) or answer.get("status_code") != "OK":
        code = answer.get("status_code", "") if isinstance(answer, dict) else ""
        raise Unreachable(f"the tax service refuses the question ({code or 'no code'})", again=False)
    data = answer.get("data")
    if not isinstance(data, list):
        raise Unreachable(gettext_noop("the tax service's answer is not in the agreed form"), again=False)
    return data


def _question(business: Business) -> dict[str, str]:
    return {
        "b_no": business.number,
        "start_dt": business.opened_on.strftime("%Y%m%d"),
        "p_nm": business.representative,
        "p_nm2": "",
        "b_nm": business.name,
        "corp_no": business.corporate_number,
        "b_sector": "",
        "b_type": "",
        "b_adr": "",
    }


def _status_finding(row: dict[str, Any]) -> Finding:
    """One row of /status. An empty ``b_stt`` with the sentence in ``tax_type`` means an unregistered number."""
    raw = json.dumps(row, ensure_ascii=False)
    code = row["b_stt_cd"]
    tax_type = str(row.get("tax_type", ""))
    if code in STATUS_OF_CODE:
        return Finding(STATUS_OF_CODE[code], tax_type[:60], _day(row.get("end_dt")), raw=raw)
    if not row.get("b_stt") and "등록되지 않은" in tax_type:
        return Finding(BusinessStatus.UNREGISTERED, raw=raw)
    return Finding(BusinessStatus.UNCONFIRMED, raw=raw, fault=f"unknown status code {code!r}"[:200])


def _validate_finding(row: dict[str, Any]) -> Finding:
    """One row of /validate: ``valid`` 01 fits, 02 does not; its ``status`` is as in /status where it fits."""
    raw = json.dumps(row, ensure_ascii=False)
    matches = {"01": True, "02": False}.get(row["valid"])
    inner = row.get("status")
    if isinstance(inner, dict) and inner.get("b_stt_cd"):
        known = _status_finding(inner)
        return Finding(known.outcome, known.tax_type, known.closed_on, matches, raw)
    return Finding(BusinessStatus.UNCONFIRMED, matches=matches, raw=raw)


def _day(text: Any) -> date | None:
    """YYYYMMDD as a day; anything else is unknown."""
    try:
        return datetime.strptime(str(text or ""), "%Y%m%d").replace(tzinfo=SEOUL).date()
    except ValueError:
        return None
