"""Records are found by business, intern, day, issue and answer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from survey.models import CensusRecord
from survey.queries.records import Wanted, records_of
from tests.survey.factories import Census, hand_in, make_census, the_form
from tests.survey.test_openrosa import App, xml

pytestmark = pytest.mark.django_db


@pytest.fixture
def census() -> Census:
    made = make_census()
    hand_in(made, "성심빵집", visited_on="2026-11-02", digital_tools="kiosk smart_order")
    hand_in(made, "가람식당", visited_on="2026-11-20", local_currency="not_accepted")
    hand_in(made, "두꺼비짬뽕", result="absent", visited_on="2026-11-21")
    App(made).send(xml(made, shop_id=made.business("차&커피").source_id, staff_total="9", visited_on="2026-11-22"))
    return made


def found(census: Census, **wanted: Any) -> list[str]:
    return sorted(record.business.name for record in records_of(census.wave, Wanted(**wanted)))


def path(census: Census, name: str) -> str:
    return the_form(census.wave).named[name].path


def test_by_name_shop_number_and_receipt(census: Census) -> None:
    assert found(census, typed="성심") == ["성심빵집"]
    assert found(census, typed=census.business("가람식당").source_id) == ["가람식당"]
    assert found(census, typed=CensusRecord.objects.get(business__name="두꺼비짬뽕").receipt.lower()) == ["두꺼비짬뽕"]


def test_by_intern_day_result_and_issue(census: Census) -> None:
    assert len(found(census, entered_by=census.intern.pk)) == 4
    assert found(census, entered_by=census.manager.pk) == []
    assert found(census, since=date(2026, 11, 20), until=date(2026, 11, 21)) == ["가람식당", "두꺼비짬뽕"]
    assert found(census, result="absent") == ["두꺼비짬뽕"]
    assert found(census, issues=True) == ["차&커피"]


def test_by_answer_also_one_of_several(census: Census) -> None:
    assert found(census, path=path(census, "local_currency"), answer="not_accepted") == ["가람식당"]
    assert found(census, path=path(census, "digital_tools"), answer="smart_order") == ["성심빵집"]
    assert found(census, path=path(census, "digital_tools"), answer="order") == []
    assert found(census, path=path(census, "sales"), answer=".*") == []


def test_by_an_answer_whose_name_has_two_underscores_or_that_stands_in_a_round(census: Census) -> None:
    record = CensusRecord.objects.get(business__name="가람식당")
    record.answers |= {"/data/other__kind": "a b", "/data/digital/platform": [{"/data/digital/platform/kind": "sns"}]}
    record.save()
    assert found(census, path="/data/other__kind", answer="b") == ["가람식당"]
    assert found(census, path="/data/digital/platform/kind", answer="sns") == ["가람식당"]
    assert found(census, path="/data/digital/platform/kind", answer="s") == []


def test_the_list_takes_all_of_it_from_its_address(census: Census, django_assert_max_num_queries: Any) -> None:
    manager = Client()
    manager.force_login(census.manager)
    address = reverse("survey:records", args=["2026A"])
    asked = {"question": path(census, "local_currency"), "answer": "not_accepted", "by": census.intern.pk}
    manager.get(address)
    with django_assert_max_num_queries(20):
        page = manager.get(address, asked)
    assert [record.business.name for record in page.context["page"]] == ["가람식당"]
    assert len(manager.get(address, {"since": "no day", "state": "x"}).context["page"]) == 4
