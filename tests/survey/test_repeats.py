"""Entries of one name in one dong: merged with their history, told apart, and taken back."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from kernel.errors import NotPermitted, NotVisible, ReasonNeeded
from kernel.models import AuditEntry
from survey.actions.collection import assign_businesses
from survey.actions.record import Typed, save_draft
from survey.actions.repeats import merge_repeats, tell_apart, undo_verdict
from survey.errors import MergeInUse, NoRepeat, RepeatHasRecord, RepeatIsKept
from survey.models import Assignment, Business, RepeatVerdict
from survey.queries.frame import businesses, frame_by_gu
from survey.queries.progress import progress_by_area
from survey.queries.work import find_mine
from tests.at_once import at_once
from tests.factories import make_user, person
from tests.survey.factories import NAMES, Census, content_of, frame_bytes, load, make_census

pytestmark = pytest.mark.django_db
WHY = "전화로 확인: 같은 가게가 두 번 등록됨"


def census() -> tuple[Census, Business, Business]:
    """A wave whose intern has the first six shops, two of them of one name; and those two."""
    made = make_census(shops=("두꺼비식당", "두꺼비 식당", "나", "다", "라", "마", "바"))
    first, second = Business.objects.filter(name_key="두꺼비식당").order_by("pk")
    return made, first, second


def draft(made: Census, business: Business) -> None:
    save_draft(person(made.intern), made.wave.pk, business.pk, Typed(content_of(made.wave)))


def flagged() -> set[int]:
    return set(Business.objects.filter(possible_repeat=True).values_list("pk", flat=True))


def file_again(*numbers_and_names: tuple[str, str]) -> None:
    load(frame_bytes(*({"source_id": number, "name": name} for number, name in numbers_and_names)), again=True)


def test_a_merged_entry_is_counted_listed_and_given_out_no_more_and_its_number_finds_the_one_kept() -> None:
    made, kept, repeat = census()
    assert flagged() == {kept.pk, repeat.pk}
    merge_repeats(person(made.manager), kept.pk, [repeat.pk], WHY)
    assert flagged() == set()
    assert sum(row.businesses for row in frame_by_gu()) == 6
    [area] = progress_by_area(made.wave.pk, [made.area.pk])
    assert area.businesses == 6
    assert [one.pk for one in businesses(typed="두꺼비")] == [kept.pk]
    for number in (kept.source_id, repeat.source_id):
        assert [one.pk for one in businesses(typed=number)] == [kept.pk]
        assert [one.pk for one in find_mine(made.intern, made.wave, number)] == [kept.pk]
    assert [one.pk for one in businesses(show="merged")] == [repeat.pk]
    assert not Assignment.objects.filter(business=repeat, ended_at=None).exists()
    assert Assignment.objects.filter(business=repeat).exists()  # its history stays
    assert assign_businesses(person(made.manager), made.area.pk, made.intern.pk, 10) == 1


def test_a_verdict_keeps_who_when_and_why() -> None:
    made, kept, repeat = census()
    merge_repeats(person(made.manager), kept.pk, [repeat.pk], WHY)
    verdict = RepeatVerdict.objects.get()
    assert (verdict.business, verdict.kept, verdict.answer) == (repeat, kept, "same")
    assert (verdict.made_by, verdict.reason) == (made.manager, WHY)
    entry = AuditEntry.objects.get(verb="merge_repeat")
    assert (entry.entity_id, entry.reason, entry.actor_id) == (str(repeat.pk), WHY, made.manager.pk)


def test_later_files_keep_a_merge_and_a_business_stands_as_long_as_one_of_its_numbers_does() -> None:
    load(frame_bytes({"source_id": "A1", "name": "가게"}, {"source_id": "A2", "name": "가게"}))
    manager = person(make_user(Role.MANAGER))
    kept, repeat = Business.objects.order_by("source_id")
    merge_repeats(manager, kept.pk, [repeat.pk], WHY)
    file_again(("A1", "가게"), ("A2", "가게"))
    assert flagged() == set()
    file_again(("A2", "가게"), ("A3", "나"))
    kept.refresh_from_db()
    assert kept.missing_since is None
    file_again(("A3", "나"))
    kept.refresh_from_db()
    assert kept.missing_since is not None


def test_entries_told_apart_are_asked_about_again_only_when_name_or_neighbours_change() -> None:
    load(frame_bytes({"source_id": "A1", "name": "가게"}, {"source_id": "A2", "name": "가게"}))
    first, second = Business.objects.order_by("source_id")
    tell_apart(person(make_user(Role.MANAGER)), [first.pk, second.pk], "주소와 대표자가 다름")
    assert flagged() == set()
    file_again(("A1", "가게"), ("A2", "가게"))
    assert flagged() == set()
    file_again(("A1", "가게"), ("A2", "가게"), ("A3", "가게"))
    newcomer = Business.objects.get(source_id="A3")
    assert flagged() == {newcomer.pk}  # the answered ones are not asked about
    file_again(("A1", "나"), ("A2", "가게"), ("A3", "나"))
    assert flagged() == {first.pk, newcomer.pk}  # under another name the answer says nothing


def test_a_business_that_comes_under_another_number_is_asked_about_and_keeps_its_record() -> None:
    made = make_census()
    old = made.business("성심빵집")
    draft(made, old)
    number = "MA010120220800000099"
    later = load(frame_bytes(*({"name": name} | ({"source_id": number} if name == old.name else {}) for name in NAMES)))
    new = Business.objects.get(source_id=number)
    assert [later.counts[name] for name in ("added", "perhaps_same", "gone")] == [1, 1, 1]
    assert flagged() == {old.pk, new.pk}
    assert [one.pk for one in businesses(show="repeats")] == [new.pk]
    assert sum(row.repeats for row in frame_by_gu()) == 1
    client = Client()
    client.force_login(made.manager)
    assert client.get(reverse("survey:repeats", args=[new.pk])).context["entries"] == [old, new]
    merge_repeats(person(made.manager), old.pk, [new.pk], WHY)
    old.refresh_from_db()
    assert (old.missing_since, flagged()) == (None, set())
    assert [one.pk for one in find_mine(made.intern, made.wave, number)] == [old.pk]


def test_the_entry_with_a_census_record_is_the_one_to_keep() -> None:
    made, recorded, other = census()
    draft(made, recorded)
    with pytest.raises(RepeatHasRecord):
        merge_repeats(person(made.manager), other.pk, [recorded.pk], WHY)
    assert merge_repeats(person(made.manager), recorded.pk, [other.pk], WHY).pk == recorded.pk


def test_a_wrong_merge_is_taken_back_until_a_record_depends_on_it() -> None:
    made, kept, repeat = census()
    manager = person(made.manager)
    merge_repeats(manager, kept.pk, [repeat.pk], WHY)
    undo_verdict(manager, RepeatVerdict.objects.get().pk, "대표자가 다름")
    assert flagged() == {kept.pk, repeat.pk}
    taken_back = RepeatVerdict.objects.get()
    assert (taken_back.undone_by, taken_back.undone_reason) == (made.manager, "대표자가 다름")
    with pytest.raises(NotVisible):
        undo_verdict(manager, taken_back.pk, "한 번 더")
    merge_repeats(manager, kept.pk, [repeat.pk], WHY)
    draft(made, kept)
    with pytest.raises(MergeInUse):
        undo_verdict(manager, RepeatVerdict.objects.get(undone_at=None).pk, "대표자가 다름")
    repeat.refresh_from_db()
    assert repeat.merged_into == kept


def test_what_is_no_repeat_is_refused() -> None:
    made, kept, repeat = census()
    manager, other = person(made.manager), made.business("나")
    for wrong in ([other.pk], [], [kept.pk], [0]):
        with pytest.raises(NoRepeat):
            merge_repeats(manager, kept.pk, wrong, WHY)
    with pytest.raises(ReasonNeeded):
        merge_repeats(manager, kept.pk, [repeat.pk], " ")
    with pytest.raises(NotPermitted):
        merge_repeats(person(made.intern), kept.pk, [repeat.pk], WHY)
    load(frame_bytes({"source_id": "Z1", "name": "두꺼비식당"}))
    third = Business.objects.get(source_id="Z1")
    Business.objects.filter(pk__in=[kept.pk, repeat.pk]).update(missing_since=None)
    merge_repeats(manager, kept.pk, [repeat.pk], WHY)
    with pytest.raises(RepeatIsKept):
        merge_repeats(manager, third.pk, [kept.pk], WHY)
    with pytest.raises(NoRepeat):
        merge_repeats(manager, repeat.pk, [third.pk], WHY)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_merge_crosswise_at_once_make_one_merge() -> None:
    made, one, other = census()
    manager = person(made.manager)
    results = at_once(
        [
            lambda: merge_repeats(manager, one.pk, [other.pk], WHY),
            lambda: merge_repeats(manager, other.pk, [one.pk], WHY),
        ]
    )
    assert sum(isinstance(result, Business) for result in results) == 1, results
    assert Business.objects.exclude(merged_into=None).count() == 1


def test_from_the_list_to_the_answer_and_back_over_pages(client: Client, django_assert_max_num_queries: Any) -> None:
    made, kept, repeat = census()
    client.force_login(made.manager)
    page = reverse("survey:repeats", args=[repeat.pk])
    assert page in client.get(reverse("survey:businesses"), {"show": "repeats"}).content.decode()
    with django_assert_max_num_queries(12):
        shown = client.get(page).content.decode()
    assert kept.source_id in shown and repeat.source_id in shown
    fields = {"answer": "same", "repeats": [str(repeat.pk)], "kept": "", "reason": WHY}
    refused = client.post(page, fields)
    assert refused.status_code == 422 and WHY in refused.content.decode()
    assert client.post(page, fields | {"kept": str(kept.pk)}).status_code == 302
    after = client.get(page).content.decode()
    assert made.manager.name in after and WHY in after
    undo = reverse("survey:verdict_undo", args=[RepeatVerdict.objects.get().pk])
    assert client.post(undo, {"reason": "대표자가 다름"}).status_code == 302
    fields = {"answer": "different", "repeats": [str(kept.pk), str(repeat.pk)], "reason": "주소가 다름"}
    assert client.post(page, fields).status_code == 302
    assert flagged() == set()
