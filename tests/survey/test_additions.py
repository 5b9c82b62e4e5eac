"""What came after the areas were cut: found in the field, new in a later file; what the office says of it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from kernel import clock
from kernel.errors import NotPermitted, NotVisible, ReasonNeeded, TransitionRefused
from survey.actions.addition_verdicts import confirm_addition, look_again, merge_addition
from survey.actions.additions import Found, add_found, take_in_listed
from survey.actions.areas import hand_over
from survey.actions.collection import assign_businesses
from survey.actions.record import Typed, save_draft, submit_record
from survey.errors import (
    BothRecorded,
    EntryClosed,
    MergeInUse,
    NoSuchEntry,
    NothingNew,
    OutsideTheCity,
    PerhapsThere,
    PlaceNeeded,
)
from survey.models import Addition, Area, Assignment, Business, Case, CensusRecord, IndustryCode, Wave
from survey.queries import field, work
from tests.at_once import at_once
from tests.factories import make_user, person
from tests.survey.factories import NAMES, Census, content_of, frame_bytes, load, make_census
from tests.survey.test_gone import FAR, front

pytestmark = pytest.mark.django_db
WHY = "전화로 확인"
NORTH = 36.3289  # 33 metres north of the street: in the place of no shop


def told(name: str = "새로빵집", step: float = 2.0, **changes: Any) -> Found:
    """A business north of the shop number ``step`` of the street."""
    industry = IndustryCode.objects.get(name="백반/한정식")
    given = {"place": (127.4273 + step / 10_000, NORTH), "accuracy": 8} | changes
    return Found(name=name, industry_id=industry.pk, address="대전광역시 중구 없는로 2-1", **given)


def add(census: Census, found: Found | None = None, who: User | None = None, **more: Any) -> Addition:
    found = found or told()
    return add_found(person(who or census.intern), census.wave.pk, found, **{"client_id": found.name} | more)


def street(census: Census) -> list[str]:
    """The way through the area, with what was added."""
    return [case.business.name for case in census.area.cases.select_related("business").order_by("position")]


def on_the_street() -> list[dict[str, Any]]:
    """The rows of the census's file, as they were."""
    return [
        {"name": name, "road_address": f"대전광역시 중구 없는로 {n:03}", "longitude": f"{127.4273 + n / 10_000:.4f}"}
        for n, name in enumerate(NAMES)
    ]


def write(census: Census, business: Business, who: User | None = None) -> CensusRecord:
    actor = person(who or census.intern)
    save_draft(actor, census.wave.pk, business.pk, Typed(content_of(census.wave, shop_id=business.source_id)))
    return submit_record(actor, census.wave.pk, business.pk)


def test_what_was_found_comes_behind_the_nearest_shop_to_the_finder_and_is_on_their_list() -> None:
    census = make_census()
    addition = add(census)
    assert street(census) == [*NAMES[:3], "새로빵집", *NAMES[3:]]
    case = Case.objects.get(business=addition.business)
    assert (case.area, case.added, case.step) == (census.area, "field", "visit")
    assert addition.business.dong_id == census.area.dong_id
    assert (addition.business.taxonomy, addition.business.source_id) == ("own", "F000001")
    listed = [one.name for one in work.my_list(census.intern, census.wave, "todo")]
    assert listed == [*NAMES[:3], "새로빵집", *NAMES[3:6]]
    assert work.find_mine(census.intern, census.wave, "F000001") == [addition.business]
    assert write(census, addition.business).state == "submitted"


def test_it_counts_apart_from_the_frame() -> None:
    census = make_census()
    write(census, add(census).business)
    for by in field.BOARDS:
        assert field.total(field.board(census.wave.pk, by), "").cases.all == len(NAMES)
        assert field.total(field.board(census.wave.pk, by), "").cases.complete == 0
    (row,) = field.added(census.wave.pk)
    assert (row.key, row.cases.all, row.cases.complete) == ("field", 1, 1)


