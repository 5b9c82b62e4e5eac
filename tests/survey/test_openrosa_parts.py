"""What a small request brings is read a shorter way where it is the usual: with the same outcome as Django's reader."""

from __future__ import annotations

import base64
from random import Random
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from survey.views import openrosa
from tests.survey.factories import make_census

XML = "<data id='f'><이름>한밭\r\n--가게</이름></data>".encode()
HEAD = b'Content-Disposition: form-data; name="xml_submission_file"; filename="s.xml"\r\nContent-Type: text/xml\r\n'
KIND = "multipart/form-data; boundary=cut"


def body(head: bytes = HEAD, content: bytes = XML, before: bytes = b"", end: bytes = b"\r\n--cut--\r\n") -> bytes:
    return before + b"--cut\r\n" + head + b"\r\n" + content + end


PHOTO = b'\r\n--cut\r\nContent-Disposition: form-data; name="p.jpg"; filename="p.jpg"\r\n\r\nJPEG\r\n--cut--\r\n'
TYPED = b'Content-Disposition: form-data; name="xml_submission_file"\r\n'
OTHER = b'Content-Disposition: form-data; name="other"; filename="s.xml"\r\n'
USUAL = {
    "as it should be": (body(), KIND),
    "a quoted boundary": (body(), 'multipart/form-data; boundary="cut"'),
    "no end of line after the end": (body(end=b"\r\n--cut--"), KIND),
    "small letters": (body(HEAD.replace(b"Content-Disposition", b"content-disposition")), KIND),
    "no kind of the part": (body(HEAD.split(b"\r\n")[0] + b"\r\n"), KIND),
    "bytes that are no text": (body(content=bytes(range(256))), KIND),
    "words before": (body(before=b"words\r\n"), KIND),
    "words after": (body(end=b"\r\n--cut--\r\nwords"), KIND),
    "what begins like an end": (body(content=b"a\r\n--cu\r\n-\r\n--cat--\r\nb"), KIND),
}
UNUSUAL = {
    "a photo beside it": (body(end=PHOTO), KIND),
    "typed, no file": (body(TYPED), KIND),
    "another name": (body(OTHER), KIND),
    "in base64": (body(HEAD + b"Content-Transfer-Encoding: base64\r\n", base64.b64encode(XML)), KIND),
    "no end": (body(end=b""), KIND),
    "bare line feeds": (body().replace(b"\r\n", b"\n"), KIND),
    "empty": (body(content=b""), KIND),
    "nothing": (b"", KIND),
    "another boundary": (body(), "multipart/form-data; boundary=other"),
    "no boundary": (body(), "multipart/form-data"),
    "another kind": (body(), "text/xml"),
    "no kind": (body(), ""),
    "the same twice": (body(end=b"\r\n" + body(content=b"<second/>")), KIND),
}


def read(content: bytes, kind: str) -> Any:
    request = RequestFactory().post("/", content, content_type=kind)
    found = openrosa._parts(request)
    if isinstance(found, HttpResponse):
        return found.status_code, found.content
    return found.xml, {name: one.read() for name, one in found.files.items()}


def alone(content: bytes, kind: str) -> bytes:
    return openrosa._form_alone(RequestFactory().post("/", content, content_type=kind))


@pytest.mark.parametrize("name", [*USUAL, *UNUSUAL])
def test_the_shorter_way_comes_to_the_same(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    content, kind = (USUAL | UNUSUAL)[name]
    found = read(content, kind)
    assert (alone(content, kind) != b"") == (name in USUAL)
    monkeypatch.setattr(openrosa, "_form_alone", lambda _request: b"")
    assert found == read(content, kind)


def test_it_does_so_for_a_thousand_that_were_changed_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it gives a form at all, that is the one which Django's reader gives."""
    dice, taken = Random(20261127), 0
    whole = body()
    for _number in range(1_000):
        place, piece = dice.randrange(len(whole)), dice.choice([b"", b"-", b"\r", b"\n", b'"', b";", b"\x00", b"A"])
        changed = whole[:place] + piece + whole[place + 1 :]
        short = alone(changed, KIND)
        if short:
            taken += 1
            with monkeypatch.context() as long_way:
                long_way.setattr(openrosa, "_form_alone", lambda _request: b"")
                assert read(changed, KIND) == (short, {}), changed
    assert 300 < taken < 1_000


@pytest.mark.django_db
@pytest.mark.parametrize("content", [body(), body(end=b""), b"--x", b"<data/>"])
def test_whatever_a_stranger_sends_is_answered_with_the_question_who_they_are(content: bytes) -> None:
    make_census()
    address = reverse("openrosa:submission", args=["2026A"])
    for headers in ({}, {"Authorization": "Bearer nobody's"}):
        answer = Client().post(address, content, content_type=KIND, headers=headers)
        assert (answer.status_code, answer["WWW-Authenticate"][:5]) == (401, "Basic")
