"""A person's list of files, and choosing one again."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from files.actions import store
from files.forms import FilePicker
from files.kinds import IMAGES
from files.models import StoredFile
from tests.factories import make_organisation, make_user, person
from tests.files import samples

pytestmark = pytest.mark.django_db


def test_the_list_shows_own_and_the_organisations_files_in_few_statements(django_assert_max_num_queries: Any) -> None:
    owner, colleague = make_user(), make_user()
    organisation = make_organisation(owner, colleague)
    for number in range(5):
        document = samples.upload(f"계획 {number}.pdf", samples.pdf(text=str(number)))
        store(person(owner), document, organisation=organisation)
    store(person(make_user()), samples.upload("남의 것.pdf", samples.pdf()))
    client = Client()
    client.force_login(colleague)
    client.get(reverse("files:mine"))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("files:mine")).content.decode()
    assert page.count("계획 ") >= 5 and "남의 것" not in page
    assert reverse("files:remove", args=[StoredFile.objects.first().public_id]) not in page  # type: ignore[union-attr]


def test_a_file_is_removed_by_its_button_and_not_by_somebody_else() -> None:
    owner = make_user()
    stored = store(person(owner), samples.upload("a.pdf", samples.pdf()))
    address = reverse("files:remove", args=[stored.public_id])
    mine, other = Client(), Client()
    mine.force_login(owner)
    other.force_login(make_user())
    assert other.post(address).status_code == 404
    assert mine.get(address).status_code == 405
    assert "파일을 삭제했습니다." in mine.post(address, follow=True).content.decode()
    assert not StoredFile.objects.exists()


def picked(actor: Any, files: dict[str, Any] | None = None, **data: str) -> FilePicker:
    return FilePicker(data, files or {}, actor=actor)


def test_an_earlier_file_is_taken_without_sending_it_again() -> None:
    actor = person(make_user())
    stored = store(actor, samples.upload("계획.pdf", samples.pdf()))
    form = picked(actor, earlier=str(stored.public_id))
    assert form.is_valid()
    assert form.keep() == stored
    assert StoredFile.objects.count() == 1


def test_somebody_elses_earlier_file_cannot_be_chosen_by_its_address() -> None:
    theirs = store(person(make_user()), samples.upload("계획.pdf", samples.pdf()))
    actor = person(make_user())
    store(actor, samples.upload("제 것.pdf", samples.pdf(text="own")))
    assert not picked(actor, earlier=str(theirs.public_id)).is_valid()


def test_a_new_file_wins_over_an_earlier_one_and_a_bad_one_is_named_at_its_field() -> None:
    actor = person(make_user())
    old = store(actor, samples.upload("옛 계획.pdf", samples.pdf()))
    new = SimpleUploadedFile("새 계획.pdf", samples.pdf(text="new"))
    form = picked(actor, {"upload": new}, earlier=str(old.public_id))
    assert form.is_valid()
    assert form.keep().name == "새 계획.pdf"  # type: ignore[union-attr]
    bad = picked(actor, {"upload": SimpleUploadedFile("계획.pdf", samples.EXE)})
    assert bad.is_valid() and bad.keep() is None
    assert "내용이 확장자와 다릅니다" in bad.errors["upload"][0]


def test_nothing_chosen_is_said_at_the_field() -> None:
    form = picked(person(make_user()))
    assert not form.is_valid()
    assert "upload" in form.errors
    assert FilePicker({}, {}, actor=person(make_user()), must_choose=False).is_valid()


def test_only_files_of_the_kinds_asked_for_are_offered() -> None:
    actor = person(make_user())
    store(actor, samples.upload("계획.pdf", samples.pdf()))
    photo = store(actor, samples.upload("사진.png", samples.picture()))
    form = FilePicker(actor=actor, kinds=IMAGES)
    assert list(form.known) == [str(photo.public_id)]
    shown = render_to_string("files/_picker.html", {"picker": form})
    assert "사진.png" in shown and "계획.pdf" not in shown
    assert 'accept=".png,.jpg,.jpeg,.webp"' in shown
