"""Another client against the web server as in service: what it alone shows (HEAD, chunks, its own middleware)."""

from __future__ import annotations

import base64
import http.client
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings

from survey.models import CensusRecord, HeldSubmission
from tests.service.nodes import PATIENCE, Node, eventually, node
from tests.survey.factories import make_census
from tests.survey.test_openrosa import App, xml

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BOUNDARY = "----collect"


def asked(
    at: Node, method: str, path: str, app: App | None = None, body: bytes | Iterator[bytes] = b"", **headers: str
) -> tuple[int, Mapping[str, str], bytes]:
    """A request as an app sends it; a body that comes piece by piece goes in chunks, without its length."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()} | (app.headers if app else {})
    connection = http.client.HTTPConnection("127.0.0.1", at.port, timeout=PATIENCE)
    try:
        connection.request(method, path, body or None, sent, encode_chunked=not isinstance(body, bytes))
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def parts(content: bytes) -> Iterator[bytes]:
    """A form with one file, cut where nobody would cut it."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="s.xml"\r\n\r\n'
    whole = head.encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    yield from (whole[start : start + 777] for start in range(0, len(whole), 777))


def is_up(at: Node) -> bool:
    try:
        return asked(at, "GET", "/openrosa/2026A/formList")[0] == 401
    except ConnectionError:
        assert at.process.poll() is None, at.said()
        return False


def test_a_client_works_against_the_real_server(tmp_path: Path) -> None:
    app = App(make_census())
    values = {"HANBAT_ENV": "development", "DATABASE_URL": os.environ["DATABASE_URL"], "HANBAT_DATA": str(tmp_path)}
    values |= {"SECRET_KEY": settings.SECRET_KEY, "FIELD_KEY": settings.SALT_KEY[0]}
    address = "/openrosa/2026A/submission"
    kind = {"Content_Type": f"multipart/form-data; boundary={BOUNDARY}", "Transfer_Encoding": "chunked"}
    with node("web", values) as web:
        eventually(lambda: is_up(web), "a web server")

        status, headers, _body = asked(web, "HEAD", address, app)
        assert (status, headers["Location"]) == (204, f"http://127.0.0.1:{web.port}{address}")
        assert (headers["X-OpenRosa-Version"], int(headers["X-OpenRosa-Accept-Content-Length"]) > 10**7) == (
            "1.0",
            True,
        )
        status, headers, _body = asked(web, "HEAD", address)
        assert (status, headers["WWW-Authenticate"][:5]) == (401, "Basic")

        content = xml(app.census, "uuid:1")
        for _time in range(2):
            status, headers, body = asked(web, "POST", address, app, parts(content), **kind)
            assert (status, b"2026A-000001" in body) == (201, True), body
            assert ("Set-Cookie" not in headers, headers["Content-Language"]) == (True, "ko")
        record = CensusRecord.objects.get()
        assert (record.content.encode(), record.state, record.issues) == (content, "submitted", 0)

        nonsense = base64.b64encode(os.urandom(300))
        assert asked(web, "POST", address, app, parts(nonsense), **kind)[0] == 201
        assert bytes(HeldSubmission.objects.get().content) == nonsense
        assert asked(web, "POST", address, app, iter([nonsense]), **kind)[0] == 400
        assert asked(web, "GET", address, app)[0] == 405
        assert asked(web, "GET", "/openrosa/elsewhere/formList", app)[0] == 404
        assert asked(web, "GET", "/openrosa/2026A/formList", app)[0] == 200
