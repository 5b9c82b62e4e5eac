"""Form, scoring table, eligibility, bonus points and documents of a published call are amended in the pages that built
them: prepared by a manager, put in force by a second person, refused where it would be unfair."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from kernel.errors import ChangedMeanwhile, NotPermitted, TransitionRefused
from notices.models import Notice
from programs import actions
from programs.actions.call import TermsText
from programs.amendment_pages import change_log
from programs.errors import Incomplete
from programs.errors_amendment import AmendmentWaits, LeavesGap, NotAmendable, NotComposing
from programs.errors_building import PartNeeded, StepChanged
from programs.models import Call, CallAmendment, CallTerms, Submission
from programs.queries.amendments import mark_of
from programs.rules.amendment import Why
from programs.rules.form import DocumentKind, Question
from programs.rules.form_build import put_question, without_question
from programs.rules.scoring import Anchor
from tests.factories import person
from tests.programs import choosing
from tests.programs import factories as make
from tests.programs.test_builder import posted
from tests.programs.test_pages import signed_in

pytestmark = pytest.mark.django_db
WHY = "공고문과 신청서를 맞춥니다."
NEW = Question("q-new", "데이터 보유 현황", help="가진 자료를 적습니다.")


class Desk:
    """A manager who composes an amendment of a published call, and an approver."""

    def __init__(self) -> None:
        self.manager = make.manager()
        self.call = choosing.open_call(self.manager)
        self.approver = make.approver_of(self.call)
        self.actor = person(self.manager)
        self.client = signed_in(self.manager)

    def compose(self) -> CallAmendment:
        return actions.compose_amendment(self.actor, self.call.pk)

    def propose(self, **values: Any) -> CallAmendment:
        return actions.propose_amendment(self.actor, self.call.pk, values, WHY)

    def approve(self, amendment: CallAmendment) -> Call:
        actions.approve_amendment(person(self.approver), amendment.pk)
        return self.now

    def url(self, name: str, *more: Any) -> str:
        return reverse(f"programs:{name}", args=[self.call.pk, *more])

    @property
    def now(self) -> Call:
        return Call.objects.get(pk=self.call.pk)

    @property
    def public(self) -> str:
        return Client().get(self.url("call")).content.decode()


def test_everything_can_change_while_nobody_has_applied_and_nothing_does_before_it_is_in_force() -> None:
    desk = Desk()
    form, kinds, standing = desk.call.terms.own_form, desk.call.terms.own_documents, desk.call.terms
    desk.compose()
    actions.change_form(desk.actor, desk.call.pk, put_question(form, form.sections[0].key, NEW))
    actions.change_documents(desk.actor, desk.call.pk, (*kinds, DocumentKind("d-new", "데이터 목록")))
    table = desk.call.terms.scoring
    taller = tuple(replace(one, anchors=(Anchor(one.points, "아주 뛰어납니다."),)) for one in table)
    actions.change_terms(desk.actor, desk.call.pk, TermsText(criteria=taller))
    bare = replace(standing.choosing_terms, bonuses=(), eligibility=standing.choosing_terms.eligibility[:2])
    actions.change_terms(desk.actor, desk.call.pk, TermsText(choosing=bare))
    assert desk.now.terms.pk == standing.pk and NEW.label not in desk.public
    draft = make.draft(desk.call)
    assert NEW.label not in signed_in(draft.user).get(reverse("programs:edit", args=[draft.public_id])).content.decode()

    amendment = desk.propose(title="새 제목")
    assert desk.now.terms.pk == standing.pk and NEW.label not in desk.public
    call = desk.approve(amendment)
    assert call.terms.own_form.question("q-new") == NEW and call.title == "새 제목"
    assert "d-new" in {one.code for one in call.terms.own_documents}
    assert call.terms.scoring[0].anchors and not call.terms.choosing_terms.bonuses
    log = desk.public.split('id="changes"')[1]
    for words in (NEW.label, "데이터 목록", "아주 뛰어납니다.", choosing.YOUNG.label, WHY, "<ins>새 제목</ins>"):
        assert words in log, words
    assert str(desk.manager) not in log
    told = Notice.objects.get(recipient=draft.user, code="call_amended").body
    assert NEW.label in told and WHY in told
    with pytest.raises(Incomplete):  # the new question has no answer yet
        actions.submit_application(person(draft.user), draft.pk)
    page = signed_in(draft.user).get(reverse("programs:edit", args=[draft.public_id])).content.decode()
    assert NEW.label in page and choosing.YOUNG.label not in page


def test_once_somebody_has_applied_a_help_text_changes_and_a_question_does_not() -> None:
    desk = Desk()
    case = make.submitted(desk.call)
    form = desk.call.terms.own_form
    need = form.question("need")
    assert need is not None
    section = next(one.key for one in form.sections if need in one.questions)
    desk.compose()
    actions.change_form(desk.actor, desk.call.pk, put_question(form, section, replace(need, max_length=500)))
    with pytest.raises(NotAmendable) as refused:
        desk.propose()
    assert refused.value.refused == {"question:need": Why.ASKED}
    page = desk.client.get(desk.url("amend_call")).content.decode()
    assert "누구에게나 같은 것을 묻습니다" in page
    helped = replace(need, help="지역과 업종을 들어 적어 주세요.")
    actions.change_form(desk.actor, desk.call.pk, put_question(form, section, helped))
    call = desk.approve(desk.propose())
    assert call.terms.own_form.question("need") == helped
    assert Submission.objects.get(application=case).terms.own_form.question("need") == need
    assert "지역과 업종을 들어 적어 주세요." in desk.public.split('id="changes"')[1]


def test_an_application_between_proposal_and_approval_is_protected_from_a_new_form() -> None:
    desk = Desk()
    desk.compose()
    form = desk.call.terms.own_form
    actions.change_form(desk.actor, desk.call.pk, put_question(form, form.sections[0].key, NEW))
    amendment = desk.propose()
    make.submitted(desk.call)
    with pytest.raises(NotAmendable):
        desk.approve(amendment)
    assert desk.now.terms.own_form.question("q-new") is None


def test_what_a_programme_needs_stays_and_what_would_not_hold_together_is_not_proposed() -> None:
    desk = Desk()
    desk.compose()
    with pytest.raises(PartNeeded):
        actions.change_form(desk.actor, desk.call.pk, without_question(desk.call.terms.own_form, "track"))
    marking = replace(desk.call.terms.choosing_terms.marking, needed=5)
    actions.change_terms(
        desk.actor, desk.call.pk, TermsText(choosing=replace(desk.call.terms.choosing_terms, marking=marking))
    )
    with pytest.raises(LeavesGap):
        desk.propose()


def test_two_managers_do_not_overwrite_each_other_and_versions_are_never_used_twice() -> None:
    desk = Desk()
    form = desk.call.terms.own_form
    with pytest.raises(NotComposing):
        actions.change_form(desk.actor, desk.call.pk, form, seen=desk.call.terms_version)
    desk.compose()
    seen, mark = desk.call.terms_version, mark_of(desk.call)
    more = put_question(form, form.sections[0].key, NEW)
    actions.change_form(desk.actor, desk.call.pk, more, seen=seen)
    with pytest.raises(StepChanged):
        actions.change_form(desk.actor, desk.call.pk, form, seen=seen)
    with pytest.raises(ChangedMeanwhile):  # the page showed less than what would be proposed
        actions.propose_amendment(desk.actor, desk.call.pk, {}, WHY, seen=mark)
    given_up = CallAmendment.objects.get()
    with pytest.raises(NotPermitted):
        actions.discard_amendment(person(make.manager()), given_up.pk)
    actions.discard_amendment(desk.actor, given_up.pk)
    with pytest.raises(TransitionRefused):
        actions.discard_amendment(desk.actor, given_up.pk)
    assert desk.now.terms.pk == desk.call.terms.pk
    desk.compose()
    actions.change_form(desk.actor, desk.call.pk, more)
    amendment = desk.propose()
    with pytest.raises(AmendmentWaits):
        desk.compose()
    call = desk.approve(amendment)
    versions = list(CallTerms.objects.filter(call=call).values_list("version", flat=True))
    assert len(set(versions)) == len(versions) and call.terms_version == max(versions)


def test_the_pages_that_build_a_call_compose_its_amendment() -> None:
    desk = Desk()
    step = desk.url("build_call", "panel")
    page = desk.client.get(step)
    assert not page.context["editable"] and desk.url("amend_call") in page.content.decode()
    assert desk.client.post(desk.url("compose_amendment"), {"step": "panel"}).headers["Location"] == step
    sent = posted(desk.client.get(step).context["form"]) | {"reviewers": "3", "version": str(desk.call.terms_version)}
    assert desk.client.post(step, sent).headers["Location"] == desk.url("amend_call")
    table = desk.client.get(desk.url("edit_call"))
    assert "title" not in table.context["forms"].call.fields
    values = posted(table.context["forms"].criteria) | posted(table.context["forms"].settings)
    values |= {"criteria-0-anchors": "20: 수치로 보입니다."}
    assert desk.client.post(desk.url("edit_call"), values).status_code == 302
    question = {"label": "물음", "section": desk.call.terms.own_form.sections[0].key, "kind": "text"}
    form = desk.client.get(desk.url("new_question")).context["form"]
    blank = posted(form) | posted(form.choices)
    assert desk.client.post(desk.url("new_question"), blank | question).status_code == 302
    page = desk.client.get(desk.url("amend_call")).content.decode()
    for words in ("수치로 보입니다.", "물음", "<ins>3</ins>"):
        assert words in page, words
    preview = desk.client.get(desk.url("preview_call")).content.decode()
    assert "물음" in preview and "아직 시행하지 않은 변경공고를 반영한 모습입니다." in preview
    amend = desk.client.get(desk.url("amend_call")).context["form"]
    assert desk.client.post(desk.url("amend_call"), posted(amend) | {"reason": WHY}).status_code == 302
    second = signed_in(desk.approver).get(desk.url("amendment")).content.decode()
    assert "수치로 보입니다." in second and "물음" in second
    assert desk.now.terms.choosing_terms.panel.reviewers == 2
    call = desk.approve(CallAmendment.objects.get(state="proposed"))
    assert call.terms.choosing_terms.panel.reviewers == 3
    with override("en"):
        rows = change_log(call)[0]["rows"]
    assert "Reviewers for each application" in [str(row["label"]) for row in rows]


def test_what_is_given_up_leaves_the_call_as_it_was() -> None:
    desk = Desk()
    desk.client.post(desk.url("compose_amendment"), {"step": "bonus"})
    assert desk.client.post(desk.url("compose_amendment"), {"discard": "1"}).headers["Location"] == desk.url(
        "amend_call"
    )
    assert CallAmendment.objects.get().state == "discarded"
    assert signed_in(desk.approver).get(desk.url("amendment")).status_code == 404, "it was never proposed"