def test_the_list_is_asked_before_anything_is_added() -> None:
    census = make_census()
    same = told("성심 빵집", step=1.0)
    with pytest.raises(PerhapsThere) as refused:
        add(census, same)
    (likeness,) = refused.value.values["alike"]
    there = census.business("성심빵집")
    assert likeness.key == there.pk and not Addition.objects.exists()
    added = add(census, same, seen=[there.pk])
    there.refresh_from_db()
    added.business.refresh_from_db()
    assert there.possible_repeat and added.business.possible_repeat  # the office looks at it too


def test_the_business_next_door_gives_the_place_and_is_not_asked_about() -> None:
    census = make_census()
    door = census.business(NAMES[0])
    with pytest.raises(PerhapsThere) as refused:
        add(census, told(place=None, accuracy=None, beside=door.pk))
    seen = [one.key for one in refused.value.values["alike"]]
    assert seen == [census.business(NAMES[1]).pk]  # nine metres further
    added = add(census, told(place=None, accuracy=None, beside=door.pk), seen=seen)
    assert (added.business.longitude, added.accuracy) == (door.longitude, None)
    assert street(census)[:2] == [NAMES[0], "새로빵집"]


def test_the_same_click_twice_adds_one() -> None:
    census = make_census()
    assert add(census) == add(census)
    assert Addition.objects.count() == 1


def test_it_goes_to_whoever_works_where_it_is() -> None:
    census = make_census(given=3)
    other = make_user(Role.INTERN, name="이몽룡")
    assign_businesses(person(census.manager), census.area.pk, other.pk, 5)
    mine = Assignment.objects.filter(enumerator=census.intern, ended_at=None)
    assert mine.get(business=add(census, told(step=6.0)).business)  # the finder works in that area too
    hand_over(person(census.manager), census.area.pk, other.pk)
    with pytest.raises(NotVisible):
        add(census, told("또다른집"))  # nothing is given to them any more


def test_where_nobody_works_it_is_given_out_with_the_area() -> None:
    load(frame_bytes({"source_id": "Z1", "name": "온천탕", **FAR}))
    census = make_census()
    far = Area.objects.get(dong_id="3020053000")
    added = add(census, told("산골식당", place=(127.3460, 36.3550)))
    case = Case.objects.get(business=added.business)
    assert (case.area, case.position, added.business.dong_id) == (far, 2, far.dong_id)
    assert not added.business.assignments.exists()
    assert field.free_cases(far) == [Business.objects.get(name="온천탕").pk, added.business.pk]


def test_what_cannot_be_added_is_refused() -> None:
    census = make_census()
    with pytest.raises(PlaceNeeded):
        add(census, told(place=None))
    with pytest.raises(PlaceNeeded):
        add(census, told(place=None, beside=census.business(NAMES[7]).pk))  # not theirs
    with pytest.raises(OutsideTheCity):
        add(census, told(place=(126.97, 37.56)))
    with pytest.raises(NotVisible):
        add(census, who=census.manager)
    Wave.objects.filter(pk=census.wave.pk).update(closes_at=clock.now())
    with pytest.raises(EntryClosed):
        add(census)
    assert not Business.objects.filter(taxonomy="own").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_find_the_same_shop_at_once_the_second_is_asked_about_the_first_ones() -> None:
    census = make_census(given=3)
    other = make_user(Role.INTERN, name="이몽룡")
    assign_businesses(person(census.manager), census.area.pk, other.pk, 3)
    other = User.objects.get(pk=other.pk)
    jobs = [
        lambda: add(census, told(), client_id="1"),
        lambda: add(census, told(step=2.3), who=other, client_id="2"),
    ]
    answers = at_once(jobs)
    refused = next(one for one in answers if isinstance(one, PerhapsThere))
    added = next(one for one in answers if isinstance(one, Addition))
    assert [one.key for one in refused.values["alike"]] == [added.business_id]
    assert sorted(Case.objects.values_list("position", flat=True)) == list(range(1, len(NAMES) + 2))


@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_once_add_one_business() -> None:
    census = make_census()
    added = at_once([lambda: add(census)] * 4)
    assert len({one.pk for one in added}) == 1
    assert Business.objects.filter(taxonomy="own").count() == 1


