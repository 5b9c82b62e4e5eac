"""Who gets a file, and how it reaches the browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from files import registry
from files.actions import store
from files.blobs import open_content
from files.kinds import EVERYTHING
from files.models import StoredFile
from kernel.models import AuditEntry
from tests.factories import make_organisation, make_user, person
from tests.files import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return make_user()


@pytest.fixture
def plan(owner: User) -> StoredFile:
    return store(person(owner), samples.upload("사업 계획서.pdf", samples.pdf()))


@pytest.fixture
def readers() -> Iterator[dict[str, Any]]:
    kept = dict(registry._readers)
    registry._readers.clear()
    yield registry._readers
    registry._readers.clear()
    registry._readers.update(kept)


def fetch(stored: StoredFile, user: User | None, page: str = "download") -> Any:
    client = Client()
    if user:
        client.force_login(user)
    return client.get(reverse(f"files:{page}", args=[stored.public_id]))


def test_the_uploader_gets_the_file_back_as_it_was(owner: User, plan: StoredFile) -> None:
    answer = fetch(plan, owner)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%EC%82%AC%EC%97%85%20" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-store"
    assert int(answer["Content-Length"]) == plan.size


def test_a_guessed_address_of_somebody_elses_file_says_the_same_as_one_of_no_file(plan: StoredFile) -> None:
    stranger = make_user()
    theirs = fetch(plan, stranger)
    nothing = fetch(StoredFile(), stranger)
    assert theirs.status_code == nothing.status_code == 404
    assert "계획서" not in theirs.content.decode()


def test_a_visitor_is_sent_to_sign_in(plan: StoredFile) -> None:
    answer = fetch(plan, None)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_owning_the_same_content_does_not_open_somebody_elses_file(owner: User, plan: StoredFile) -> None:
    other = make_user()
    with open_content(plan.content) as source:
        same = store(person(other), samples.upload("제 것.pdf", source.read()))
    assert same.content_id == plan.content_id
    assert fetch(plan, other).status_code == 404
    assert fetch(same, owner).status_code == 404
    assert fetch(same, other).status_code == 200


def test_members_of_the_organisation_read_its_files_until_they_leave(owner: User) -> None:
    colleague, stranger = make_user(), make_user()
    organisation = make_organisation(owner, colleague)
    stored = store(person(owner), samples.upload("a.pdf", samples.pdf()), organisation=organisation)
    assert fetch(stored, colleague).status_code == 200
    assert fetch(stored, stranger).status_code == 404
    organisation.memberships.filter(user=colleague).update(left_at="2026-01-01T00:00+09:00")
    assert fetch(stored, colleague).status_code == 404


def test_a_registered_reader_lets_people_in_and_their_reading_is_kept(plan: StoredFile, readers: Any) -> None:
    reviewer, other = make_user(), make_user()
    registry.register_reader("test", lambda actor, stored: actor.user == reviewer and stored == plan)
    assert fetch(plan, reviewer).status_code == 200
    assert fetch(plan, other).status_code == 404
    entry = AuditEntry.objects.get(verb="read_file")
    assert (entry.actor_id, entry.entity_id) == (reviewer.pk, str(plan.pk))


def test_a_reader_may_open_a_file_to_the_public(plan: StoredFile, readers: Any) -> None:
    registry.register_reader("test", lambda actor, stored: True)
    assert fetch(plan, None).status_code == 200


def test_pictures_and_pdf_are_previewed_and_nothing_else(owner: User, plan: StoredFile) -> None:
    picture = store(person(owner), samples.upload("사진.png", samples.picture()))
    table = store(person(owner), samples.upload("표.csv", b"<b>a</b>,1"), kinds=EVERYTHING)
    assert fetch(plan, owner, "preview")["Content-Disposition"].startswith("inline")
    shown = fetch(picture, owner, "preview")
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert fetch(table, owner, "preview")["Content-Disposition"].startswith("attachment")


def test_the_owners_own_reading_costs_few_statements_and_no_audit_line(
    owner: User, plan: StoredFile, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(owner)
    with django_assert_max_num_queries(8):  # five for the session, one for the file, one for its owners, one spare
        client.get(reverse("files:download", args=[plan.public_id]))
    assert not AuditEntry.objects.filter(verb="read_file").exists()
