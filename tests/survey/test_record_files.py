"""Photos on the page of entry: kept with the draft at once, with versions that speak of them, for whom they concern."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from survey.actions.collection import assign_businesses, end_assignments
from survey.actions.record import submit_record
from survey.actions.review import return_record
from survey.models import CensusRecord, RecordFile, RecordVersion
from tests.factories import make_user, person
from tests.survey.factories import Census, keep, make_census, published
from tests.survey.test_openrosa import WITH_PHOTO, App, photo, xml

pytestmark = pytest.mark.django_db


@pytest.fixture
def census() -> Census:
    made = make_census()
    made.wave.questionnaire = published(made.manager, WITH_PHOTO.replace("| 2026.1 |", "| 2026.3 |"))
    made.wave.save()
    return made


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(census: Census, user: Any, content: bytes, name: str = "사진.jpg") -> Any:
    address = reverse("survey:entry_files", args=["2026A", census.business("성심빵집").pk])
    return signed_in(user).post(address, {"file": SimpleUploadedFile(name, content), "form": "2026.3"})


def opened(census: Census, user: Any) -> dict[str, Any]:
    page = signed_in(user).get(reverse("survey:entry", args=["2026A", census.business("성심빵집").pk]))
    return dict(page.context["state"])


def test_a_photo_begins_the_draft_and_stands_with_the_version_that_speaks_of_it(census: Census) -> None:
    first, again = sent(census, census.intern, photo()).json(), sent(census, census.intern, photo()).json()
    assert first == again
    assert CensusRecord.objects.get().state == "draft"
    assert signed_in(census.intern).get(first["url"])["Content-Type"] == "image/jpeg"
    assert opened(census, census.intern)["files"] == {first["name"]: first["url"]}
    keep(census, front=first["name"])
    record = submit_record(person(census.intern), census.wave.pk, census.business("성심빵집").pk)
    return_record(person(census.manager), record.pk, "다시 찍어 주세요(가상)")
    submit_record(person(census.intern), census.wave.pk, census.business("성심빵집").pk)
    kept = RecordFile.objects.filter(version__isnull=False).values_list("version__number", "name")
    assert sorted(kept) == [(1, first["name"]), (2, first["name"])]
    assert sent(census, census.intern, photo()).status_code == 409
    assert json.loads(sent(census, census.intern, photo()).content)["code"] == "RecordHandedIn"


def test_a_photo_that_another_client_sent_stays_when_the_record_is_mended_on_the_page(census: Census) -> None:
    App(census).send(xml(census, "uuid:1", front="front.jpg"), front_jpg=photo())
    record = CensusRecord.objects.get()
    return_record(person(census.manager), record.pk, "매출을 확인해 주세요(가상)")
    assert list(opened(census, census.intern)["files"]) == ["front.jpg"]
    submit_record(person(census.intern), census.wave.pk, census.business("성심빵집").pk)
    assert [file.name for file in RecordVersion.objects.get(number=2).files.all()] == ["front.jpg"]


def test_what_is_no_file_of_a_kind_that_is_known_is_refused_in_words(census: Census) -> None:
    refused = sent(census, census.intern, b"MZ\x90\x00" * 20, "a.exe")
    assert (refused.status_code, bool(refused.json()["message"])) == (refused.status_code, True)
    assert refused.status_code >= 400
    address = reverse("survey:entry_files", args=["2026A", census.business("성심빵집").pk])
    assert signed_in(census.intern).post(address).status_code >= 400
    assert sent(census, make_user(Role.INTERN), photo()).status_code in (403, 404)
    assert not RecordFile.objects.exists()


def test_who_goes_on_with_the_record_and_its_manager_see_the_photo_and_nobody_else(census: Census) -> None:
    address = sent(census, census.intern, photo()).json()["url"]
    other, stranger = make_user(Role.INTERN), make_user(Role.INTERN)
    manager = person(census.manager)
    end_assignments(manager, census.area.pk, census.intern.pk)
    assert signed_in(other).get(address).status_code == 404
    assign_businesses(manager, census.area.pk, other.pk, 6)
    assert signed_in(other).get(address).status_code == 200
    assert signed_in(census.manager).get(address).status_code == 200
    assert signed_in(stranger).get(address).status_code == 404