def test_what_a_later_file_brings_comes_into_the_area_of_its_nearest_shop() -> None:
    census = make_census()
    manager = person(census.manager)
    with pytest.raises(NothingNew):
        take_in_listed(manager, census.wave.pk)
    load(
        frame_bytes(
            *on_the_street(),
            {"name": "새집", "longitude": f"{127.4273 + 4.2 / 10_000:.6f}"},
            {"name": "먼저새집", "longitude": f"{127.4273 + 0.1 / 10_000:.6f}"},
            {"name": "온천탕", **FAR},
        )
    )
    assert take_in_listed(manager, census.wave.pk) == 3
    assert street(census) == [NAMES[0], "먼저새집", *NAMES[1:5], "새집", *NAMES[5:]]
    assert Assignment.objects.get(business__name="새집", ended_at=None).enumerator == census.intern
    new_area = Area.objects.get(wave=census.wave, dong_id="3020053000")  # nothing had been there
    assert (new_area.serial, field.free_cases(new_area)) == (1, [Business.objects.get(name="온천탕").pk])
    assert [(row.key, row.cases.all) for row in field.added(census.wave.pk)] == [("list", 3)]
    with pytest.raises(NothingNew):
        take_in_listed(manager, census.wave.pk)
    with pytest.raises(NotPermitted):
        take_in_listed(person(census.intern), census.wave.pk)


def test_a_file_leaves_what_was_found_alone_and_one_that_brings_it_later_asks_a_person() -> None:
    census = make_census()
    found = add(census).business
    load(frame_bytes(*on_the_street(), {"name": "하나더"}))
    found.refresh_from_db()
    assert found.missing_since is None and not found.possible_repeat
    load(frame_bytes(*on_the_street(), {"name": "새로빵집"}))
    found.refresh_from_db()
    assert found.possible_repeat


def test_the_office_confirms_what_is_a_business_of_its_own() -> None:
    census = make_census()
    addition = add(census)
    with pytest.raises(NotVisible):
        confirm_addition(person(census.intern), addition.pk)
    confirmed = confirm_addition(person(census.manager), addition.pk, WHY)
    assert (confirmed.state, confirmed.settled_by, confirmed.settled_reason) == ("confirmed", census.manager, WHY)
    with pytest.raises(TransitionRefused):
        confirm_addition(person(census.manager), addition.pk)


def test_what_is_the_same_as_an_entry_gives_way_to_it() -> None:
    census = make_census()
    addition, entry = add(census), census.business(NAMES[2])
    merged = merge_addition(person(census.manager), addition.pk, entry.pk, WHY)
    addition.business.refresh_from_db()
    assert (merged.state, merged.same_as, addition.business.merged_into) == ("merged", entry, entry)
    assert not addition.business.assignments.filter(ended_at=None).exists()
    assert field.added(census.wave.pk) == []
    assert work.shop_ids_of(entry) == {entry.source_id, "F000001"}
    again = look_again(person(census.manager), addition.pk, "대표자가 다름")
    addition.business.refresh_from_db()
    assert (again.state, again.same_as, addition.business.merged_into) == ("found", None, None)
    assert field.added(census.wave.pk)[0].cases.all == 1


def test_when_only_what_was_found_has_a_record_it_is_kept_and_counts_as_the_entry_that_it_is() -> None:
    census = make_census()
    addition, entry = add(census), census.business(NAMES[2])
    write(census, addition.business)
    merge_addition(person(census.manager), addition.pk, entry.pk, WHY)
    entry.refresh_from_db()
    assert entry.merged_into == addition.business
    total = field.total(field.board(census.wave.pk, "dong"), "").cases
    assert (total.all, total.complete, field.added(census.wave.pk)) == (len(NAMES), 1, [])
    look_again(person(census.manager), addition.pk, "다른 층의 업체")
    entry.refresh_from_db()
    assert entry.merged_into is None
    assert field.total(field.board(census.wave.pk, "dong"), "").cases.complete == 0
    assert field.added(census.wave.pk)[0].cases.complete == 1


