"""The played seasons: through the same actions, the same from the same seed."""

from datetime import date

import pytest

from accounts.models import Role
from internships.demo import season
from internships.demo.season import Cast, Season, play_seasons
from internships.models import AttendanceDay, AttendanceEvent, Placement
from kernel import clock
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOON = clock.seoul(2026, 11, 18, 12)  # a Wednesday


def cast() -> Cast:
    return Cast(
        manager=make_user(Role.MANAGER),
        approver=make_user(Role.APPROVER),
        reviewers=[make_user(Role.REVIEWER, name="허균"), make_user(Role.REVIEWER, name="김시습")],
        mentor=make_user(name="이황"),
        intern=make_user(name="성춘향"),
        graduate=make_user(name="홍길동"),
    )


def test_a_small_play_leaves_a_finished_and_a_running_season_and_an_open_call() -> None:
    people = cast()
    with clock.at(NOON):
        made = play_seasons(people, 7, NOON, seats=(8, 12))
    states = list(Placement.objects.values_list("state", flat=True))
    assert (len(states), states.count("working")) == (20, 12)
    assert states.count("completed") == made.completed >= 6
    assert Placement.objects.get(person=people.graduate).state == "completed"
    assert Placement.objects.get(person=people.intern).state == "working"
    assert not Placement.objects.get(person=people.intern).days.filter(day=NOON.date()).exists()
    assert made.open_call is not None and made.open_call.open_at(NOON)
    assert not AttendanceEvent.objects.filter(counted_at__gt=NOON).exists()
    assert AttendanceDay.objects.exclude(confirmed_by=None).exists()


def test_every_mentor_of_the_whole_city_has_as_many_interns_as_the_call_lets() -> None:
    people = cast()
    running = Season("청년 데이터 인턴십", 220, slice(0, None), date(2026, 10, 26), date(2027, 2, 12), people.intern)
    places = season._places(people, date(2026, 5, 4))
    with clock.at(running.before(60)):
        call = season._call(people, running, running.before(55, 9), running.before(40, 18))
    with clock.at(running.before(25)):
        positions = season._positions(people, running, call, places)
    assert sum(position.seats for position in positions) == 220
