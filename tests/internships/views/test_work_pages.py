"""The pages of the time at work: what they show, and how many statements they take whatever the number of interns."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings

from accounts.actions import give_consent
from accounts.models import User
from internships import actions as engine
from internships.actions.attendance import Where, clock_in
from internships.models import AttendanceEvent, Placement
from internships.personal import POSITION
from internships.queries.calendar import days_of_work
from internships.queries.heat_map import heat_map
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


def test_a_day_without_work_is_handed_in_with_a_tick_and_read_by_mentor_and_manager() -> None:
    """The first line stands there from the plan of the week, without minutes: it needs not be finished."""
    manager, mentor = make.manager(), make.person("이황")
    placement = make.accepted(make.call_of(manager), make.host(mentor=mentor))
    client = client_of(placement.person)
    with clock.at(make.moment(make.FIRST, "17:50")):
        page = client.get(address("log"))
        typed = {f"lines-0-{name}": value for name, value in page.context["lines"].forms[0].initial.items()}
        typed |= {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"}
        unfinished = client.post(address("log"), typed)
        assert unfinished.status_code == 422, "no minutes, no tick"
        summary = unfinished.content.decode().split("data-error-summary")[1].split("</ul>")[0]
        assert 'href="#id_lines-0-minutes"' in summary
        both = {**typed, "lines-0-minutes": "480", "idle": "on"}
        refused = client.post(address("log"), both)
        assert refused.status_code == 422 and not placement.logs.exists()
        assert client.post(address("log"), {**typed, "idle": "on"}).status_code == 302
        assert placement.logs.get().idle
        assert "업무 없음" in client.get(address("my_week")).content.decode()
        assert "받은 업무가 없었습니다" in client_of(mentor).get(address("logs")).content.decode()
        shown = client_of(manager).get(address("silent", placement.position.call_id)).content.decode()
        assert placement.person.name in shown and "업무 없음" in shown


def gone_on_wednesday() -> tuple[User, Placement]:
    """Two interns of a mentor; the second clocked in on Wednesday, forgot to clock out and left."""
    mentor = make.person("이황")
    call, host = make.call_of(make.manager()), make.host(mentor=mentor)
    seats = make.position(call, host)
    stays, leaves = [
        engine.place_applicant(make.SYSTEM, one.pk, seats.pk)
        for one in make.selected(call, users=[make.person("성춘향"), make.person("임꺽정")])
    ]
    for placement in (stays, leaves):
        engine.accept_placement(make.acting(placement.person), placement.pk)
    make.work(stays, 9)
    make.work(leaves, 1)
    wednesday = make.FIRST + timedelta(days=1)
    make.click(leaves, "in", wednesday, "09:00")
    with clock.at(make.moment(wednesday, "18:30")):
        engine.leave_placement(make.SYSTEM, leaves.pk, "취업")
    return mentor, leaves


def test_a_mentor_enters_the_time_that_a_leaver_forgot_and_closes_the_week_and_the_next() -> None:
    mentor, leaves = gone_on_wednesday()
    client, host = client_of(mentor), leaves.position.host_id
    first, second = {"week": "2026-08-31"}, {"week": "2026-09-07"}
    with clock.at(make.moment(make.FIRST.replace(day=14), "10:00")):
        page = client.get(address("attendance_list", host), {"day": "2026-09-02"}).content.decode()
        assert "임꺽정" in page
        assert "임꺽정" not in client.get(address("attendance_list", host), {"day": "2026-09-03"}).content.decode()
        entered = {f"left-{leaves.pk}": "18:00"}
        assert client.post(address("attendance_list", host) + "?day=2026-09-02", entered).status_code == 302
        assert leaves.days.get(day=make.FIRST.replace(day=2)).credited_minutes == 480
        for week, there in ((first, True), (second, False)):
            shown = client.get(address("week"), week).content.decode()
            assert ("임꺽정" in shown) is there, "who left is not waited for in later weeks"
            assert "마감된 주입니다" not in shown
            client.post(address("close_week", host), week)
            assert "마감된 주입니다" in client.get(address("week"), week).content.decode()


def test_who_left_finds_pay_and_papers_and_asks_for_a_correction_alone() -> None:
    _mentor, leaves = gone_on_wednesday()
    client = client_of(leaves.person)
    with clock.at(make.moment(make.FIRST.replace(day=3), "10:00")):
        assert address("my_place") in client.get("/").content.decode()
        place = client.get(address("my_place")).content.decode()
        assert address("my_pay") in place and address("requests") in place
        kinds = client.get(address("requests")).context["form"].fields["kind"].choices
        assert [code for code, _label in kinds] == ["correction", "public_leave", "sick_leave", "travel"]


def test_the_heat_map_shows_who_worked_at_a_place_that_was_withdrawn() -> None:
    call = make.call_of(make.manager())
    seats = make.position(call)
    worked, never = [engine.place_applicant(make.SYSTEM, one.pk, seats.pk) for one in make.selected(call, 2)]
    for placement in (worked, never):
        engine.accept_placement(make.acting(placement.person), placement.pk)
    make.work(worked, 2)
    with clock.at(make.moment(make.FIRST.replace(day=2), "18:30")):
        for placement in (worked, never):
            engine.withdraw_placement(make.SYSTEM, placement.pk, "기관의 사정")
        assert [line.placement for line in heat_map(call, date(2026, 8, 31)).lines] == [worked]


def test_who_was_moved_asks_for_a_correction_at_either_place() -> None:
    """What was worked at the first place is paid too, whenever it is found."""
    placement = make.accepted(make.call_of(**DAYS))
    day = next(iter(days_of_work(placement.first_day, TODAY - timedelta(days=1))))
    make.click(placement, "in", day, "09:00")
    there = make.position(placement.position.call, make.host())
    moved = engine.move_placement(make.SYSTEM, placement.pk, there.pk, "기관의 사정")
    engine.accept_placement(make.acting(moved.person), moved.pk)
    client = client_of(placement.person)
    page = client.get(address("requests"))
    assert page.context["placement"] == moved
    other = f"{address('requests')}?place={placement.pk}"
    assert other in page.content.decode() and "leave" in dict(page.context["form"].fields["kind"].choices)
    typed = {"kind": "correction", "first_day": day, "starts_at": "09:00", "ends_at": "18:00", "reason": "퇴근 누락"}
    assert client.post(other, typed).url == other
    assert placement.requests.get().state == "asked" and not moved.requests.exists()
    assert client.get(f"{address('requests')}?place=0").context["placement"] == moved
