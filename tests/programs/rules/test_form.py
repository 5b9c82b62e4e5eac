"""Forms as plain data."""

import json
from dataclasses import asdict

import pytest

from programs.rules.eligibility import age_on
from programs.rules.form import Choice, GapCode, Kind, Question, check_answer, form_from_json, parse_answer
from vouchers.application_form import form
from vouchers.settings import DEFAULT


def test_a_form_survives_being_kept_as_json() -> None:
    spec = form(DEFAULT)
    assert form_from_json(json.loads(json.dumps(asdict(spec)))) == spec


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("8,000,000", 8_000_000),
        (" 1 200 ", "1 200"),
        ("5000원", 5000),
        ("", None),
        ("많이", "많이"),
        ("٣", "٣"),
        ("9" * 20, "9" * 20),
    ],
)
def test_what_cannot_be_read_as_a_number_is_kept_as_typed(typed: str, kept: object) -> None:
    assert parse_answer(Question("cost", "cost", Kind.MONEY), typed) == kept


@pytest.mark.parametrize(
    ("question", "answer", "gap"),
    [
        (Question("a", "a", max_length=3), "가나다", None),
        (Question("a", "a", max_length=3), "가나다라", GapCode.TOO_LONG),
        (Question("a", "a", min_length=2), "가", GapCode.TOO_SHORT),
        (Question("a", "a"), "  ", GapCode.MISSING),
        (Question("a", "a", required=False), "", None),
        (Question("a", "a", Kind.NUMBER, minimum=1, maximum=3), 3, None),
        (Question("a", "a", Kind.NUMBER, minimum=1, maximum=3), 4, GapCode.TOO_LARGE),
        (Question("a", "a", Kind.NUMBER, minimum=1), 0, GapCode.TOO_SMALL),
        (Question("a", "a", Kind.NUMBER), True, GapCode.NOT_A_NUMBER),
        (Question("a", "a", Kind.DATE), "2026-02-29", GapCode.NOT_A_DATE),
        (Question("a", "a", Kind.CONSENT), False, GapCode.NOT_AGREED),
        (Question("a", "a", Kind.CONSENT, required=False), False, None),
        (Question("a", "a", Kind.CHOICE, choices=(Choice("x", "x"),)), "y", GapCode.UNKNOWN_CHOICE),
        (Question("a", "a", Kind.CHOICES, choices=(Choice("x", "x"),)), ["x"], None),
        (Question("a", "a", Kind.EMAIL), "a@b", GapCode.NOT_A_MAIL_ADDRESS),
        (Question("a", "a", Kind.PHONE), "010-0000-1234", None),
        (Question("a", "a", Kind.PHONE), "010-0000", GapCode.NOT_A_PHONE_NUMBER),
        (Question("a", "a", Kind.PHONE), "0000-0000", None),
    ],
)  # fmt: skip
def test_each_limit_at_its_edge(question: Question, answer: object, gap: GapCode | None) -> None:
    found = check_answer(question, answer)
    assert (found[0] if found else None) == gap


def test_completed_years_count_from_the_birthday_itself() -> None:
    from datetime import date

    assert age_on(date(1990, 5, 2), date(2026, 5, 1)) == 35
    assert age_on(date(1990, 5, 2), date(2026, 5, 2)) == 36
    assert age_on(date(2000, 2, 29), date(2026, 2, 28)) == 25
    assert age_on(date(2000, 2, 29), date(2026, 3, 1)) == 26
