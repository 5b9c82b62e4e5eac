"""The played city's people."""

import pytest

from accounts import demo
from accounts.models import Organisation, Role, User
from kernel.demo import City

pytestmark = pytest.mark.django_db


def test_the_played_office_holds_every_staff_role_and_businesses_have_representatives() -> None:
    city = City(scale=0.05)
    demo.play(city)
    assert demo.office_person("manager").has_role(Role.MANAGER)
    assert len(demo.businesses()) == 6
    assert all(shop.memberships.filter(role="representative").count() == 1 for shop in demo.businesses())
    assert {entry.email for entry in city.sign_ins} <= set(User.objects.values_list("email", flat=True))


def test_the_same_seed_makes_the_same_city() -> None:
    demo.play(City(seed=7, scale=0.05))
    numbers = list(Organisation.objects.order_by("pk").values_list("registration_number", flat=True))
    dice = [City(seed=7).dice(f"accounts.business.{n}") for n in range(1, 7)]
    assert len(set(numbers)) == 6 and len(dice) == 6
    assert numbers[0].startswith("999")
