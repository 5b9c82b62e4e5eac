"""How far a wave is, by dong, gu and area, against counting each business; and the pages that show it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from survey.actions.areas import cut_areas
from survey.actions.collection import assign_businesses, open_wave
from survey.actions.repeats import merge_repeats
from survey.actions.review import approve_record, return_record
from survey.models import Area, Assignment, Case, CensusRecord, Dong
from survey.queries.progress import Progress, progress_by_area, progress_by_dong, progress_by_gu, total
from survey.views.manager import ROWS
from tests.factories import person
from tests.survey.factories import NAMES, Census, hand_in, keep, make_census

pytestmark = pytest.mark.django_db
FIGURES = ("businesses", "assigned", "draft", "submitted", "returned", "approved")
ELSEWHERE = "3011051500"  # a dong of another gu


def worked_through() -> Census:
    """Three areas in two dongs of two gu, one of them untouched in all but its list; records in every state, a business
    that is merged into another one, two that came beside the frame, and another wave of the same businesses."""
    census = make_census(given=0, shops=(*NAMES, "두꺼비 짬뽕"))
    beside = Area.objects.create(wave=census.wave, dong_id=census.area.dong_id, serial=2)
    other = Area.objects.create(wave=census.wave, dong_id=ELSEWHERE, serial=1)
    cases = list(Case.objects.order_by("business__source_id"))
    for area, part in ((beside, cases[5:7]), (other, cases[7:])):
        Case.objects.filter(pk__in=[case.pk for case in part]).update(area=area)
    for case in (cases[0], cases[7]):
        Case.objects.filter(pk=case.pk).update(added=Case.Added.FIELD)
    manager = person(census.manager)
    assign_businesses(manager, census.area.pk, census.intern.pk, 5)
    assign_businesses(manager, beside.pk, census.intern.pk, 1)
    keep(census, NAMES[0])
    first, second, _waiting = (hand_in(census, name) for name in (NAMES[1], NAMES[3], NAMES[4]))
    return_record(manager, first.pk, "매출 다시 확인")
    for record in (second, hand_in(census, Assignment.objects.get(area=beside).business.name)):
        approve_record(manager, record.pk)
    merge_repeats(manager, census.business("두꺼비짬뽕").pk, [census.business("두꺼비 짬뽕").pk], "전화로 확인")
    again = open_wave(
        manager, code="2026B", title="한 번 더", questionnaire=census.wave.questionnaire,
        opens_at=census.wave.opens_at, closes_at=census.wave.closes_at,
    )  # fmt: skip
    cut_areas(manager, again.pk)
    return census


def counted(census: Census, place: Callable[[Area], str]) -> dict[str, Counter[str]]:
    """The figures of each place, one business after the other."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for case in Case.objects.filter(wave=census.wave, business__merged_into=None):
        found[place(case.area)]["businesses"] += 1
    for given in Assignment.objects.filter(wave=census.wave, ended_at=None):
        found[place(given.area)]["assigned"] += 1
    for record in CensusRecord.objects.filter(wave=census.wave):
        found[place(record.area)][record.state] += 1
    return found


def figures(one: Progress) -> Counter[str]:
    return Counter({name: many for name, many in asdict(one).items() if name in FIGURES and many})


def added(places: Iterable[Counter[str]]) -> Counter[str]:
    return sum(places, Counter[str]())


def test_progress_is_what_counting_each_business_gives(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    census = worked_through()
    with django_assert_num_queries(1):
        dongs = progress_by_dong(census.wave.pk)
    by_dong = counted(census, lambda area: area.dong.name)
    assert {one.dong: figures(one) for one in dongs} == by_dong
    assert set(added(by_dong.values())) == set(FIGURES), "every figure occurs"
    assert {one.name: figures(one) for one in progress_by_gu(dongs)} == counted(census, lambda area: area.dong.gu)
    assert figures(total(dongs)) == added(by_dong.values())

    areas = list(Area.objects.filter(wave=census.wave).order_by("dong_id", "serial"))
    with django_assert_num_queries(1):
        listed = progress_by_area(census.wave.pk, [area.pk for area in reversed(areas)])
    assert [one.area_id for one in listed] == [area.pk for area in areas]
    by_area = counted(census, lambda area: str(area.pk))
    assert {str(one.area_id): figures(one) for one in listed} == by_area
    one = areas[1]
    assert [figures(only) for only in progress_by_area(census.wave.pk, [one.pk])] == [by_area[str(one.pk)]]


def test_a_dong_leads_to_its_first_area_and_one_where_nothing_lies_is_listed_too() -> None:
    census = make_census(given=0)
    empty = Area.objects.create(wave=census.wave, dong_id=ELSEWHERE, serial=2)
    first = Area.objects.create(wave=census.wave, dong_id=ELSEWHERE, serial=1)
    [elsewhere, here] = progress_by_dong(census.wave.pk)
    assert (elsewhere.area_id, here.area_id) == (first.pk, census.area.pk)
    assert not figures(elsewhere)
    [row] = progress_by_area(census.wave.pk, [empty.pk])
    assert (row.name, figures(row)) == (f"{Dong.objects.get(pk=ELSEWHERE).name}-2", Counter())


def test_areas_come_page_by_page_and_gu_by_gu_with_the_sum_of_them_all() -> None:
    census = make_census(given=3)
    Area.objects.bulk_create(Area(wave=census.wave, dong_id=ELSEWHERE, serial=serial) for serial in range(1, ROWS + 11))
    client = Client()
    client.force_login(census.manager)
    page = reverse("survey:wave", args=[census.wave.code])

    def shown(**narrowed: str) -> tuple[int, int, int]:
        context = client.get(page, {"by": "area", **narrowed}).context
        return len(context["areas"]), context["chosen"].businesses, context["chosen"].assigned

    assert shown() == (ROWS, len(NAMES), 3)
    assert shown(page="2") == (11, len(NAMES), 3)
    assert shown(gu=ELSEWHERE[:5]) == (ROWS, 0, 0)
    assert shown(gu=census.area.dong_id[:5]) == (1, len(NAMES), 3)


@pytest.mark.parametrize("areas", [1, 120])
def test_a_page_of_a_wave_asks_as_many_statements_whatever_its_size(
    areas: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    census = make_census(given=8)
    Area.objects.bulk_create(Area(wave=census.wave, dong_id=ELSEWHERE, serial=serial) for serial in range(1, areas))
    client = Client()
    client.force_login(census.manager)
    page = reverse("survey:wave", args=[census.wave.code])
    for by, most in (("dong", 11), ("area", 13), ("person", 12)):
        client.get(page, {"by": by})
        with django_assert_max_num_queries(most):
            assert client.get(page, {"by": by}).status_code == 200
