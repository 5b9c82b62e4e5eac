"""What goes wrong, and that it costs nobody any typed work."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from files.errors import ContentMismatch, TooLarge
from kernel import clock
from programs import actions
from programs.errors import CallClosed, Incomplete, NotEditable, NotEligible, NotOpenYet, WindowStillOpen
from programs.errors_building import WindowOnlyLonger
from programs.errors_choosing import (
    DecisionReasonNeeded,
    NotConfirmed,
    OverBudget,
    ReviewConflict,
    ScoresMissing,
    Undecided,
)
from programs.errors_screening import ChecklistOpen, ScreeningReasonNeeded
from programs.models import Application, Call
from tests.factories import make_organisation, make_user, person
from tests.programs import factories as make
from tests.programs.test_pages import signed_in

pytestmark = pytest.mark.django_db


def test_a_call_that_closed_a_second_ago_keeps_the_draft_and_says_so() -> None:
    draft = make.draft(make.open_call())
    make.past(draft.call)
    client = signed_in(draft.user)
    answer = client.post(reverse("programs:submit", args=[draft.public_id]))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "마감되어" in page
    assert "동네 빵집의 하루 수요 예측" in page
    draft.refresh_from_db()
    assert (draft.state, draft.receipt_number) == ("draft", "")


def test_autosave_after_the_closing_moment_is_refused_with_words_for_the_page() -> None:
    draft = make.draft(make.open_call())
    make.past(draft.call)
    url = reverse("programs:save", args=[draft.public_id])
    body = json.dumps({"fields": {"need": "늦은 글"}, "revisions": draft.revisions})
    answer = signed_in(draft.user).post(url, body, "application/json", headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "CallClosed"


def test_a_whole_form_sent_too_late_comes_back_with_what_was_typed() -> None:
    draft = make.draft(make.open_call())
    make.past(draft.call)
    url = reverse("programs:edit", args=[draft.public_id])
    answer = signed_in(draft.user).post(
        url, {"need": "마감 뒤에 보낸 글입니다.", "revisions": json.dumps(draft.revisions)}
    )
    assert answer.status_code == 409
    assert "마감 뒤에 보낸 글입니다." in answer.content.decode()


def test_a_form_that_a_colleague_changed_meanwhile_shows_both_versions() -> None:
    draft = make.draft(make.open_call())
    actions.save_answers(person(draft.user), draft.pk, {"need": "동료가 먼저 저장한 글"}, draft.revisions)
    url = reverse("programs:edit", args=[draft.public_id])
    answer = signed_in(draft.user).post(url, {"need": "내가 쓴 글", "revisions": json.dumps(draft.revisions)})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "내가 쓴 글" in page
    assert "동료가 먼저 저장한 글" in page


def test_a_session_that_ran_out_while_typing_is_told_to_the_script() -> None:
    draft = make.draft(make.open_call())
    url = reverse("programs:save", args=[draft.public_id])
    answer = Client().post(url, "{}", "application/json", headers={"accept": "application/json"})
    assert answer.status_code in {302, 401, 403}  # autosave.js keeps the text on the device for each of them
    draft.refresh_from_db()
    assert draft.answers["need"]


@pytest.mark.parametrize("name", ["application", "edit", "submit", "receipt"])
def test_a_guessed_address_tells_nothing(name: str) -> None:
    theirs = make.submitted(make.open_call())
    client = signed_in(make_user())
    assert client.get(reverse(f"programs:{name}", args=[theirs.public_id])).status_code == 404


def test_an_oversize_or_disguised_file_is_refused_and_the_draft_stays() -> None:
    draft = make.draft(make.open_call())
    actor = person(draft.user)
    huge = SimpleUploadedFile("큰파일.pdf", b"%PDF-1.4\n" + b"0" * (20 * 1024 * 1024 + 1))
    with pytest.raises(TooLarge):
        actions.attach_file(actor, draft.pk, "other", huge)
    with pytest.raises(ContentMismatch):
        actions.attach_file(actor, draft.pk, "other", SimpleUploadedFile("계획.pdf", b"MZ\x90\x00 not a pdf at all"))
    client = signed_in(draft.user)
    upload = SimpleUploadedFile("계획.pdf", b"MZ\x90\x00 not a pdf at all")
    url = reverse("programs:attach", args=[draft.public_id])
    answer = client.post(url, {"kind": "other", "upload": upload})
    assert answer.status_code == 422
    assert "동네 빵집의 하루 수요 예측" in answer.content.decode()
    assert draft.attachments.count() == 1


def test_gaps_are_named_with_links_to_their_places() -> None:
    draft = make.draft(make.open_call(), need="짧음", consent_truth=False, contact_email="no-at-sign", cost="많이")
    with pytest.raises(Incomplete) as refusal:
        actions.submit_application(person(draft.user), draft.pk)
    assert {gap.field: gap.code.value for gap in refusal.value.gaps} == {
        "cost": "not_a_number",
        "need": "too_short",
        "contact_email": "not_a_mail_address",
        "consent_truth": "not_agreed",
    }
    page = signed_in(draft.user).get(reverse("programs:submit", args=[draft.public_id])).content.decode()
    for gap in refusal.value.gaps:
        assert f"#id_{gap.field}" in page


def test_ai_projects_are_asked_for_their_model_and_others_are_not() -> None:
    call = make.open_call()
    with pytest.raises(Incomplete) as refusal:
        make.submitted(call, track="ai")
    assert [gap.field for gap in refusal.value.gaps] == ["model"]
    assert make.submitted(call, track="general", model="").state == "submitted"


def test_the_window_is_half_open_by_the_servers_clock() -> None:
    call = make.open_call(opens_at=clock.now() + timedelta(hours=1))
    owner = make_user()
    organisation = make_organisation(owner)
    with clock.at(call.opens_at - timedelta(microseconds=1)), pytest.raises(NotOpenYet):
        actions.start_application(person(owner), call.pk, organisation)
    with clock.at(call.opens_at):
        assert actions.start_application(person(owner), call.pk, organisation).state == "draft"
    other = make_user()
    with clock.at(call.closes_at), pytest.raises(CallClosed):
        actions.start_application(person(other), call.pk, make_organisation(other))


def test_who_is_certainly_not_eligible_is_told_before_typing_and_who_is_unconfirmed_may_apply() -> None:
    call, owner = make.open_call(), make_user()
    with pytest.raises(NotEligible):
        actions.start_application(person(owner), call.pk, make_organisation(owner, address="서울특별시 가상구 1"))
    unconfirmed = make_organisation(make_user(), owner, size_class="", address="")
    assert actions.start_application(person(owner), call.pk, unconfirmed).state == "draft"


def test_a_screened_application_is_no_longer_edited() -> None:
    application = make.eligible(make.open_call())
    with pytest.raises(NotEditable):
        actions.save_answers(person(application.user), application.pk, {"need": "늦음"}, application.revisions)


def test_a_changed_application_counts_only_when_it_is_handed_in_again() -> None:
    application = make.submitted(make.open_call())
    number = application.receipt_number
    actions.save_answers(person(application.user), application.pk, {"project_title": "새 제목"}, application.revisions)
    assert application.submissions.get().answers["project_title"] == "동네 빵집의 하루 수요 예측"
    application = actions.submit_application(person(application.user), application.pk)
    assert application.receipt_number == number
    assert application.submissions.get(version=2).answers["project_title"] == "새 제목"


def test_verdicts_and_decisions_need_their_reasons() -> None:
    manager = make.manager()
    application = make.submitted(make.open_call(manager))
    with pytest.raises(ChecklistOpen):
        actions.screen_application(person(manager), application.pk, eligible=True, checklist={"papers": True})
    with pytest.raises(ScreeningReasonNeeded):
        actions.screen_application(person(manager), application.pk, eligible=False, reason_code="tax")
    passed = make.eligible(application.call)
    with pytest.raises(DecisionReasonNeeded):
        actions.decide(person(manager), passed.pk, "rejected")


def test_a_member_of_the_applicant_does_not_review_it() -> None:
    call = make.open_call()
    application = make.eligible(call)
    reviewer = make.reviewer_of(call)
    application.organisation.memberships.create(user=reviewer)
    with pytest.raises(ReviewConflict):
        actions.assign_reviewers(make.SYSTEM, application.pk, [reviewer])


@pytest.mark.parametrize("points", ["21", "-1", "", "열", "NaN", "1.234"])
def test_points_outside_the_table_are_named(points: str) -> None:
    call = make.open_call()
    sheet = make.review(make.eligible(call), make.reviewer_of(call), make.FULL | {"need": points}, hand_in=False)
    with pytest.raises(ScoresMissing):
        actions.submit_review(person(sheet.assignment.reviewer), sheet.pk)
    sheet.refresh_from_db()
    assert sheet.sheet["points-need"] == points


def test_results_wait_for_the_window_every_decision_and_the_budget() -> None:
    call = make.open_call(budget=5_000_000)
    application = make.eligible(call)
    with pytest.raises(WindowStillOpen):
        actions.publish_results(make.SYSTEM, call.pk)
    make.past(call)
    with pytest.raises(Undecided):
        actions.publish_results(make.SYSTEM, call.pk)
    actions.decide(make.SYSTEM, application.pk, "selected")
    with pytest.raises(NotConfirmed):
        actions.publish_results(make.SYSTEM, call.pk)
    actions.confirm_decisions(make.SYSTEM, call.pk)
    with pytest.raises(OverBudget):
        actions.publish_results(make.SYSTEM, call.pk)
    assert Application.objects.get(pk=application.pk).state == "eligible"


def test_a_published_window_only_grows() -> None:
    call = make.open_call()
    with pytest.raises(WindowOnlyLonger):
        actions.extend_window(make.SYSTEM, call.pk, call.closes_at - timedelta(days=1), "실수")
    later = call.closes_at + timedelta(days=1)
    actions.extend_window(make.SYSTEM, call.pk, later, "접속 장애로 연장")
    assert Call.objects.get(pk=call.pk).closes_at == later
    assert call.changes.get().reason == "접속 장애로 연장"
