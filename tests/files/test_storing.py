"""Content is kept once, owners stay apart, and nothing is lost or left over."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from files import tasks
from files.actions import remove, store
from files.errors import FileStillNeeded
from files.kinds import FileKind
from files.models import Content, StoredFile
from files.queries import reusable
from kernel.actor import Actor
from kernel.errors import NotPermitted
from kernel.models import AuditEntry
from notices.models import MailAttachment
from notices.outbox import new_mail, post
from tests.factories import make_organisation, make_user, person
from tests.files import samples


def blobs_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
class TestStoring:
    def test_the_same_content_is_kept_once_for_two_owners_who_see_only_their_own(self, storage_folder: Path) -> None:
        one, other = person(make_user()), person(make_user())
        plan = samples.pdf()
        first = store(one, samples.upload("계획.pdf", plan))
        second = store(other, samples.upload("우리 계획.pdf", plan))
        assert first.pk != second.pk
        assert first.content_id == second.content_id
        assert len(blobs_in(storage_folder)) == 1
        assert [file.name for file in reusable(one)] == ["계획.pdf"]
        assert [file.name for file in reusable(other)] == ["우리 계획.pdf"]

    def test_a_second_click_gives_the_first_file_back(self) -> None:
        actor = person(make_user())
        first = store(actor, samples.upload("계획.pdf", samples.pdf()))
        again = samples.upload("계획.pdf", _bytes_of(first))
        assert store(actor, again) == first
        assert AuditEntry.objects.filter(verb="store_file", entity_id=str(first.pk)).count() == 1

    def test_colleagues_reuse_each_others_uploads_and_former_ones_do_not(self) -> None:
        owner, colleague, stranger = make_user(), make_user(), make_user()
        organisation = make_organisation(owner, colleague)
        stored = store(person(owner), samples.upload("계획.pdf", samples.pdf()), organisation=organisation)
        assert list(reusable(person(colleague))) == [stored]
        assert list(reusable(person(stranger))) == []
        organisation.memberships.filter(user=colleague).update(left_at=timezone.now())
        assert list(reusable(person(colleague))) == []

    def test_nobody_stores_for_an_organisation_that_is_not_theirs(self) -> None:
        organisation = make_organisation(make_user())
        with pytest.raises(NotPermitted):
            store(person(make_user()), samples.upload("a.pdf", samples.pdf()), organisation=organisation)
        assert store(Actor.system("import"), samples.upload("a.pdf", samples.pdf()), organisation=organisation)

    def test_the_list_of_reusable_files_costs_one_statement(self, django_assert_num_queries: Any) -> None:
        actor = person(make_user())
        for number in range(5):
            store(actor, samples.upload(f"{number}.csv", f"값\n{number}".encode()), kinds=frozenset({FileKind.CSV}))
        with django_assert_num_queries(1):
            assert {(file.name, file.size) for file in reusable(actor)} == {(f"{n}.csv", 5) for n in range(5)}

    def test_storing_costs_a_fixed_number_of_statements(self, django_assert_max_num_queries: Any) -> None:
        actor = person(make_user())
        with django_assert_max_num_queries(14):
            store(actor, samples.upload("a.pdf", samples.pdf()))

    def test_a_file_that_a_record_needs_cannot_be_removed(self) -> None:
        actor = person(make_user())
        stored = store(actor, samples.upload("a.pdf", samples.pdf()))
        _attach(stored)
        with pytest.raises(FileStillNeeded):
            remove(actor, stored)
        assert StoredFile.objects.filter(pk=stored.pk).exists()
        assert not AuditEntry.objects.filter(verb="remove_file").exists()

    def test_only_the_uploader_removes_a_file(self) -> None:
        owner, colleague = make_user(), make_user()
        stored = store(
            person(owner), samples.upload("a.pdf", samples.pdf()), organisation=make_organisation(owner, colleague)
        )
        with pytest.raises(NotPermitted):
            remove(person(colleague), stored)
        remove(person(owner), stored)
        assert not StoredFile.objects.exists()

    def test_the_clean_up_takes_what_nothing_needs_and_leaves_the_rest(self, storage_folder: Path) -> None:
        actor = person(make_user())
        removed, _old, attached, young = (
            store(actor, samples.upload(f"{name}.pdf", samples.pdf(text=name)))
            for name in ("removed", "old", "attached", "young")
        )
        _attach(attached)
        long_ago = timezone.now() - timedelta(days=400)
        StoredFile.objects.exclude(pk=young.pk).update(created_at=long_ago)
        Content.objects.update(stored_at=long_ago)
        remove(actor, removed)
        default_storage.save("content/ab/ab/" + "ab" * 32, samples.upload("x", b"left by a rolled-back upload"))
        assert tasks.clear_orphans() == {"files": 1, "contents": 2, "bytes": 1}
        assert set(StoredFile.objects.values_list("name", flat=True)) == {"attached.pdf", "young.pdf"}
        assert {path.name for path in blobs_in(storage_folder)} == {attached.sha256, young.sha256}
        assert tasks.clear_orphans() == {"files": 0, "contents": 0, "bytes": 0}

    def test_evidence_of_an_organisation_is_not_cleared_away(self) -> None:
        owner = make_user()
        organisation = make_organisation(owner)
        stored = store(person(owner), samples.upload("확인서.pdf", samples.pdf()), organisation=organisation)
        organisation.size_evidence = stored.public_id
        organisation.save(update_fields=["size_evidence"])
        StoredFile.objects.update(created_at=timezone.now() - timedelta(days=400))
        assert tasks.clear_orphans()["files"] == 0

    def test_bytes_that_went_missing_come_back_with_the_next_upload(self, storage_folder: Path) -> None:
        actor, plan = person(make_user()), samples.pdf()
        stored = store(actor, samples.upload("a.pdf", plan))
        default_storage.delete(stored.content.place)
        store(actor, samples.upload("a.pdf", plan))
        assert [path.read_bytes() for path in blobs_in(storage_folder)] == [plan]


def _bytes_of(stored: StoredFile) -> bytes:
    with default_storage.open(stored.content.place) as source:
        return bytes(source.read())


def _attach(stored: StoredFile) -> None:
    mail = new_mail(sender="a@example.org", to=["b@example.org"], subject="s", body="b")
    post([mail], [MailAttachment(mail=mail, stored_file=stored, name=stored.name, media_type=stored.media_type)])


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_by_eight_people_at_once_is_stored_whole_and_once(storage_folder: Path) -> None:
    people = [person(make_user()) for _ in range(8)]
    plan = samples.pdf(text="같은 내용")
    errors: list[BaseException] = []

    def send(actor: Actor) -> None:
        try:
            store(actor, samples.upload("계획.pdf", plan))
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[actor]) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert Content.objects.count() == 1
    assert StoredFile.objects.count() == 8
    assert [path.read_bytes() for path in blobs_in(storage_folder)] == [plan]


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_is_rolled_back_leaves_no_row_and_the_clean_up_takes_its_bytes(storage_folder: Path) -> None:
    actor = person(make_user())
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        store(actor, samples.upload("a.pdf", samples.pdf()))
        raise ZeroDivisionError
    assert not Content.objects.exists()
    assert len(blobs_in(storage_folder)) == 1
    assert tasks.clear_orphans()["bytes"] == 1
    assert blobs_in(storage_folder) == []
