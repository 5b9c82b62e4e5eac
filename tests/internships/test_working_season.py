"""The season of :mod:`tests.internships.working_season` adds up: hours from the clicks by the single minute, leave by
hand from absences and requests, pay by the slow second implementation, money from row to transfer."""

from __future__ import annotations

import pytest

from internships.models import AttendanceAdjustment, AttendanceRequest, PayRow
from tests.internships.working_facts import added_up
from tests.internships.working_season import FIRST, WorkingSeason

pytestmark = pytest.mark.django_db


def test_a_season_of_four_months_adds_up_whichever_way_it_is_counted() -> None:
    WorkingSeason(25).play()
    facts = added_up()
    assert sum(one.gone is not None for one in facts) >= 2, "somebody left"
    assert any(one.placement.first_day > FIRST for one in facts), "and was replaced"
    granted = set(AttendanceRequest.objects.filter(state="granted").values_list("kind", flat=True))
    assert granted >= {"correction", "leave", "sick_leave", "over_hours"}
    assert AttendanceAdjustment.objects.exists(), "a closed month was corrected"
    assert PayRow.objects.filter(sequence__gt=0).exists(), "and paid once more"
    assert PayRow.objects.filter(lines__contains=[{"code": "minimum"}]).exists(), "the floor rose above the contract"
