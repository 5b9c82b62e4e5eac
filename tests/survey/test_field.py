"""Areas given out and handed over, visits and what follows from them, boards against the frame."""

from datetime import time, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Role, User
from kernel import clock
from kernel.errors import NotPermitted
from notices.models import Notice
from survey.actions.areas import cut_areas, hand_out, hand_over
from survey.actions.collection import assign_businesses, open_wave, set_field_rules
from survey.actions.record import Typed, save_draft, submit_record
from survey.actions.review import return_record
from survey.actions.visits import record_visit
from survey.errors import (
    EntryClosed,
    HourReasonNeeded,
    NobodyToMend,
    NotAssignedToYou,
    NoteNeeded,
    NothingToAssign,
    NotInTheFuture,
    VisitNeedsRecord,
    WorkBegun,
)
from survey.models import Area, Assignment, Business, Case, Visit, Wave
from survey.queries import best_hour, field, pace, work
from survey.rules.field.hours import PermittedHours
from survey.rules.field.response_rates import Cases
from survey.rules.visit_results import VisitResult
from tests.factories import make_user, person
from tests.survey.factories import NAMES, Census, content_of, frame_bytes, hand_in, load, make_census, published

pytestmark = pytest.mark.django_db
ABSENT, CLOSED, REFUSED = VisitResult.ABSENT, VisitResult.CLOSED, VisitResult.REFUSED


def visit(census: Census, name: str, result: VisitResult = ABSENT, **more: Any) -> Case:
    given = {"client_id": f"{name}-{result}-{more.get('at')}", "channel": "visit"} | more
    return record_visit(person(census.intern), census.wave.pk, census.business(name).pk, result, **given)


def test_every_business_of_the_frame_is_a_case_of_one_area_in_walking_order() -> None:
    census = make_census(given=0)
    assert {case.business.name for case in Case.objects.all()} == set(NAMES)
    assert sorted(Case.objects.values_list("position", flat=True)) == list(range(1, len(NAMES) + 1))
    assert str(census.area).endswith("은행선화동-1")


def test_areas_are_cut_anew_until_something_was_given_out() -> None:
    census = make_census(given=0)
    load(frame_bytes(*({"name": name} for name in (*NAMES, "새로연가게"))))
    assert cut_areas(person(census.manager), census.wave.pk) == 1
    assert Case.objects.filter(business__name="새로연가게").exists()
    assign_businesses(person(census.manager), Area.objects.get().pk, census.intern.pk, 1)
    with pytest.raises(WorkBegun):
        cut_areas(person(census.manager), census.wave.pk)


def two_dongs() -> tuple[Any, Wave]:
    """A wave with sixty shops in each of two dongs far from each other."""
    places = {"3014053500": (127.427, 36.328), "3020053000": (127.345, 36.354)}
    load(
        frame_bytes(
            *(
                {
                    "name": f"가게{dong[4]}{number}", "dong_code": dong, "gu_name": gu,
                    "dong_name": name, "longitude": f"{place[0] + number / 10_000:.4f}", "latitude": f"{place[1]:.4f}",
                }
                for (dong, place), gu, name in zip(
                    places.items(), ("중구", "유성구"), ("은행선화동", "온천1동"), strict=True
                )
                for number in range(60)
            )
        )
    )  # fmt: skip
    manager = make_user(Role.MANAGER)
    now = clock.now()
    wave = open_wave(
        person(manager), code="2026B", title="두 동", questionnaire=published(manager),
        opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=30),
    )  # fmt: skip
    cut_areas(person(manager), wave.pk)
    return manager, wave


def test_areas_are_shared_among_people_each_with_what_lies_together() -> None:
    manager, wave = two_dongs()
    people = [make_user(Role.INTERN), make_user(Role.INTERN)]
    given = hand_out(person(manager), wave.pk, [one.pk for one in people])
    assert given == {people[0].pk: 60, people[1].pk: 60}
    for one in people:
        assert one.census_assignments.values("business__dong").distinct().count() == 1
    with pytest.raises(NothingToAssign):
        hand_out(person(manager), wave.pk, [people[0].pk])


def test_an_area_goes_over_to_somebody_else_with_its_history() -> None:
    census = make_census(given=6)
    visit(census, NAMES[0], CLOSED, note="간판이 없음")
    after = make_user(Role.INTERN, name="이몽룡")
    open_before = Case.objects.exclude(step="done").count()
    moved = hand_over(person(census.manager), census.area.pk, after.pk)
    assert moved == open_before == len(NAMES) - 1
    assert Assignment.objects.filter(enumerator=census.intern, ended_at=None).count() == 0
    assert Assignment.objects.filter(enumerator=census.intern).exclude(ended_at=None).count() == 6
    assert list(work.my_waves(after)) == [census.wave]
    with pytest.raises(NotAssignedToYou):
        visit(census, NAMES[1])


