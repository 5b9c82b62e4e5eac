"""What of a form, a scoring table and the rest may change once somebody has applied, line by line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from programs.rules.amendment import Standing, Why, law_of, refusals
from programs.rules.amendment_parts import changed_parts, is_part, parts_of
from programs.rules.catalogue import Chosen
from programs.rules.form import Choice, DocumentKind, FormSpec, Kind, Question, Section
from programs.rules.form_build import moved_question, put_question, without_question
from programs.rules.scoring import Anchor, Criterion
from programs.rules.terms import BonusRule, ChoosingTerms, Panel, TrackTerms

FORM = FormSpec(
    (
        Section(
            "plan",
            "계획",
            (
                Question("need", "필요성", Kind.LONG_TEXT, help="쓰는 법", max_length=1000),
                Question("area", "지역", Kind.CHOICE, choices=(Choice("a", "동구"), Choice("b", "서구"))),
                Question("agree", "동의", Kind.CONSENT, help="수집 항목: 성명"),
            ),
        ),
    )
)
DOCUMENTS = (DocumentKind("registration", "사업자등록증", "최근 것"), DocumentKind("offer", "견적서", required=False))
TABLE = (Criterion("use", "활용", 30, "쓰임", (Anchor(30, "뛰어남"),)), Criterion("need", "필요", 20))
CHOOSING = ChoosingTerms(
    tracks=(TrackTerms("ai", "AI", 10, 5), TrackTerms("buy", "구매", 10, 5)),
    bonuses=(BonusRule("crowd", "크라우드소싱", Decimal(1), help="증빙"),),
    eligibility=(Chosen("size", {"classes": ["micro"]}),),
    panel=Panel(reviewers=3, blind=True),
)
APPLIED = Standing(opened=True, applied=3)
MARKED = Standing(opened=True, applied=3, marked=True)
RANKED = Standing(opened=True, applied=3, marked=True, ranked=True)


def parts(
    form: FormSpec = FORM, documents: Any = DOCUMENTS, table: Any = TABLE, choosing: ChoosingTerms = CHOOSING
) -> dict[str, Any]:
    return parts_of(form, documents, table, choosing)


def refused(after: dict[str, Any], standing: Standing = APPLIED) -> dict[str, Why]:
    old, new = changed_parts(parts(), after)
    assert new, "something differs"
    assert refusals(old, new, Standing(opened=True)) == {}, "while nobody has applied everything may change"
    return refusals(old, new, standing)


def reworded(key: str, **changes: Any) -> FormSpec:
    question = FORM.question(key)
    assert question is not None
    return put_question(FORM, "plan", replace(question, **changes))


def test_the_same_terms_have_no_difference_and_every_part_has_a_law() -> None:
    assert changed_parts(parts(), parts()) == ({}, {})
    assert all(is_part(key) and law_of(key) for key in parts())
    assert not is_part("track:ai:places") and not is_part("marking:cut_off")


@pytest.mark.parametrize(
    "form",
    [
        reworded("need", help="자세히 쓰는 법"),
        reworded("need", label_en="Need", help_en="How to write it"),
        reworded("need", required=False),
        reworded("need", required=False, help="쓰지 않아도 됩니다."),
        moved_question(FORM, "area", -1),
        replace(FORM, sections=(replace(FORM.sections[0], help="안내"),)),
    ],
)
def test_what_explains_a_form_or_asks_for_less_may_change_after_the_first_application(form: FormSpec) -> None:
    assert refused(parts(form)) == {}


@pytest.mark.parametrize(
    ("form", "key"),
    [
        (reworded("need", label="필요성과 효과"), "question:need"),
        (reworded("need", max_length=2000), "question:need"),
        (reworded("area", choices=(Choice("a", "동구"),)), "question:area"),
        (reworded("agree", help="수집 항목: 성명, 연락처"), "question:agree"),
        (reworded("agree", required=False), "question:agree"),
        (without_question(FORM, "need"), "question:need"),
        (put_question(FORM, "plan", Question("new", "새 물음", required=False)), "question:new"),
        (replace(FORM, sections=(replace(FORM.sections[0], title="사업 계획"),)), "section:plan"),
    ],
)
def test_what_people_were_asked_stands_once_somebody_has_answered(form: FormSpec, key: str) -> None:
    assert refused(parts(form)) == {key: Why.ASKED}


def test_a_document_becomes_optional_but_no_new_one_is_asked_for_and_none_becomes_required() -> None:
    first, second = DOCUMENTS
    assert refused(parts(documents=(replace(first, required=False), second))) == {}
    assert refused(parts(documents=(first, replace(second, required=True)))) == {"document:offer": Why.ASKED}
    assert refused(parts(documents=(*DOCUMENTS, DocumentKind("tax", "납세증명")))) == {"document:tax": Why.ASKED}


def test_a_grade_may_be_described_where_none_stood_until_the_first_sheet() -> None:
    use, need = TABLE
    added = parts(table=(replace(use, anchors=(*use.anchors, Anchor(20, "보통"))), need))
    assert refused(added) == {}
    assert refused(added, MARKED) == {"criterion:use": Why.MARKED}
    for other in (
        replace(use, anchors=(Anchor(30, "훌륭함"),)),
        replace(use, anchors=(*use.anchors, Anchor(30, "또는 이렇게"))),
        replace(use, anchors=()),
        replace(use, points=40),
        replace(use, label="활용 계획"),
    ):
        assert refused(parts(table=(other, need))) == {"criterion:use": Why.JUDGED}
    assert refused(parts(table=(replace(use, help="쓰임을 설명"), need)), MARKED) == {}
    assert refused(parts(table=(use,))) == {"criterion:need": Why.JUDGED}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reviewers": 4}, None),
        ({"reviewers": 2}, Why.LESS_CAREFUL),
        ({"blind": False}, Why.LESS_CAREFUL),
        ({"conflict_years": 5}, None),
        ({"conflict_years": 1}, Why.LESS_CAREFUL),
        ({"limit": 10}, None),
    ],
)
def test_the_panel_may_become_more_careful_until_there_is_a_ranking(changes: dict[str, Any], why: Why | None) -> None:
    after = parts(choosing=replace(CHOOSING, panel=replace(CHOOSING.panel, **changes)))
    key = f"panel:{next(iter(changes))}"
    assert refused(after) == ({key: why} if why else {})
    assert refused(after, RANKED) == {key: Why.RANKED}


def test_how_people_are_judged_and_who_may_apply_stands_once_somebody_has_applied() -> None:
    marking = replace(CHOOSING.marking, needed=2)
    bonus = CHOOSING.bonuses[0]
    for changed, key in (
        (replace(CHOOSING, marking=marking), "marking:needed"),
        (replace(CHOOSING, eligibility=()), "rule:size"),
        (replace(CHOOSING, bonuses=()), "bonus:crowd"),
        (replace(CHOOSING, bonuses=(replace(bonus, points=Decimal(2)),)), "bonus:crowd"),
        (replace(CHOOSING, tracks=(replace(CHOOSING.tracks[0], partial=True), CHOOSING.tracks[1])), "quotas:ai"),
    ):
        assert refused(parts(choosing=changed)) == {key: Why.JUDGED}
    assert refused(parts(choosing=replace(CHOOSING, bonuses=(replace(bonus, help="무엇으로 증명하는지"),)))) == {}


def test_an_order_in_which_only_something_came_or_went_is_no_change_of_its_own() -> None:
    old, new = changed_parts(parts(), parts(put_question(FORM, "plan", Question("new", "새 물음"))))
    assert set(new) == {"question:new"} and old["question:new"] is None
    assert set(changed_parts(parts(), parts(moved_question(FORM, "area", 1)))[1]) == {"order"}
