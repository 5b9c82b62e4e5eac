"""What was found closed or moved: what shows it, and going on where a business is now."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from survey.actions.collection import assign_businesses
from survey.actions.moves import pass_on
from survey.actions.record import Typed, save_draft
from survey.errors import NotMoved, PlaceNeeded
from survey.models import Area, Case, CensusRecord, Visit, Wave
from survey.queries import work
from survey.queries.gone import gone_cases, with_evidence
from survey.rules.visit_results import VisitResult
from tests.factories import make_user, person
from tests.survey.factories import NAMES, Census, content_of, frame_bytes, load, make_census
from tests.survey.test_field import visit
from tests.survey.test_openrosa import photo

pytestmark = pytest.mark.django_db
FAR = {
    "dong_code": "3020053000", "gu_name": "유성구", "dong_name": "온천1동", "longitude": "127.3450",
    "latitude": "36.3540",
}  # fmt: skip


def front() -> SimpleUploadedFile:
    """A photo of the front, as a phone sends it."""
    return SimpleUploadedFile("front.jpg", photo(), "image/jpeg")


def two_places() -> tuple[Census, Area]:
    """The census of one street, and an area across the river where 이몽룡 works."""
    there = [
        FAR | {"source_id": f"Z{n}", "name": f"온천{n}", "longitude": f"{127.3450 + n / 1_000:.4f}"} for n in range(3)
    ]
    load(frame_bytes(*there))
    census = make_census(given=0)
    here, far = Area.objects.get(dong_id="3014053500"), Area.objects.get(dong_id="3020053000")
    assign_businesses(person(census.manager), here.pk, census.intern.pk, 6)
    assign_businesses(person(census.manager), far.pk, make_user(Role.INTERN, name="이몽룡").pk, 3)
    return Census(census.manager, census.intern, census.wave, here), far


def test_what_moved_within_the_city_goes_on_where_it_is_now() -> None:
    census, there = two_places()
    shop, beside = census.business(NAMES[1]), census.business("온천1")
    content = content_of(census.wave, shop_id=shop.source_id)
    save_draft(person(census.intern), census.wave.pk, shop.pk, Typed(content))
    case = visit(census, NAMES[1], VisitResult.MOVED_IN, note="온천로 3으로 이전")
    assert case.step == "elsewhere"
    moved = pass_on(person(census.manager), case.pk, beside.pk, "대전광역시 유성구 온천로 3")
    assert (moved.area, moved.step, moved.moved_to) == (there, "visit", "대전광역시 유성구 온천로 3")
    way = [one.business.name for one in there.cases.order_by("position")]
    assert way == ["온천0", "온천1", NAMES[1], "온천2"]
    assert shop.assignments.get(ended_at=None).enumerator.name == "이몽룡"
    assert CensusRecord.objects.get().area == there
    listed = work.my_list(shop.assignments.get(ended_at=None).enumerator, census.wave, "todo")
    assert {one.moved_to for one in listed} == {"", "대전광역시 유성구 온천로 3"}
    with pytest.raises(NotMoved):
        pass_on(person(census.manager), case.pk, beside.pk, "한 번 더")


def test_where_it_is_now_has_to_be_said() -> None:
    census, _there = two_places()
    case = visit(census, NAMES[1], VisitResult.MOVED_IN, note="이전")
    manager = person(census.manager)
    for beside, address in ((0, "온천로 3"), (case.business_id, "온천로 3"), (census.business("온천1").pk, " ")):
        with pytest.raises(PlaceNeeded):
            pass_on(manager, case.pk, beside, address)
    still = visit(census, NAMES[2], VisitResult.CLOSED, note="폐업 안내문")
    with pytest.raises(NotMoved):
        pass_on(manager, still.pk, census.business("온천1").pk, "온천로 3")


def test_what_waits_to_be_handed_over_comes_first_and_each_has_its_evidence(django_assert_num_queries: Any) -> None:
    census, _there = two_places()
    for name in NAMES[:3]:
        visit(census, name, VisitResult.CLOSED, note=f"{name} 폐업", photo=front())
    visit(census, NAMES[3], VisitResult.MOVED_IN, note="온천로 3으로 이전")
    visit(census, NAMES[4], VisitResult.ABSENT)
    with django_assert_num_queries(3):
        rows = with_evidence(census.wave, list(gone_cases(census.wave)))
    assert [(one.case.business.name, one.waits, len(one.photos)) for one in rows] == [
        (NAMES[3], True, 0), *((name, False, 1) for name in reversed(NAMES[:3])),
    ]  # fmt: skip
    assert [one.visit.note for one in rows if one.visit] == [
        "온천로 3으로 이전",
        *(f"{n} 폐업" for n in reversed(NAMES[:3])),
    ]
    assert [one.business.name for one in gone_cases(census.wave, "moved_in")] == [NAMES[3]]


def test_a_move_without_saying_where_to_is_refused_and_a_photo_goes_with_the_visit(client: Client) -> None:
    census, there = two_places()
    client.force_login(census.intern)
    shop = census.business(NAMES[1])
    page = reverse("survey:visit", args=["2026A", shop.pk])
    fields = {"result": "moved_in", "channel": "visit", "client_id": "1"}
    assert client.post(page, fields).status_code == 422
    assert client.post(page, fields | {"note": "온천로 3으로 이전", "photo": front()}).status_code == 302
    taken = Visit.objects.get().photo
    assert taken is not None
    shown = reverse("files:preview", args=[taken.public_id])
    client.force_login(make_user(Role.MANAGER))
    assert client.get(shown).status_code == 404  # of another wave, or of none
    client.force_login(census.manager)
    assert client.get(shown).status_code == 200
    case = Case.objects.get(business=shop)
    listed, one = reverse("survey:gone", args=["2026A"]), reverse("survey:moved", args=["2026A", case.pk])
    text = client.get(listed).text
    assert one in text and shown in text and "온천로 3으로 이전" in text
    beside = client.get(reverse("survey:gone_find", args=["2026A"]), {"q": "온천1"}).json()["results"][0]["value"]
    assert client.post(one, {"moved_to": "온천로 3", "beside": ""}).status_code == 422
    assert client.post(one, {"moved_to": "온천로 3", "beside": beside}).status_code == 302
    case.refresh_from_db()
    assert case.area == there and Wave.objects.count() == 1