def test_what_was_handed_in_stays_with_whoever_handed_it_in() -> None:
    census = make_census(given=2)
    mine = Assignment.objects.filter(enumerator=census.intern).earliest("pk").business
    actor = person(census.intern)
    save_draft(actor, census.wave.pk, mine.pk, Typed(content_of(census.wave, shop_id=mine.source_id)))
    submit_record(actor, census.wave.pk, mine.pk)
    hand_over(person(census.manager), census.area.pk, make_user(Role.INTERN).pk)
    assert list(
        Assignment.objects.filter(enumerator=census.intern, ended_at=None).values_list("business", flat=True)
    ) == [mine.pk]


def test_what_came_back_goes_over_as_well_and_comes_back_to_whom_it_went() -> None:
    census = make_census()
    record = hand_in(census)
    manager, after = person(census.manager), make_user(Role.INTERN, name="이몽룡")
    return_record(manager, record.pk, "매출을 다시 확인(가상)")
    assert hand_over(manager, census.area.pk, after.pk) == len(NAMES)
    assert work.my_counts(after, census.wave).returned == 1
    assert not work.my_waves(census.intern).exists()
    mender = person(User.objects.get(pk=after.pk))
    content = content_of(census.wave, sales="19000", profit="3500")
    save_draft(mender, census.wave.pk, record.business_id, Typed(content))
    assert submit_record(mender, census.wave.pk, record.business_id).version == 2
    return_record(manager, record.pk, "영업이익도 확인(가상)")
    told = Notice.objects.filter(code="record_returned").order_by("pk")
    assert [notice.recipient for notice in told] == [census.intern, after]


def test_what_somebody_handed_in_comes_back_to_whom_the_business_was_given_since() -> None:
    census = make_census()
    record = hand_in(census)
    after = make_user(Role.INTERN, name="이몽룡")
    Assignment.objects.filter(business=record.business).update(ended_at=clock.now())
    with pytest.raises(NobodyToMend):
        return_record(person(census.manager), record.pk, "확인(가상)")
    Assignment.objects.create(wave=census.wave, area=census.area, business=record.business, enumerator=after)
    return_record(person(census.manager), record.pk, "확인(가상)")
    assert Notice.objects.get(code="record_returned").recipient == after


def test_a_closed_door_is_tried_three_times_and_the_case_says_when() -> None:
    census = make_census()
    today = clock.now().astimezone(clock.SEOUL).replace(hour=10, minute=0, second=0, microsecond=0)
    first = visit(census, NAMES[0], at=today - timedelta(days=3))
    assert (first.step, first.visits) == ("again", 1)
    assert first.not_before == (today - timedelta(days=2)).replace(hour=12)
    visit(census, NAMES[0], at=today - timedelta(days=2))
    last = visit(census, NAMES[0], at=today - timedelta(days=1))
    assert (last.step, last.not_before, last.visits, last.result) == ("done", None, 3, "absent")


def test_a_visit_sent_twice_counts_once_and_one_sent_late_finds_its_place() -> None:
    census = make_census()
    now = clock.now()
    visit(census, NAMES[0], REFUSED, at=now - timedelta(hours=1), note="바쁘다고 함", client_id="b")
    visit(census, NAMES[0], REFUSED, at=now - timedelta(hours=1), note="바쁘다고 함", client_id="b")
    late = visit(census, NAMES[0], ABSENT, at=now - timedelta(days=1), client_id="a")
    assert Visit.objects.count() == 2
    assert (late.result, late.step, late.visits) == ("refused", "supervisor", 2)


def test_a_visit_that_cannot_be_is_refused() -> None:
    census = make_census()
    with pytest.raises(NoteNeeded):
        visit(census, NAMES[0], CLOSED)
    with pytest.raises(VisitNeedsRecord):
        visit(census, NAMES[0], VisitResult.COMPLETED)
    with pytest.raises(NotInTheFuture):
        visit(census, NAMES[0], at=clock.now() + timedelta(hours=1))
    Wave.objects.filter(pk=census.wave.pk).update(closes_at=clock.now())
    with pytest.raises(EntryClosed):
        visit(census, NAMES[0])
    assert not Visit.objects.exists()