def test_two_records_are_never_merged_and_a_merge_that_a_record_hangs_on_stays() -> None:
    census = make_census()
    manager = person(census.manager)
    addition, entry, other = add(census), census.business(NAMES[2]), census.business(NAMES[3])
    write(census, entry)
    with pytest.raises(ReasonNeeded):
        merge_addition(manager, addition.pk, entry.pk, " ")
    for wrong in (addition.business_id, 0):
        with pytest.raises(NoSuchEntry):
            merge_addition(manager, addition.pk, wrong, WHY)
    write(census, addition.business)
    with pytest.raises(BothRecorded):
        merge_addition(manager, addition.pk, entry.pk, WHY)
    second = add(census, told("또새집", step=5.0))
    merge_addition(manager, second.pk, other.pk, WHY)
    write(census, other)
    with pytest.raises(MergeInUse):
        look_again(manager, second.pk, WHY)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_refused() -> None:
    census = make_census()
    manager, addition, entry = person(census.manager), add(census), census.business(NAMES[2])
    answers = at_once(
        [
            lambda: merge_addition(manager, addition.pk, entry.pk, WHY),
            lambda: merge_addition(manager, addition.pk, census.business(NAMES[3]).pk, WHY),
        ]
    )
    assert sum(isinstance(one, Addition) for one in answers) == 1, answers
    assert Business.objects.exclude(merged_into=None).count() == 1


def test_from_the_street_to_the_office_over_pages(client: Client, django_assert_max_num_queries: Any) -> None:
    census = make_census()
    page, mine = reverse("survey:found", args=["2026A"]), reverse("survey:my_work", args=["2026A"])
    client.force_login(census.intern)
    offered = client.get(reverse("survey:found_industry", args=["2026A"]), {"q": "ㅂㅂ"}).json()["results"]
    assert [one["label"] for one in offered] == ["백반/한정식"]
    beside = client.get(reverse("survey:found_beside", args=["2026A"]), {"q": "성심"}).json()["results"]
    assert [one["value"] for one in beside] == [census.business("성심빵집").pk]
    fields = {"name": "성심빵집 2호", "industry": offered[0]["value"], "client_id": "1", "longitude": "127.4274",
              "latitude": "36.3289", "accuracy": "9", "photo": front()}  # fmt: skip
    assert client.post(page, fields | {"industry": ""}).status_code == 422
    asked = client.post(page, fields | {"photo": front()})
    assert asked.status_code == 409 and reverse("survey:entry", args=["2026A", beside[0]["value"]]) in asked.text
    kept = asked.context["form"]["kept"].value()
    again = {one.html_name: one.value() or "" for one in asked.context["form"]} | {"photo": ""}  # as the page has it
    assert again["name"] == "성심빵집 2호" and "[" not in str(again)
    assert client.post(page, again).status_code == 302
    addition = Addition.objects.get()
    assert addition.photo is not None and str(addition.photo.public_id) == kept
    assert "성심빵집 2호" in client.get(mine, {"q": "성심빵집 2호"}).text
    client.force_login(census.manager)
    listed, one = reverse("survey:additions", args=["2026A"]), reverse("survey:addition", args=["2026A", addition.pk])
    with django_assert_max_num_queries(16):
        assert one in client.get(listed).text
    with django_assert_max_num_queries(22):
        assert "F000001" in client.get(one).text
    assert client.get(reverse("files:preview", args=[kept])).status_code == 200  # the office sees the photo
    entry = {"entry": str(beside[0]["value"]), "number": "", "reason": WHY}
    merge = reverse("survey:addition_merge", args=["2026A", addition.pk])
    assert client.post(merge, entry | {"entry": ""}).status_code == 422
    assert client.post(merge, entry).status_code == 302
    shown = client.get(one).text
    assert WHY in shown and census.manager.name in shown
    assert (
        client.post(reverse("survey:addition_again", args=["2026A", addition.pk]), {"reason": WHY}).status_code == 302
    )
    assert client.post(reverse("survey:addition_confirm", args=["2026A", addition.pk]), {}).status_code == 302
    load(frame_bytes(*on_the_street(), {"name": "새집"}))
    assert "조사구에 넣기" in client.get(listed).text
    assert client.post(reverse("survey:take_in", args=["2026A"])).status_code == 302
    assert Case.objects.get(business__name="새집").added == "list"
    assert "현장에서 찾음" in client.get(reverse("survey:field", args=["2026A"])).text
