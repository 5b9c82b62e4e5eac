"""How an entry went is measured for the work on the questionnaire: shown with the record, and never in its way."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from survey.actions.record import Typed, save_draft
from survey.models import CensusRecord
from survey.rules.paradata import course_of, measured
from tests.factories import person
from tests.survey.factories import content_of, hand_in, make_census

SALES, RENT = "/data/finances/sales", "/data/premises/monthly_rent"
WINDOW = {
    "questions": {SALES: {"ms": 65_400, "edits": 5}, RENT: {"ms": 2_000, "edits": 3}},
    "keys": 1_176,
    "clicks": 2,
    "modes": {"paper": 50_000, "phone": 17_400},
}


def test_windows_are_added_up_and_the_longest_questions_come_first() -> None:
    course = course_of({"one": WINDOW, "two": {"questions": {RENT: {"ms": 90_000, "edits": 1}}, "keys": 4}})
    assert course is not None
    assert (course.seconds, course.keys, course.clicks) == (157, 1_180, 2)
    assert course.ways == ("paper", "phone")
    assert course.longest == ((RENT, 92), (SALES, 65))
    assert {one.address: (one.seconds, one.edits) for one in course.questions} == {SALES: (65, 5), RENT: (92, 4)}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"w": 3},
        {"w": {"questions": [1], "keys": "many", "modes": 7}},
        {"w": {"questions": {"a": {"ms": float("nan"), "edits": float("inf")}, "b": {"ms": -5}, "c": {"ms": 10**30}}}},
        {"\x00\ud800": {"questions": {"\x00": {"ms": 0}}}},
        {str(number): {"questions": {}} for number in range(5_000)},
    ],
)
def test_what_is_no_measurement_counts_nothing_and_is_fit_to_be_kept(given: dict[str, Any]) -> None:
    kept = measured(given)
    assert course_of(kept) is None
    text = json.dumps(kept, allow_nan=False)
    assert "\\u0000" not in text and "\\ud800" not in text
    assert len(kept) <= 200
    assert measured(kept) == kept


@pytest.mark.django_db
def test_the_supervisor_sees_with_a_record_how_its_entry_went() -> None:
    census = make_census()
    business = census.business("성심빵집")
    save_draft(
        person(census.intern), census.wave.pk, business.pk, Typed(content_of(census.wave), paradata={"w": WINDOW})
    )
    record = hand_in(census)
    client = Client()
    client.force_login(census.manager)
    page = client.get(reverse("survey:record", args=["2026A", record.pk])).content.decode()
    for told in ("질문에 머문 시간", "1분 7초", "종이, 전화", "1,176 · 2", "지난해 매출: 1분 5초 · 월세: 2초"):
        assert told in page
    by_question = re.sub(r"<[^>]*>|\s+", " ", page[page.index("질문별") :])
    assert re.search(r"월세.*2초.*3번.*지난해 매출.*1분 5초.*5번", by_question)


BROKEN: dict[str, dict[str, Any]] = {
    "no number that is": {"paradata": {"w": {"keys": float("nan"), "questions": {"a": {"ms": float("inf")}}}}},
    "zero characters": {"reasons": {"\x00": "왜\x00냐하면"}, "paradata": {"\x00": {"modes": {"\x00": 1}}}},
    "half a letter": {"reasons": {SALES: "\ud800"}, "changed": {"\ud800": ""}},
    "half a letter in the form": {"content": "<data>\ud800</data>"},
    "an endless revision": {"revision": float("inf")},
    "a revision before the first": {"revision": -(10**30)},
    "a list for a map": {"reasons": [1, 2], "paradata": "x"},
    "deep": {"paradata": json.loads('{"a":' * 500 + "1" + "}" * 500)},
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("verb", ["save", "submit"])
def test_whatever_a_page_sends_has_an_answer_and_costs_nothing_that_was_kept(name: str, verb: str) -> None:
    census = make_census()
    business = census.business("성심빵집")
    save_draft(person(census.intern), census.wave.pk, business.pk, Typed(content_of(census.wave, memo="먼저(가상)")))
    sent = {"content": content_of(census.wave, memo="먼저(가상)"), "revision": 1, "changed": {}, **BROKEN[name]}
    client = Client()
    client.force_login(census.intern)
    address = reverse(f"survey:entry_{verb}", args=["2026A", business.pk])
    answer = client.post(address, json.dumps(sent), content_type="application/json")
    assert answer.status_code in (200, 400, 409, 422)
    assert answer.json()
    assert "<memo>먼저(가상)</memo>" in CensusRecord.objects.get().content
