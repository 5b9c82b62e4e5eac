"""A manager makes the form of a call: sections, questions, conditions, limits, documents; every problem is said."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Role
from programs import actions
from programs.models import Call
from programs.rules.bonus import without_bonuses
from programs.rules.catalogue import Chosen
from programs.rules.form import FormSpec, Kind
from tests.factories import make_user
from tests.programs import factories as make
from tests.programs.test_builder import posted

pytestmark = pytest.mark.django_db


class Editor:
    """A manager at the form of a draft."""

    def __init__(self) -> None:
        manager = make.manager()
        self.call = make.draft_call(manager)
        self.client = Client()
        self.client.force_login(manager)

    def url(self, name: str, *key: str) -> str:
        return reverse(f"programs:{name}", args=[self.call.pk, *key])

    def page(self, name: str, *key: str) -> dict[str, Any]:
        form = self.client.get(self.url(name, *key)).context["form"]
        more = posted(form.choices) if getattr(form, "choices", None) is not None else {}
        return posted(form) | more

    def save(self, name: str, *key: str, **typed: Any) -> Any:
        return self.client.post(self.url(name, *key), {**self.page(name, *key), **typed})

    def arrange(self, verb: str, part: str, key: str) -> str:
        sent = {"verb": verb, "part": part, "key": key}
        return str(self.client.post(self.url("arrange_form"), sent, follow=True).content.decode())

    @property
    def terms(self) -> Any:
        return Call.objects.get(pk=self.call.pk).terms

    @property
    def form(self) -> FormSpec:
        return without_bonuses(self.terms.kept_form)

    def added(self) -> str:
        """The key of the latest question of the first section."""
        return self.form.sections[0].questions[-1].key


CHOICES = {
    "choices-TOTAL_FORMS": 2, "choices-INITIAL_FORMS": 0,
    "choices-0-label": "예", "choices-0-label_en": "yes", "choices-1-label": "아니요", "choices-1-label_en": "no",
}  # fmt: skip


def test_a_question_with_choices_and_one_that_hangs_on_it() -> None:
    editor = Editor()
    answer = editor.save("new_question", label="직원이 있습니까?", label_en="Any staff?", kind="choice", **CHOICES)
    assert answer.status_code == 302, answer.context["form"].errors
    staff = editor.added()
    answer = editor.save(
        "new_question", label="직원 수", kind="number", minimum=1, maximum=300, unit="명", when=[f"{staff}:c1"]
    )
    assert answer.status_code == 302, answer.context["form"].errors
    question = editor.form.question(editor.added())
    assert question and (question.kind, question.minimum, question.maximum) == (Kind.NUMBER, 1, 300)
    assert question.condition and not question.asked({staff: "c2"}) and question.asked({staff: "c1"})
    with override("en"):
        asked = editor.terms.form_spec.question(staff)
        assert (asked.label, asked.choices[0].label) == ("Any staff?", "yes")
    page = editor.client.get(editor.url("build_form")).content.decode()
    assert "직원이 있습니까?: 예" in page


def test_what_hangs_on_a_question_keeps_it_where_it_is() -> None:
    editor = Editor()
    editor.save("new_question", label="직원이 있습니까?", kind="choice", **CHOICES)
    staff = editor.added()
    editor.save("new_question", label="직원 수", kind="number", when=[f"{staff}:c1"])
    number = editor.added()
    assert "직원 수" in editor.arrange("remove", "question", staff)
    assert editor.form.question(staff), "refused with the reason"
    assert "뒤에 나오는 질문" in editor.arrange("up", "question", number)
    gone = editor.save("form_question", staff, **{"choices-0-label": ""})
    assert gone.status_code == 422 and "없어진 선택지" in gone.content.decode()
    editor.arrange("remove", "question", number)
    editor.arrange("remove", "question", staff)
    assert editor.form.question(staff) is None


def test_limits_that_cannot_be_kept_are_said_at_their_place() -> None:
    editor = Editor()
    for typed, field in (
        ({"kind": "number", "minimum": 10, "maximum": 5}, "maximum"),
        ({"kind": "long_text", "min_length": 500, "max_length": 100}, "max_length"),
        ({"kind": "choice"}, "kind"),
        ({"label": ""}, "label"),
    ):
        answer = editor.save("new_question", **{"label": "새 질문", **typed})
        assert answer.status_code == 422
        assert field in answer.context["form"].errors, typed
    assert editor.terms.version == 1


def test_what_the_programme_reads_is_reworded_but_not_taken_away() -> None:
    editor = Editor()
    assert editor.save("form_question", "cost", label="총사업비(부가세 제외)").status_code == 302
    question = editor.form.question("cost")
    assert question and (question.label, question.kind) == ("총사업비(부가세 제외)", Kind.MONEY)
    assert "프로그램이" in editor.arrange("remove", "question", "cost")
    assert editor.form.question("cost")
    assert editor.save("form_question", "cost", kind="text").status_code == 302
    question = editor.form.question("cost")
    assert question and question.kind is Kind.MONEY, "the kind of such a question is not asked"


def test_a_text_that_was_not_changed_stays_translated() -> None:
    editor = Editor()
    before = editor.form.question("need")
    assert editor.save("form_question", "need", max_words=300).status_code == 302
    after = editor.form.question("need")
    assert before and after and (after.label, after.help, after.label_en) == (before.label, before.help, "")
    assert after.max_words == 300


def test_sections_come_move_and_go() -> None:
    editor = Editor()
    assert editor.save("new_section", label="매장 현황", label_en="The shop", help="사실대로").status_code == 302
    key = editor.form.sections[-1].key
    assert "질문이 아직 없습니다" in editor.client.get(editor.url("build_form")).content.decode()
    editor.arrange("up", "section", key)
    assert editor.form.sections[-2].key == key
    answer = editor.save("new_question", label="면적", kind="number", section=key)
    assert answer.status_code == 302
    assert [one.label for one in editor.form.sections[-2].questions] == ["면적"]
    editor.arrange("remove", "section", key)
    assert all(one.key != key for one in editor.form.sections)
    before = editor.form
    editor.arrange("remove", "section", "project")
    assert editor.form == before, "the programme reckons with questions in it"


def test_a_question_moves_over_the_edge_of_its_section() -> None:
    editor = Editor()
    first = editor.form.sections[1].questions[0].key
    editor.arrange("up", "question", first)
    assert editor.form.sections[0].questions[-1].key == first
    editor.arrange("down", "question", first)
    assert editor.form.sections[1].questions[0].key == first


def test_documents_are_added_changed_ordered_and_taken_away() -> None:
    editor = Editor()
    assert editor.save("new_document", label="임대차계약서", label_en="Lease").status_code == 302
    code = editor.terms.kept_documents[-1].code
    editor.arrange("up", "document", code)
    assert editor.terms.kept_documents[-2].code == code
    editor.save("form_document", code, help="최근 1년")
    assert editor.terms.kept_documents[-2].help == "최근 1년"
    editor.arrange("remove", "document", code)
    assert code not in {one.code for one in editor.terms.kept_documents}


def test_the_standard_form_can_be_taken_back_and_applicants_answer_what_was_built() -> None:
    editor = Editor()
    standard = editor.form
    editor.save("new_question", label="매장 면적", kind="number", minimum=1)
    editor.arrange("standard", "", "")
    assert editor.form == standard
    editor.save("new_question", label="매장 면적", kind="number", minimum=1)
    key = editor.added()
    actions.propose_call(make.SYSTEM, editor.call.pk)
    call = actions.publish_call(make.SYSTEM, editor.call.pk)
    assert editor.save("form_question", key, label="늦은 변경").status_code == 422
    application = make.submitted(call, **{key: "33"})
    assert application.submissions.get().answers[key] == 33


def test_two_managers_do_not_undo_each_others_questions() -> None:
    editor = Editor()
    seen = {"version": editor.call.terms_version}
    assert editor.save("new_question", label="첫 번째", **seen).status_code == 302
    late = editor.save("new_question", label="두 번째", **seen)
    assert late.status_code == 422 and "다른 담당자" in late.content.decode()


def test_who_may_apply_is_chosen_from_the_catalogue() -> None:
    editor = Editor()
    sent = editor.page("build_call", "eligibility")
    assert sent["size"] == "on" and sent["place_places"].startswith("대전광역시"), (
        "starts from what the call said so far"
    )
    for rule in ("same_task", "sanctions"):
        sent.pop(rule, None)
    sent |= {"size_classes": ["micro", "small"], "place_places": "대전광역시 유성구\n대전광역시 서구", "founded": "on",
             "founded_founded_by": "2024-12-31"}  # fmt: skip
    answer = editor.client.post(editor.url("build_call", "eligibility"), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    rules = {one.code: one for one in editor.terms.choosing_terms.eligibility}
    assert set(rules) == {"size", "place", "status", "founded", "tax", "one_case"}
    assert rules["place"] == Chosen("place", {"places": ["대전광역시 유성구", "대전광역시 서구"]})
    assert rules["founded"].values == {"founded_by": "2024-12-31"}
    page = editor.client.get(reverse("programs:call", args=[editor.call.pk])).content.decode()
    assert "대전광역시 유성구, 대전광역시 서구" in page
    edit = editor.client.get(reverse("programs:edit_call", args=[editor.call.pk])).content.decode()
    assert "settings-city_only" not in edit, "said once"


def test_a_rule_that_is_on_needs_its_values_and_one_rule_is_needed() -> None:
    editor = Editor()
    sent = editor.page("build_call", "eligibility") | {"founded": "on"}
    answer = editor.client.post(editor.url("build_call", "eligibility"), sent)
    assert answer.status_code == 422 and "founded_founded_by" in answer.context["form"].errors
    assert editor.client.post(editor.url("build_call", "eligibility"), {}).status_code == 422


def test_only_the_calls_managers_edit_its_form() -> None:
    editor = Editor()
    stranger = Client()
    stranger.force_login(make_user(Role.MANAGER))
    assert stranger.get(editor.url("build_form")).status_code == 404
    assert stranger.post(editor.url("arrange_form"), {"verb": "standard"}).status_code == 404
