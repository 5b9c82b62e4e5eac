"""The form of a call marks the questions without which nothing can be handed in, as the check before it names them."""

import re

import pytest
from django.urls import reverse

from programs.forms.answers import AnswersForm
from programs.models import Application
from programs.rules.form import Condition, FormSpec, Kind, Question, Section, check_form
from tests.programs import factories as make
from tests.programs.test_pages import signed_in

FORM = FormSpec(
    (
        Section(
            "all",
            "전부",
            (
                Question("name", "이름"),
                Question("note", "비고", required=False),
                Question("model", "모델", condition=Condition("name", ("ai",))),
                Question("aside", "덧붙임", required=False, condition=Condition("name", ("ai",))),
                Question("agreed", "동의", Kind.CONSENT),
                Question("news", "소식", Kind.CONSENT, required=False),
            ),
        ),
    )
)
HIDDEN = re.compile(r'<span class="field-required" hidden>([^<]+)</span>')
SHOWN = re.compile(r'<span class="field-required">([^<]+)</span>')


def marked(page: str, mark: re.Pattern[str]) -> set[str]:
    """The questions of a page that carry this mark."""
    fields = re.split(r'data-field="', page)[1:]
    return {one.partition('"')[0] for one in fields if mark.search(one)}


def written(answers: dict[str, str]) -> str:
    form = AnswersForm(FORM, answers)
    return "".join(str(form[question.key].as_field_group()) for _section, question in FORM.questions())


@pytest.mark.parametrize("answers", [{}, {"name": "ai"}])
def test_what_the_check_misses_in_an_empty_form_is_marked(answers: dict[str, str]) -> None:
    missed = {gap.field for gap in check_form(FORM, answers)} | set(answers)
    assert marked(written(answers), SHOWN) == missed
    assert {"note", "news", "aside"}.isdisjoint(missed)


def test_the_mark_of_a_question_that_is_not_asked_yet_waits_hidden() -> None:
    assert marked(written({}), HIDDEN) == {"model"}
    assert marked(written({"name": "ai"}), HIDDEN) == set()


def test_the_mark_is_part_of_the_label_and_no_field_is_refused_when_a_draft_is_saved() -> None:
    form = AnswersForm(FORM, {})
    assert re.search(
        r"<label[^>]*>이름 <span class=\"field-required\">필수</span></label>", form["name"].as_field_group()
    )
    assert not any(field.required for field in form.fields.values())
    assert "동의 (" not in form["agreed"].as_field_group()  # said once
    assert "비고 (선택)" in form["note"].as_field_group()


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "word"), [("ko", "필수"), ("en", "Required")])
def test_an_applicant_sees_what_has_to_be_answered(language: str, word: str) -> None:
    call = make.open_call()
    draft = make.draft(call)
    Application.objects.filter(pk=draft.pk).update(answers={})
    client = signed_in(draft.user)
    client.cookies["django_language"] = language
    page = client.get(reverse("programs:edit", args=[draft.public_id])).content.decode()
    assert marked(page, SHOWN) == {gap.field for gap in check_form(call.terms.form_spec, {})}
    assert set(SHOWN.findall(page)) == {word}
