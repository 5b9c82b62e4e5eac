"""Every page opens for whom it is meant, in both languages, within a bounded number of statements."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kernel.models import AccessEntry
from programs.models import Review
from programs.queries.reviews import my_reviews
from tests.factories import make_user
from tests.programs import factories as make

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def opened(client: Client, name: str, *arguments: Any, **query: str) -> str:
    answer = client.get(reverse(f"programs:{name}", args=arguments), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return str(answer.content.decode())


def test_visitors_read_calls_without_signing_in() -> None:
    call = make.open_call()
    assert call.title in opened(Client(), "calls")
    page = opened(Client(), "call", call.pk)
    assert "대전의 소상공인을 위한" in page
    assert reverse("programs:check", args=[call.pk]) in page


def test_an_applicant_goes_from_the_check_to_the_receipt() -> None:
    call = make.open_call()
    application = make.draft(call)
    client = signed_in(application.user)
    opened(client, "check", call.pk)
    assert "동네 빵집" in opened(client, "edit", application.public_id)
    opened(client, "submit", application.public_id)
    answer = client.post(reverse("programs:submit", args=[application.public_id]), follow=True)
    application.refresh_from_db()
    assert application.receipt_number in answer.content.decode()
    for name in ("application", "receipt", "edit"):
        opened(client, name, application.public_id)
    assert application.receipt_number in opened(client, "applications")
    assert client.get("/").status_code == 200


def test_a_reviewer_judges_on_their_own_page() -> None:
    call = make.open_call()
    sheet = make.review(make.eligible(call), make.reviewer_of(call), make.FULL, hand_in=False)
    client = signed_in(sheet.assignment.reviewer)
    opened(client, "reviews")
    opened(client, "review", sheet.pk)
    assert client.get("/").status_code == 200
    typed = {f"points-{key}": value for key, value in make.FULL.items()}
    answer = client.post(
        reverse("programs:review", args=[sheet.pk]),
        {**typed, "opinion": "계획이 뚜렷합니다.", "revisions": "{}", "hand_in": "1"},
    )
    assert answer.status_code == 302
    assert Review.objects.get(pk=sheet.pk).state == "submitted"
    opened(client, "review", sheet.pk)


def test_a_refused_sheet_names_each_open_criterion_in_the_readers_language_and_links_to_it() -> None:
    call = make.open_call()
    sheet = make.review(make.eligible(call), make.reviewer_of(call), make.FULL, hand_in=False)
    typed = {f"points-{key}": "999" for key in make.FULL}
    answer = signed_in(sheet.assignment.reviewer).post(
        reverse("programs:review", args=[sheet.pk]),
        {**typed, "revisions": json.dumps(Review.objects.get(pk=sheet.pk).revisions), "hand_in": "1"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "[" not in str(page.split('class="error-summary"')[1].split("</p>")[0].split("<p>")[1])
    for key in make.FULL:
        assert f'href="#points-{key}"' in page
        assert f'id="error-{key}"' in page


def test_a_sheet_that_another_window_changed_is_not_handed_in_unseen() -> None:
    call = make.open_call()
    sheet = make.review(make.eligible(call), make.reviewer_of(call), make.FULL, hand_in=False)
    typed = {f"points-{key}": "1" for key in make.FULL}
    answer = signed_in(sheet.assignment.reviewer).post(
        reverse("programs:review", args=[sheet.pk]), {**typed, "revisions": "{}", "hand_in": "1"}
    )
    assert answer.status_code == 409
    assert Review.objects.get(pk=sheet.pk).state == "draft"


def test_what_is_still_to_be_judged_stands_first_in_a_reviewers_list() -> None:
    call = make.open_call()
    reviewer = make.reviewer_of(call)
    make.review(make.eligible(call), reviewer, make.FULL)
    open_one = make.review(make.eligible(call), reviewer, make.FULL, hand_in=False)
    assert my_reviews(reviewer).first() == open_one


def test_an_address_that_only_takes_a_form_answers_with_a_page_that_says_so() -> None:
    manager = make.manager()
    call = make.open_call(manager)
    answer = signed_in(manager).get(reverse("programs:extend_call", args=[call.pk]))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "단추" in answer.content.decode()


def test_a_manager_builds_publishes_and_runs_a_call() -> None:
    manager = make.manager()
    client = signed_in(manager)
    draft = make.draft_call(manager)
    for name, arguments in (("manage_calls", []), ("new_call", ["vouchers"]), ("edit_call", [draft.pk])):
        opened(client, name, *arguments)
    opened(client, "manage_call", draft.pk)
    call = make.open_call(manager)
    decided = make.decided(call)
    waiting = make.submitted(make.open_call(manager))
    for page in ("manage_call", "manage_cases", "ranking", "results", "sensitivity", "confirm_ranking"):
        opened(client, page, call.pk)
    opened(client, "manage_case", decided.public_id)
    assert "checklist" not in opened(client, "manage_case", waiting.public_id)
    assert client.get("/").status_code == 200
    answer = signed_in(decided.user).get(reverse("programs:application", args=[decided.public_id]))
    assert "7,200,000" in answer.content.decode()


def test_the_office_sees_contacts_masked_and_in_full_only_for_a_logged_reason() -> None:
    manager = make.manager()
    application = make.submitted(make.open_call(manager))
    client = signed_in(manager)
    page = opened(client, "manage_case", application.public_id)
    assert "010-0000-1234" not in page
    assert "010-****-1234" in page
    url = reverse("programs:reveal", args=[application.public_id, "contact_phone"])
    assert client.post(url, {"reason": " "}, headers={"HX-Request": "true"}).status_code == 422
    answer = client.post(url, {"reason": "서류 보완 안내"}, headers={"HX-Request": "true"})
    assert answer.content.decode() == "010-0000-1234"
    entry = AccessEntry.objects.get()
    assert (entry.fields, entry.reason) == ("contact_phone", "서류 보완 안내")


def test_a_list_costs_the_same_whatever_its_length(django_assert_max_num_queries: Any) -> None:
    manager = make.manager()
    call = make.open_call(manager)
    client = signed_in(manager)
    url = reverse("programs:manage_cases", args=[call.pk])
    client.get(url)
    for _number in range(6):
        make.eligible(call)
    with django_assert_max_num_queries(12):
        assert "DV-" in client.get(url).content.decode()


def test_a_stranger_is_answered_as_if_nothing_were_there() -> None:
    call = make.open_call(make.manager())
    theirs = make.submitted(call)
    sheet = make.review(make.eligible(call), make.reviewer_of(call), make.FULL, hand_in=False)
    for stranger in (make_user(), make.manager(), make.reviewer_of(make.open_call())):
        client = signed_in(stranger)
        for name in ("application", "edit", "submit", "receipt"):
            assert client.get(reverse(f"programs:{name}", args=[theirs.public_id])).status_code == 404
        assert client.get(reverse("programs:review", args=[sheet.pk])).status_code == 404
        seen = client.get(reverse("programs:manage_case", args=[theirs.public_id])).status_code
        assert seen in {403, 404}
        attached = theirs.attachments.get().file
        assert client.get(reverse("files:download", args=[attached.public_id])).status_code == 404
