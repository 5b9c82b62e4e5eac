"""Businesses found without a network: added once, with what was made of them before the server knew them."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Role
from kernel import clock
from survey.actions.collection import assign_businesses
from survey.actions.field_decisions import dismiss_item, settle_item
from survey.errors import BusinessNotTakenIn
from survey.models import Addition, Assignment, Business, Case, CensusRecord, FieldItem, IndustryCode, Visit
from tests.factories import make_user, person
from tests.survey.entry.scripts import asked
from tests.survey.factories import Census, make_census
from tests.survey.test_offline import Phone
from tests.survey.test_openrosa import photo

pytestmark = pytest.mark.django_db
NUMBER, NAME = "F000000000000123", "가상분식"
HERE = {"latitude": "36.328600", "longitude": "127.428100", "accuracy": 9}
NEW = {"business": 0, "found": "found"}


def found(phone: Phone, item: str = "found", /, **more: Any) -> dict[str, str]:
    industry = IndustryCode.objects.get(scheme="new", name="백반/한정식").pk
    told = {
        "business": 0, "number": NUMBER, "name": NAME, "industry": industry, "address": "대전광역시 중구 없는로 9",
        "sells": "떡볶이", "beside": None, "seen": [], "position": HERE,
    }  # fmt: skip
    return phone.item("found", item, **(told | more))


def record(phone: Phone, number: str = "record", **more: Any) -> dict[str, str]:
    return phone.record(number, answers={"shop_id": NUMBER, "shop_name": NAME}, **(NEW | more))


def picture(phone: Phone) -> dict[str, str]:
    return phone.item("photo", "photo", name="앞.jpg", jpeg=base64.b64encode(photo()).decode(), **NEW)


def close(phone: Phone) -> None:
    wave = phone.census.wave
    wave.opens_at, wave.closes_at = clock.now() - timedelta(days=9), clock.now() - timedelta(days=1)
    wave.save()


def test_it_is_added_with_all_that_was_made_of_it_and_once_however_often_it_comes() -> None:
    phone = Phone(make_census())
    items = [found(phone), phone.visit("visit", **NEW), record(phone), picture(phone)]
    receipts = phone.told(*items)
    assert [one["state"] for one in receipts] == ["taken"] * 4
    business = Business.objects.get(name=NAME)
    assert receipts[0]["outcome"] == {"business": business.pk}
    assert (business.source_id, receipts[2]["outcome"]["problems"]) == (NUMBER, 0)
    assert phone.told(*items) == receipts
    assert (Addition.objects.count(), CensusRecord.objects.get().business) == (1, business)
    assert Visit.objects.filter(case__business=business).count() == 2
    assert set(FieldItem.objects.values_list("business", flat=True)) == {business.pk}
    assert Case.objects.get(business=business).added == "field"
    assert NAME in [one["name"] for one in phone.stock()["waves"][0]["businesses"]]


def test_what_comes_before_it_waits_for_it() -> None:
    phone = Phone(make_census())
    early = phone.told(record(phone), phone.visit("visit", **NEW), picture(phone))
    assert [(one["state"], one["why"]) for one in early[:2]] == [("waiting", "earlier")] * 2
    assert (early[2]["state"], FieldItem.objects.filter(business=None).count()) == ("taken", 3)
    phone.told(found(phone))
    business = Business.objects.get(name=NAME)
    assert set(FieldItem.objects.values_list("business", "state")) == {(business.pk, "taken")}
    assert CensusRecord.objects.get().state == "submitted"


def test_what_the_list_has_there_is_told_to_the_office_when_nobody_could_be_asked(client: Any) -> None:
    phone = Phone(make_census())
    known = phone.census.business("가람식당")
    told = {"name": known.name, "position": None, "beside": phone.census.business("성심빵집").pk}
    phone.told(found(phone, **told))
    phone.told(found(phone, "other", number="F000000000000124", **(told | {"seen": _all()})))
    first, second = Addition.objects.order_by("pk")
    assert (first.unseen, second.unseen, first.business.name) == (True, False, known.name)
    client.force_login(phone.census.manager)
    listed = client.get(reverse("survey:additions", args=["2026A"])).content.decode()
    assert listed.count("명부에 있을 수 있음") == 1
    page = client.get(reverse("survey:addition", args=["2026A", first.pk])).content.decode()
    assert "네트워크 없이 추가" in page and known.source_id in page


def _all() -> list[int]:
    return list(Business.objects.values_list("pk", flat=True))


def test_it_stays_with_whoever_found_it_though_others_work_there() -> None:
    census = make_census(given=0)
    phone = _phone_among_others(census)
    phone.told(found(phone), record(phone))
    assert Assignment.objects.get(business__name=NAME).enumerator == census.intern
    assert CensusRecord.objects.get().state == "submitted"


def _phone_among_others(census: Census) -> Phone:
    """The intern has one business of the dong, another person all the others."""
    assign_businesses(person(census.manager), census.area.pk, census.intern.pk, 1)
    assign_businesses(person(census.manager), census.area.pk, make_user(Role.INTERN).pk, 9)
    return Phone(census)


def test_after_the_end_it_waits_for_a_manager_and_its_visit_is_decided_after_it() -> None:
    phone = Phone(make_census())
    close(phone)
    assert phone.told(found(phone), phone.visit("visit", **NEW))[0]["why"] == "wave_closed"
    item, visit = FieldItem.objects.order_by("pk")
    manager = person(phone.census.manager)
    with pytest.raises(BusinessNotTakenIn):
        settle_item(manager, visit.pk, {})
    settle_item(manager, item.pk, {})
    item.refresh_from_db()
    visit.refresh_from_db()
    business = Business.objects.get(name=NAME)
    assert (item.state, item.business, visit.business) == ("settled", business, business)
    assert (visit.state, visit.why) == ("held", "wave_closed")
    settle_item(manager, visit.pk, {})
    assert Visit.objects.get().case.business == business


def test_what_cannot_be_placed_waits_for_a_person_and_is_shown(client: Any) -> None:
    phone = Phone(make_census())
    nowhere = found(phone, "a", position={"latitude": "37.5", "longitude": "127.0", "accuracy": 9})
    unknown = found(phone, "b", industry=0)
    assert [one["why"] for one in phone.told(nowhere, unknown, phone.visit("visit", **(NEW | {"found": "a"})))] == [
        "refused", "refused", "earlier",
    ]  # fmt: skip
    client.force_login(phone.census.manager)
    devices = client.get(reverse("survey:devices", args=["2026A"])).content.decode()
    assert devices.count("현장에서 찾은 업체") >= 3
    first = FieldItem.objects.order_by("pk")[0]
    page = client.get(reverse("survey:field_item", args=[first.pk]))
    assert NAME in page.content.decode() and NUMBER in page.content.decode()
    assert client.post(reverse("survey:field_item", args=[first.pk]), {}).status_code == 422
    dismiss_item(person(phone.census.manager), first.pk, "대전 밖")
    assert not Addition.objects.exists()


def test_outside_the_city_the_business_next_door_tells_the_place() -> None:
    phone = Phone(make_census())
    beside = phone.census.business("성심빵집")
    phone.told(found(phone, position={"latitude": "37.5", "longitude": "127.0", "accuracy": 9}, beside=beside.pk))
    addition = Addition.objects.get()
    assert (addition.business.longitude, addition.accuracy) == (beside.longitude, None)


def test_the_same_number_with_other_content_is_no_second_business() -> None:
    phone = Phone(make_census())
    phone.told(found(phone))
    [other] = phone.told(found(phone, name="다른 이름"))
    assert (other["state"], other["why"], Addition.objects.count()) == ("held", "same_number", 1)


def test_damaged_ones_stay_on_the_device() -> None:
    phone = Phone(make_census())
    wrong = [found(phone, "a", number="MA1"), found(phone, "b", name=" "), found(phone, "c", wave="2026B")]
    assert [one.get("code") for one in phone.send(*wrong)] == ["ItemDamaged"] * 3


def test_the_device_asks_about_names_of_which_one_holds_the_other() -> None:
    shops = [{"name": name} for name in ("성심당 은행점", "성심", "가람식당")]
    assert [one["name"] for one in asked("../field/found", "alike", [[shops, "성심당"]])[0]] == [
        "성심당 은행점", "성심",
    ]  # fmt: skip
    assert asked("../field/found", "newNumber", [[list(range(15))]]) == ["F012345678901234"]