def test_an_interview_is_a_visit_too_and_settles_the_case() -> None:
    census = make_census()
    shop = census.business(NAMES[0])
    actor = person(census.intern)
    save_draft(actor, census.wave.pk, shop.pk, Typed(content_of(census.wave, shop_id=shop.source_id)))
    submit_record(actor, census.wave.pk, shop.pk)
    case = Case.objects.get(business=shop)
    assert (case.result, case.step, case.visits) == ("completed", "done", 1)


def test_the_day_begins_with_what_came_back_and_appointments_and_ends_with_what_waits() -> None:
    census = make_census(given=6)
    names = [assignment.business.name for assignment in Assignment.objects.order_by("pk")]
    tomorrow = (clock.now() + timedelta(days=1)).astimezone(clock.SEOUL)
    with clock.at(tomorrow.replace(hour=10, minute=0)):
        visit(census, names[0], REFUSED, note="다시 오라고 함", appointment=tomorrow.replace(hour=23, minute=59))
        visit(census, names[1])
        visit(census, names[2], CLOSED, note="폐업 안내문")
        listed = [business.name for business in work.my_list(census.intern, census.wave, "todo")]
        assert listed == [names[0], *names[3:], names[1]]
        assert [business.name for business in work.my_list(census.intern, census.wave, "done")] == [names[2]]
        assert work.my_counts(census.intern, census.wave) == work.MyCounts(assigned=6, begun=0, returned=0, done=1)


def test_boards_count_against_the_frame_in_one_statement(django_assert_num_queries: Any) -> None:
    census = make_census(given=6)
    names = [assignment.business.name for assignment in Assignment.objects.order_by("pk")]
    visit(census, names[0], CLOSED, note="폐업 안내문")
    visit(census, names[1])
    visit(census, names[2], REFUSED, note="바쁘다고 함")
    shop = census.business(names[3])
    actor = person(census.intern)
    save_draft(actor, census.wave.pk, shop.pk, Typed(content_of(census.wave, shop_id=shop.source_id)))
    submit_record(actor, census.wave.pk, shop.pk)
    wanted = Cases(complete=1, refusal=1, non_contact=1, not_eligible=1, unvisited=4)
    for by in field.BOARDS:
        with django_assert_num_queries(1):
            rows = field.board(census.wave.pk, by)
        assert field.total(rows, "").cases == wanted, by
    dong = field.board(census.wave.pk, "dong")[0]
    # 1 of 3 eligible + 4 unvisited; e = 3/4: 1 of 3 + 3; without the unknown 1 of 3
    assert (dong.rates.rr1, dong.rates.rr3, dong.rates.rr5) == (Fraction(1, 7), Fraction(1, 6), Fraction(1, 3))
    assert [(row.name, row.visited) for row in field.board(census.wave.pk, "person")] == [("", 0), ("성춘향", 4)]
    assert [(row.visits, row.interviews, row.settled) for row in field.by_day(census.wave.pk)] == [(4, 1, 2)]


def test_whose_work_deserves_a_look() -> None:
    census = make_census(given=2)
    assert [(one.name, one.open) for one in pace.looked_at(census.wave)] == [("성춘향", 2)]
    visit(census, Assignment.objects.earliest("pk").business.name)
    assert pace.looked_at(census.wave) == []


def test_pages_of_field_work(client: Any) -> None:
    census = make_census(given=0)
    client.force_login(census.manager)
    here = f"/survey/waves/{census.wave.code}/field/"
    for by in (*field.BOARDS, "day", "part"):
        assert client.get(here, {"by": by}).status_code == 200
    answer = client.post(f"{here}give-out/", {"people": [census.intern.pk]})
    assert answer.status_code == 302
    assert Assignment.objects.count() == len(NAMES)
    after = make_user(Role.INTERN, name="이몽룡")
    client.post(f"/survey/waves/{census.wave.code}/areas/{census.area.pk}/over", {"person": after.pk})
    assert Assignment.objects.filter(enumerator=after, ended_at=None).count() == len(NAMES)
    client.force_login(after)
    shop = Business.objects.get(name=NAMES[0])
    page = f"/survey/my/{census.wave.code}/{shop.pk}/visit/"
    assert NAMES[0] in client.get(page).content.decode()
    refused = client.post(page, {"result": "closed", "channel": "visit", "client_id": "1"})
    assert refused.status_code == 422 and not Visit.objects.exists()
    for _twice in range(2):
        client.post(page, {"result": "closed", "channel": "visit", "client_id": "1", "note": "폐업 안내문"})
    assert Visit.objects.get().note == "폐업 안내문"


