"""The pages of the time at work: what they show, and how many statements they take whatever the number of interns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from accounts.actions import give_consent
from internships import actions as engine
from internships.actions.attendance import Where, clock_in
from internships.models import AttendanceEvent, Placement
from internships.personal import POSITION
from internships.queries.calendar import days_of_work
from internships.rules.whereabouts import fix_from, minute_of, screen_code
from kernel import clock
from programs.models import Call
from tests.internships import factories as make
from tests.internships.views.test_pages import address, client_of, statements

pytestmark = pytest.mark.django_db
TODAY = clock.today()
DAYS = {"first_day": (TODAY - timedelta(days=21)).isoformat(), "last_day": (TODAY + timedelta(days=60)).isoformat()}


def interns(call: Call, count: int) -> list[Placement]:
    """So many interns at one host who worked three weeks."""
    seats = make.position(call, make.host(mentor=make.person("이황")), seats=count)
    placed = []
    for application in make.selected(call, count):
        placement = engine.place_applicant(make.SYSTEM, application.pk, seats.pk)
        placed.append(engine.accept_placement(make.acting(placement.person), placement.pk))
    for placement in placed:
        for day in list(days_of_work(placement.first_day, TODAY - timedelta(days=1)))[:3]:
            make.click(placement, "in", day, "09:00")
            make.click(placement, "out", day, "18:00")
    return placed


def test_the_heat_map_takes_no_more_statements_for_more_interns() -> None:
    manager = make.manager()
    taken = []
    for count in (1, 5):
        call = make.call_of(manager, **DAYS)
        interns(call, count)
        taken.append(statements(client_of(manager), address("attendance", call.pk)))
    assert taken[0] == taken[1] <= 20, taken


@pytest.mark.parametrize("name", ["contracts", "courses", "silent"])
def test_the_managers_lists_take_no_more_statements_for_more_interns(name: str) -> None:
    manager = make.manager()
    taken = []
    for count in (1, 4):
        call = make.call_of(manager, **DAYS)
        interns(call, count)
        taken.append(statements(client_of(manager), address(name, call.pk)))
    assert taken[0] == taken[1], taken


def test_a_click_with_a_position_keeps_the_distance_only_and_only_with_consent() -> None:
    placement = make.accepted(make.call_of(evidence="position", radius=200))
    position = placement.position
    near = Where(fix_from(str(position.latitude), str(position.longitude), "12"))
    actor = make.acting(placement.person)
    with clock.at(make.moment(make.FIRST, "09:00")):
        silent = clock_in(actor, placement.pk, "without-consent", where=near)
    assert (silent.whereabouts, silent.distance_m) == ("unknown", None)
    assert placement.days.get().flags == ["outside", "still_in"]
    give_consent(actor, placement.person, POSITION.code, about=str(placement.pk))
    with clock.at(make.moment(make.FIRST, "12:00")):
        shown = clock_in(actor, placement.pk, "with-consent-now", where=near)
    assert (shown.whereabouts, shown.distance_m, shown.accuracy_m) == ("inside", 0, 12)
    far = Where(fix_from("37.5", "127.0", "12"))
    with clock.at(make.moment(make.FIRST, "13:00")):
        assert clock_in(actor, placement.pk, "far-away-click", where=far).whereabouts == "outside"


def test_the_code_of_the_hosts_screen_shows_the_place_and_an_old_one_does_not() -> None:
    placement = make.accepted(make.call_of(evidence="screen"))
    nine = make.moment(make.FIRST, "09:00")
    code = screen_code(settings.SECRET_KEY.encode(), placement.position.host_id, minute_of(nine))
    client = client_of(placement.person)
    with clock.at(nine):
        page = client.get(address("today"), {"code": code}).content.decode()
        assert code in page
        answer = client.post(
            address("clock_in", placement.pk),
            {"client_id": "by-the-screen-1", "code": code},
            headers={"Accept": "application/json"},
        )
    assert answer.json() == {"answered": True}
    event = AttendanceEvent.objects.get()
    assert (event.whereabouts, event.source) == ("inside", "screen")
    with clock.at(make.moment(make.FIRST, "18:00")):
        client.post(address("clock_out", placement.pk), {"client_id": "by-the-screen-2", "code": code})
    assert AttendanceEvent.objects.get(kind="out").whereabouts == "outside"


def test_the_page_without_a_network_holds_nobodys_data() -> None:
    placement = make.accepted()
    page = client_of(placement.person).get(address("offline")).content.decode()
    anonymous = client_of(make.person("놀부"))
    anonymous.logout()
    shown = anonymous.get(address("offline")).content.decode()
    assert placement.person.name not in shown and "data-click" in shown and "data-click" in page
    assert anonymous.get(address("worker"))["Content-Type"].startswith("text/javascript")
