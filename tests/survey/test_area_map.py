"""Where an area lies among the areas of its dong."""

import pytest
from django.urls import reverse

from survey.models import Area, Business
from survey.queries.area_map import dong_map
from tests.survey.factories import make_census
from tests.survey.test_pages import signed_in

pytestmark = pytest.mark.django_db


def test_an_area_is_told_apart_from_the_others_of_its_dong() -> None:
    """Shops along one street, which is cut in two: the dots of an area lie together, and its number in their midst."""
    census = make_census(given=0, shops=tuple(f"가게{n:03}" for n in range(320)))
    one, other = Area.objects.order_by("serial")
    drawn = dong_map(one)
    here = {dot.x for dot in drawn.dots if dot.is_here}
    beside = {dot.x for dot in drawn.dots if not dot.is_here}
    assert beside and (max(here) < min(beside) or min(here) > max(beside))
    middle, name_beside = sorted(drawn.names, key=lambda name: not name.is_here)
    assert (middle.serial, name_beside.serial) == (one.serial, other.serial)
    assert min(here) < middle.x < max(here)
    far = [shop.longitude for shop in Business.objects.exclude(longitude=None)]
    assert drawn.across_m == pytest.approx((max(far) - min(far)) * 111_195 * 0.8056, rel=0.05)
    page = signed_in(census.manager).get(reverse("survey:area", args=["2026A", one.pk]))
    assert page.context["map"] == drawn


def test_shops_without_a_place_are_on_no_map() -> None:
    census = make_census(given=0)
    Business.objects.update(longitude=None, latitude=None)
    assert dong_map(census.area).dots == []
    page = signed_in(census.manager).get(reverse("survey:area", args=["2026A", census.area.pk]))
    assert "area-map" not in page.content.decode()
