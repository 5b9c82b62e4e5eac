"""The played register: through the same actions as real life."""

from datetime import timedelta

import pytest

from accounts import demo as people
from kernel import clock
from kernel.demo import City
from vouchers.demo_suppliers import play_suppliers
from vouchers.queries.supplier import Search, register_page

pytestmark = pytest.mark.django_db


def test_six_suppliers_can_be_chosen_and_one_waits_for_its_review() -> None:
    city = City(scale=0.05)
    people.play(city)
    made = play_suppliers(city, clock.now() - timedelta(days=100))
    assert len(made) == 7 and made[-1].state == "applied"
    listed = register_page(Search(), 1)
    assert listed.paginator.count == 6
    assert {kind for one in listed for kind in one.kinds} == {"purchase", "general", "ai"}
