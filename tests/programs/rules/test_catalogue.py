"""Every rule of the catalogue at its edges, and UNCONFIRMED wherever nobody has looked yet."""

import json
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.rules.catalogue import RULES, Chosen, Problem, check_all, problems
from programs.rules.eligibility import ApplicantFacts, Exclusion, OtherCase, TaxEvidence, Verdict

DAY = date(2026, 3, 2)
MET, UNMET, OPEN = Verdict.MET, Verdict.UNMET, Verdict.UNCONFIRMED
USUAL = (
    Chosen("size", {"classes": ["micro", "small"]}),
    Chosen("place"),
    Chosen("status"),
    Chosen("founded", {"founded_by": "2025-12-31"}),
    Chosen("tax"),
    Chosen("sanctions"),
    Chosen("one_case", {"programmes": ["vouchers"]}),
    Chosen("same_task"),
)


def verdict(code: str, values=None, **facts) -> Verdict:
    return check_all([Chosen(code, values or {})], ApplicantFacts("한밭상회", **facts), DAY)[0].verdict


def test_of_whom_nothing_is_known_nothing_is_held_against():
    findings = check_all(USUAL, ApplicantFacts("한밭상회"), DAY)
    assert [finding.verdict for finding in findings] == [OPEN] * len(RULES)


def test_size_place_and_status():
    assert verdict("size", {"classes": ["micro"]}, size_class="micro") is MET
    assert verdict("size", {"classes": ["micro"]}, size_class="small") is UNMET
    assert verdict("place", address="대전  유성구 대학로 99") is MET
    assert verdict("place", address="대전광역시 서구 둔산로 100") is MET
    assert verdict("place", address="대전리 1") is UNMET  # a village of another city that begins alike
    assert verdict("place", {"places": ["대전광역시 동구"]}, address="대전광역시 서구 둔산로 100") is UNMET
    assert verdict("status", business_status="active") is MET
    assert verdict("status", business_status="suspended") is UNMET
    assert verdict("status", {"suspended_too": True}, business_status="suspended") is MET
    assert verdict("status", {"suspended_too": True}, business_status="closed") is UNMET


def test_the_last_opening_date_itself_is_in():
    values = {"founded_by": "2025-12-31"}
    assert verdict("founded", values, founded_on=date(2025, 12, 31)) is MET
    assert verdict("founded", values, founded_on=date(2026, 1, 1)) is UNMET


def test_evidence_of_taxes_counts_up_to_its_last_day():
    def both(until: date, *, local_clear: bool = True) -> tuple[TaxEvidence, ...]:
        return TaxEvidence("national", True, until), TaxEvidence("local", local_clear, until)

    assert verdict("tax", taxes=both(DAY)) is MET
    assert verdict("tax", taxes=both(DAY - timedelta(1))) is OPEN
    assert verdict("tax", taxes=both(DAY, local_clear=False)) is UNMET
    assert verdict("tax", taxes=both(DAY - timedelta(1), local_clear=False)) is OPEN  # it may be paid by now
    assert verdict("tax", taxes=both(DAY)[:1]) is OPEN
    assert verdict("tax", {"kinds": ["national"]}, taxes=both(DAY)[:1]) is MET
    assert verdict("tax", {"kinds": ["national"]}, taxes=both(DAY, local_clear=False)) is MET


@given(st.integers(-3, 3), st.none() | st.integers(1, 4))
def test_an_exclusion_holds_from_its_first_day_up_to_its_end(start: int, length: int | None):
    since = DAY + timedelta(start)
    until = None if length is None else since + timedelta(length)
    days = range(start, 100 if length is None else start + length)  # the days on which it holds, counted from DAY
    assert verdict("sanctions", exclusions=(Exclusion("e", since, until),)) is (UNMET if 0 in days else MET)


@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(-400, 400))
def test_an_opening_date_is_judged_by_its_day_whatever_the_month_or_leap_year(last: date, distance: int):
    founded = last + timedelta(distance)
    expected = MET if distance <= 0 else UNMET
    assert verdict("founded", {"founded_by": last.isoformat()}, founded_on=founded) is expected


@given(
    st.dates(date(2024, 1, 1), date(2032, 12, 31)), st.integers(-2, 2), st.integers(-2, 2), st.booleans(), st.booleans()
)
def test_evidence_of_taxes_is_judged_by_what_is_valid_on_the_day(on, national, local, national_clear, local_clear):
    evidence = (
        TaxEvidence("national", national_clear, on + timedelta(national)),
        TaxEvidence("local", local_clear, on + timedelta(local)),
    )
    valid = [one for one in evidence if (one.valid_until - on).days >= 0]
    expected = UNMET if any(not one.clear for one in valid) else MET if len(valid) == 2 else OPEN
    assert check_all([Chosen("tax")], ApplicantFacts("한밭상회", taxes=evidence), on)[0].verdict is expected


@pytest.mark.parametrize(
    ("last", "founded", "expected"),
    [
        ("2024-02-29", date(2024, 2, 29), MET),
        ("2024-02-29", date(2024, 3, 1), UNMET),
        ("2025-12-31", date(2026, 1, 1), UNMET),
        ("2026-01-01", date(2025, 12, 31), MET),
    ],
)
def test_the_turn_of_a_month_or_year_is_no_edge_of_its_own(last: str, founded: date, expected: Verdict):
    assert verdict("founded", {"founded_by": last}, founded_on=founded) is expected


def test_running_cases_and_the_same_task():
    running, over = OtherCase("vouchers", "DV-1", True, False), OtherCase("vouchers", "DV-0", False, False)
    values = {"programmes": ["vouchers"]}
    assert verdict("one_case", values, cases=(running,)) is UNMET
    assert verdict("one_case", values, cases=(over, OtherCase("ai", "AI-1", True, False))) is MET
    assert verdict("same_task", cases=()) is MET
    assert verdict("same_task", cases=(OtherCase("ai", "AI-1", True, True),)) is UNMET
    assert verdict("same_task", cases=(OtherCase("ai", "AI-1", True),)) is OPEN


def test_a_call_is_told_what_is_wrong_with_its_rules():
    wrong = [
        Chosen("size"),
        Chosen("founded", {"founded_by": "2026-02-30"}),
        Chosen("tax", {"kinds": ["toll"]}),
        Chosen("status", {"suspended": True}),
        Chosen("luck"),
    ]
    assert problems(wrong) == [
        Problem("size", "classes"),
        Problem("founded", "founded_by"),
        Problem("tax", "kinds"),
        Problem("status", "suspended"),
        Problem("luck"),
    ]
    with pytest.raises(ValueError, match="cannot be checked"):
        check_all(wrong, ApplicantFacts(""), DAY)


def test_chosen_rules_survive_being_kept_as_json():
    kept = json.loads(json.dumps([asdict(chosen) for chosen in USUAL]))
    assert tuple(Chosen(**one) for one in kept) == USUAL
    assert problems(USUAL) == []


def test_every_explanation_can_be_filled_from_its_values():
    facts = ApplicantFacts("한밭상회", founded_on=date(2020, 1, 1), cases=(OtherCase("x", "X-1", True),))
    for finding in check_all(USUAL, facts, DAY):
        assert finding.label
        assert "%(" not in finding.explanation % finding.values
