"""Where a visit was made is kept with it, whichever way it came, and lists say honestly where nobody told."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from survey.models import Visit
from tests.survey.factories import make_census
from tests.survey.test_offline import Phone

pytestmark = pytest.mark.django_db
HERE = {"latitude": "36.328600", "longitude": "127.428100", "accuracy": "9"}


def test_on_the_page_it_goes_along_when_the_device_tells_it(client: Any) -> None:
    census = make_census()
    client.force_login(census.intern)
    shop = census.business("가람식당")
    address = reverse("survey:visit", args=["2026A", shop.pk])
    for number, told in enumerate((HERE, {}, {"latitude": "36.3"}, HERE | {"latitude": "91"})):
        client.post(address, {"result": "absent", "channel": "visit", "client_id": f"v{number}", **told})
    kept = Visit.objects.order_by("pk").values_list("latitude", "longitude", "accuracy")
    assert list(kept) == [(36.3286, 127.4281, 9), (None, None, None), (None, None, None)]  # the last one was refused
    page = client.get(address).content.decode()
    assert page.count("36.32860, 127.42810 (± 9 m)") == 1 and page.count("위치 없음") == 2


def test_from_the_field_app_it_comes_with_visits_and_records() -> None:
    phone = Phone(make_census())
    here = HERE | {"accuracy": 9}
    phone.told(phone.visit(shop="가람식당", position=here), phone.record(position=here), phone.visit(shop="두꺼비짬뽕"))
    kept = {one.case.business.name: (one.latitude, one.accuracy) for one in Visit.objects.all()}
    assert kept == {"가람식당": (36.3286, 9), "성심빵집": (36.3286, 9), "두꺼비짬뽕": (None, None)}
