"""Two members of a business on one draft: who writes where, what the other wrote, what happens when both wrote."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kernel import clock
from programs import actions
from programs.models import Application, DraftPresence
from tests.factories import make_organisation, make_user, person
from tests.programs import factories as make
from tests.programs.test_pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return make_user(name="홍길동")


@pytest.fixture
def colleague() -> User:
    return make_user(name="김가상")


@pytest.fixture
def draft(owner: User, colleague: User) -> Application:
    return make.draft(make.open_call(), owner, make_organisation(owner, colleague))


def beat(user: User, draft: Application, **sent: Any) -> dict[str, Any]:
    address = reverse("programs:presence", args=[draft.public_id])
    answer = signed_in(user).post(address, json.dumps(sent), content_type="application/json")
    assert answer.status_code == 200
    return dict(answer.json())


def whole_page(client: Client, draft: Application) -> dict[str, Any]:
    """The form as a browser without scripts would send it back untouched."""
    page = client.get(reverse("programs:edit", args=[draft.public_id])).context
    values: dict[str, Any] = {name: page[name] for name in ("revisions", "marks")}
    for section in page["sections"]:
        for line in section["fields"]:
            values[line["field"].name] = line["field"].value() or ""
    return {name: value for name, value in values.items() if value != ""}


def test_a_colleague_sees_who_is_writing_in_which_section_for_forty_five_seconds(
    owner: User, colleague: User, draft: Application
) -> None:
    assert beat(owner, draft, section="plan")["writing"] == []  # nobody is told of themselves
    assert beat(colleague, draft, section="contact")["writing"] == [{"name": "홍길동", "section": "plan"}]
    assert beat(owner, draft, section="project")["writing"] == [{"name": "김가상", "section": "contact"}]
    assert beat(colleague, draft)["writing"] == [{"name": "홍길동", "section": "project"}]
    page = signed_in(colleague).get(reverse("programs:edit", args=[draft.public_id])).content.decode()
    assert "홍길동" in page.split('class="card sections-nav"')[1]
    with clock.at(clock.now() + timedelta(seconds=46)):
        assert beat(colleague, draft)["writing"] == []
    assert DraftPresence.objects.count() == 2  # one row a person, however often they are seen


def test_nobody_but_members_hears_who_is_writing(draft: Application) -> None:
    for stranger in (make_user(), draft.call.created_by or make.manager()):
        address = reverse("programs:presence", args=[draft.public_id])
        answer = signed_in(stranger).post(address, "{}", content_type="application/json")
        assert answer.status_code == 404
    assert not DraftPresence.objects.exists()


def test_what_a_colleague_wrote_arrives_with_the_next_save_and_the_next_heartbeat(
    owner: User, colleague: User, draft: Application
) -> None:
    known = dict(draft.revisions)
    actions.save_answers(person(owner), draft.pk, {"use": "홍길동이 고친 활용계획입니다."}, known)
    expected = {"field": "use", "value": "홍길동이 고친 활용계획입니다.", "revision": known["use"] + 1, "by": "홍길동"}
    assert beat(colleague, draft, known=known)["changes"] == [expected]

    sent = {"fields": {"effect": "김가상이 쓴 기대효과"}, "revisions": {"effect": known["effect"]}, "known": known}
    address = reverse("programs:save", args=[draft.public_id])
    answer = signed_in(colleague).post(address, json.dumps(sent), content_type="application/json").json()
    assert answer["changes"] == [expected]  # not one's own
    assert answer["progress"]["plan"] == [2, 4]  # both are too short now
    assert beat(colleague, draft, known={**known, **answer["revisions"], "use": known["use"] + 1})["changes"] == []


def test_a_conflict_names_the_colleague_and_both_texts_are_still_there(
    owner: User, colleague: User, draft: Application
) -> None:
    known = dict(draft.revisions)
    actions.save_answers(person(owner), draft.pk, {"need": "홍길동의 글"}, known)
    address = reverse("programs:save", args=[draft.public_id])
    sent = {"fields": {"need": "김가상의 글"}, "revisions": {"need": known["need"]}, "known": known}
    answer = signed_in(colleague).post(address, json.dumps(sent), content_type="application/json").json()
    (conflict,) = answer["conflicts"]
    assert (conflict["value"], conflict["by"]) == ("홍길동의 글", "홍길동")
    assert answer["changes"] == []
    draft.refresh_from_db()
    assert draft.answers["need"] == "홍길동의 글"


def test_a_page_sent_whole_does_not_undo_what_a_colleague_wrote_in_fields_that_were_not_touched(
    owner: User, colleague: User, draft: Application
) -> None:
    client = signed_in(colleague)
    page = whole_page(client, draft)
    actions.save_answers(person(owner), draft.pk, {"need": "홍길동이 그사이 쓴 글"}, draft.revisions)
    page["use"] = "스크립트 없이 고친 활용계획"
    answer = client.post(reverse("programs:edit", args=[draft.public_id]), page)
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.answers["need"], draft.answers["use"]) == ("홍길동이 그사이 쓴 글", "스크립트 없이 고친 활용계획")


@pytest.mark.parametrize(("choice", "stays"), [("mine", "김가상의 글"), ("theirs", "홍길동의 글")])
def test_without_scripts_a_conflict_is_shown_side_by_side_and_settled_by_a_choice(
    choice: str, stays: str, owner: User, colleague: User, draft: Application
) -> None:
    client = signed_in(colleague)
    page = whole_page(client, draft)
    actions.save_answers(person(owner), draft.pk, {"need": "홍길동의 글"}, draft.revisions)
    address = reverse("programs:edit", args=[draft.public_id])
    refused = client.post(address, {**page, "need": "김가상의 글", "check": "1"})
    assert refused.status_code == 409
    text = refused.content.decode()
    shown = text.split('id="conflict-need"')[1].split("</fieldset>")[0]
    assert "홍길동의 글" in shown and "김가상의 글" in shown
    assert 'id="conflict-use"' not in text

    again = {**page, **{name: refused.context[name] for name in ("revisions", "marks")}, "need": "김가상의 글"}
    assert client.post(address, {**again, "resolve-need": choice}).status_code == 302
    draft.refresh_from_db()
    assert draft.answers["need"] == stays


def test_a_colleague_is_told_that_the_application_was_handed_in_or_taken_back(
    owner: User, colleague: User, draft: Application
) -> None:
    assert beat(colleague, draft, version=0)["news"] is None
    handed_in = actions.submit_application(person(owner), draft.pk)
    news = beat(colleague, draft, version=0)["news"]
    assert "홍길동" in news["text"] and handed_in.receipt_number in news["text"]
    assert news["url"] == reverse("programs:receipt", args=[draft.public_id])
    assert beat(colleague, draft, version=1)["news"] is None
    actions.withdraw_application(person(owner), draft.pk)
    assert beat(colleague, draft, version=1)["news"]["url"] == reverse("programs:application", args=[draft.public_id])


def test_a_heartbeat_costs_a_bounded_number_of_statements(
    owner: User, colleague: User, draft: Application, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        actions.save_answers(person(owner), draft.pk, {"need": f"{number}째 글"}, draft.revisions)
        draft.refresh_from_db()
    client = signed_in(colleague)
    address = reverse("programs:presence", args=[draft.public_id])
    client.post(address, "{}", content_type="application/json")
    with django_assert_max_num_queries(16):
        client.post(address, json.dumps({"section": "plan", "known": {}}), content_type="application/json")


@pytest.mark.parametrize(
    "body", ["", "[]", "7", '{"section": 4, "known": "all", "version": [1]}', '{"known": {"need": []}}']
)
def test_a_broken_heartbeat_does_no_harm(body: str, owner: User, draft: Application) -> None:
    address = reverse("programs:presence", args=[draft.public_id])
    answer = signed_in(owner).post(address, body, content_type="application/json")
    assert answer.status_code in {200, 400}
