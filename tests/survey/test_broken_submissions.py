"""Five thousand submissions, each broken in some way: every one has a clear answer, none is lost, none is an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from survey.models import HeldSubmission, RecordVersion
from survey.rules.openrosa import digest
from tests.survey.factories import make_census
from tests.survey.test_openrosa import BOMB, App, said, xml

COUNT = 5_000
Breaking = Callable[[Random, bytes], bytes]


def _cut(dice: Random, content: bytes) -> bytes:
    return content[: dice.randrange(len(content))]


def _flipped(dice: Random, content: bytes) -> bytes:
    place = dice.randrange(len(content))
    return content[:place] + bytes([dice.randrange(256)]) + content[place + 1 :]


def _in_an_answer(dice: Random, content: bytes, put: bytes) -> bytes:
    """Between two tags, at a place by chance."""
    places = [place for place in range(len(content)) if content[place : place + 2] == b"</"]
    place = dice.choice(places)
    return content[:place] + put + content[place:]


BREAKINGS: tuple[Breaking, ...] = (
    _cut,
    _flipped,
    lambda dice, content: _in_an_answer(dice, content, dice.choice((b"-1", b"1e400", "많음".encode(), b"NaN", b" "))),
    lambda dice, content: _in_an_answer(dice, content, b"<unknown>1</unknown>"),
    lambda dice, content: _in_an_answer(dice, content, b"9" * dice.choice((20, 400, 120_000))),
    lambda dice, content: _in_an_answer(dice, content, b"<a>" * 200 + b"</a>" * 200),
    lambda dice, content: _in_an_answer(dice, content, b"<a>" * 5_000 + b"</a>" * 5_000),
    lambda dice, content: _in_an_answer(dice, content, b"&b;"),
    lambda dice, content: _in_an_answer(dice, content, b"&#0;"),
    lambda dice, content: _in_an_answer(dice, content, b"<!-- x --><?pi x?><![CDATA[<x>]]>"),
    lambda dice, content: _in_an_answer(dice, content, b"\xff\xfe\xc3\x28"),
    lambda _dice, content: BOMB[: BOMB.index(b"<data")] + content,
    lambda _dice, content: content.decode().encode("utf-16"),
    lambda _dice, content: b'<?xml version="1.0" encoding="euc-kr"?>' + content,
    lambda dice, content: content.replace(b"instanceID>uuid:", b"instanceID>" + b"u" * dice.choice((90, 5_000))),
    lambda _dice, content: content.replace(b"<meta>", b"<meta/><meta>"),
    lambda _dice, content: content.replace(b'version="2026.1"', b""),
    lambda dice, content: content * dice.randrange(2, 4),
)


@pytest.mark.slow
@pytest.mark.django_db
def test_every_broken_submission_has_an_answer_and_is_kept() -> None:
    census = make_census()
    app = App(census)
    dice = Random(20261126)
    shops = [census.business(name).source_id for name in ("성심빵집", "가람식당", "두꺼비짬뽕")]
    answers: Counter[int] = Counter()
    for number in range(COUNT):
        whole = xml(census, f"uuid:{number}", shop_id=dice.choice(shops))
        content = dice.choice(BREAKINGS)(dice, whole)
        answer = app.send(content)
        answers[answer.status_code] += 1
        assert answer.status_code in (201, 202, 400, 409), (answer.status_code, content[:300])
        assert said(answer)
        if content and answer.status_code != 400:
            assert _kept(content), content[:300]
    assert answers[201] > COUNT / 2


def _kept(content: bytes) -> bool:
    sha256 = digest(content)
    return RecordVersion.objects.filter(sha256=sha256).exists() or HeldSubmission.objects.filter(sha256=sha256).exists()