def test_a_visit_outside_the_permitted_hours_needs_a_reason_or_an_appointment() -> None:
    census = make_census()
    evening = clock.now().astimezone(clock.SEOUL).replace(hour=21, minute=0, second=0, microsecond=0)
    late = min(evening, evening - timedelta(days=1))
    set_field_rules(person(census.manager), census.wave.pk, PermittedHours(), "042-000-0000")
    with pytest.raises(HourReasonNeeded):
        visit(census, NAMES[0], at=late)
    visit(census, NAMES[0], at=late, hour_reason="영업이 밤에 시작됨")
    assert Visit.objects.get().hour_reason == "영업이 밤에 시작됨"
    visit(census, NAMES[1], REFUSED, at=late - timedelta(hours=3), note="밤에 오라고 함", appointment=late)
    assert visit(census, NAMES[1], at=late).visits == 2


def test_the_list_says_when_it_is_outside_the_hours_and_the_page_of_a_visit_asks_why(client: Any) -> None:
    census = make_census()
    set_field_rules(person(census.manager), census.wave.pk, PermittedHours(), "")
    wave, shop = census.wave.code, census.business(NAMES[0]).pk
    mine, page = reverse("survey:my_work", args=[wave]), reverse("survey:visit", args=[wave, shop])
    given = {"result": "absent", "channel": "visit", "client_id": "1"}
    tomorrow = (clock.now() + timedelta(days=1)).astimezone(clock.SEOUL)
    with clock.at(tomorrow.replace(hour=10, minute=0)):
        client.force_login(census.intern)
        assert "허용 시간" not in client.get(mine).content.decode()
        assert "hour_reason" not in client.get(page).content.decode()
    with clock.at(tomorrow.replace(hour=21, minute=0)):
        client.force_login(census.intern)
        assert "방문 09:00–20:00" in client.get(mine).content.decode()
        assert client.post(page, given).status_code == 422
        assert client.post(page, given | {"hour_reason": "밤에만 영업"}).status_code == 302
    assert Visit.objects.get().hour_reason == "밤에만 영업"


def test_hours_and_telephone_are_the_managers_to_set(client: Any) -> None:
    census = make_census()
    client.force_login(census.manager)
    page = reverse("survey:field_rules", args=[census.wave.code])
    given = {"visits_from": "10:00", "visits_until": "19:00", "calls_from": "09:00", "calls_until": "21:00"}
    assert client.post(page, given | {"visits_until": "09:00"}).status_code == 422
    assert client.post(page, given | {"duty_phone": "042-000-0000"}).status_code == 302
    wave = Wave.objects.get()
    assert (wave.visits_until, wave.calls_until, wave.duty_phone) == (time(19), time(21), "042-000-0000")
    with pytest.raises(NotPermitted):
        set_field_rules(person(census.intern), wave.pk, PermittedHours(), "")


def test_the_best_hour_is_counted_from_doors_of_the_wave_and_shown_once_enough_are_known(client: Any) -> None:
    census = make_census(given=40, shops=tuple(f"가게{number:02}" for number in range(40)))
    day = clock.now().astimezone(clock.SEOUL) - timedelta(days=1)
    for number in range(40):
        opened = number % 4 == 0 if number < 12 else number % 4 > 0  # 3 of 12 in the morning, 21 of 28 in the evening
        at = day.replace(hour=10 if number < 12 else 18, minute=0, second=0, microsecond=0)
        visit(census, f"가게{number:02}", REFUSED if opened else ABSENT, at=at, note="바쁘다고 함" if opened else "")
    doors = best_hour.contacts_by_part(census.wave.pk)
    assert {part.value: (one.opened, one.knocked) for part, one in doors.items()} == {
        "morning": (3, 12), "afternoon": (0, 0), "evening": (21, 28),
    }  # fmt: skip
    shop = census.business("가게00")
    assert best_hour.best_parts_now(census.wave).of(shop) == "evening"
    client.force_login(census.intern)
    assert "저녁" in client.get(reverse("survey:visit", args=[census.wave.code, shop.pk])).content.decode()
    client.force_login(census.manager)
    board = client.get(reverse("survey:field", args=[census.wave.code]), {"by": "part"})
    assert "75.0%" in board.content.decode()


def test_a_record_of_which_only_the_day_is_known_says_nothing_of_the_hour() -> None:
    census = make_census()
    yesterday = (clock.today() - timedelta(days=1)).isoformat()
    hand_in(census, visited_on=yesterday)
    assert Visit.objects.get().channel == "field"
    assert not any(doors.knocked for doors in best_hour.contacts_by_part(census.wave.pk).values())
