"""Interviews: booked, changed, waited for, given back, held; and a hundred clicks at once."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from internships import actions
from internships.actions.interview_day import Times
from internships.errors_interview import (
    DayKnown,
    InterviewBooked,
    InterviewerBusy,
    InterviewNotYet,
    InterviewOver,
    InterviewsHeld,
    NothingBooked,
    NotInvited,
    RoomBusy,
    SlotFull,
    SlotInUse,
    SlotNotOpen,
    TooLateToChange,
)
from internships.models import InterviewBooking, InterviewSlot
from internships.queries import interview as queries
from internships.tasks import release_interviews, remind_interviews
from kernel import clock
from kernel.errors import ChangedMeanwhile, HanbatError, NotPermitted, NotVisible, ReasonNeeded
from notices.models import Notice
from programs import actions as engine
from programs.models import Application, Review, ReviewAssignment
from tests.at_once import at_once
from tests.internships import factories as make

pytestmark = pytest.mark.django_db
acting = make.acting


def book(application: Application, slot: InterviewSlot) -> InterviewBooking:
    return actions.book_interview(acting(application.user), application.pk, slot.pk)


def world(count: int = 1, **day: Any) -> tuple[list[Application], list[InterviewSlot]]:
    call = make.call_of()
    applications = make.eligible(call, count)
    made = make.interview_day(call, make.interviewer(call), **day)
    return applications, list(made.slots.order_by("starts_at"))


def test_an_eligible_applicant_books_a_time_and_the_panel_gets_the_application() -> None:
    (application,), slots = world()
    booking = book(application, slots[0])
    assert booking.state == "booked"
    slots[0].refresh_from_db()
    application.refresh_from_db()
    assert (slots[0].booked, application.state) == (1, "in_review")
    assert ReviewAssignment.objects.get(application=application).reviewer == slots[0].interviewers.get()
    assert Notice.objects.filter(recipient=application.user, code="interview_booked").count() == 1


def test_a_second_click_finds_the_time_booked() -> None:
    (application,), slots = world()
    assert book(application, slots[0]).pk == book(application, slots[0]).pk
    assert InterviewBooking.objects.count() == 1


def test_changing_gives_the_first_time_back_and_keeps_the_sheet_of_the_same_panel_alone() -> None:
    (application,), slots = world()
    book(application, slots[0])
    second = book(application, slots[1])
    assert [one.booked for one in InterviewSlot.objects.order_by("starts_at")[:2]] == [0, 1]
    assert second.state == "booked"
    assert ReviewAssignment.objects.filter(application=application, revoked_at=None).count() == 1


def test_a_full_time_is_refused_and_may_be_waited_for() -> None:
    (first, second, third), slots = world(3)
    book(first, slots[0])
    with pytest.raises(SlotFull):
        book(second, slots[0])
    wait = actions.wait_for_interview
    assert wait(acting(second.user), second.pk, slots[0].pk).state == "waiting"
    assert wait(acting(third.user), third.pk, slots[0].pk).state == "waiting"
    actions.cancel_interview(acting(first.user), first.pk)
    states = dict(InterviewBooking.objects.values_list("application", "state"))
    assert states == {first.pk: "cancelled", second.pk: "booked", third.pk: "waiting"}
    assert Notice.objects.get(code="interview_moved_up").recipient == second.user
    assert ReviewAssignment.objects.filter(application=second, revoked_at=None).exists()


def test_whoever_has_an_interview_does_not_wait_for_another() -> None:
    (first, second), slots = world(2)
    book(first, slots[0])
    book(second, slots[1])
    with pytest.raises(InterviewBooked):
        actions.wait_for_interview(acting(second.user), second.pk, slots[0].pk)


def test_whoever_waits_may_book_another_time_and_waits_no_more() -> None:
    (first, second), slots = world(2)
    book(first, slots[0])
    actions.wait_for_interview(acting(second.user), second.pk, slots[0].pk)
    assert book(second, slots[1]).state == "booked"
    actions.cancel_interview(acting(first.user), first.pk)
    assert InterviewBooking.objects.filter(state="booked").get().slot_id == slots[1].pk


def test_it_is_changed_until_the_day_before_and_no_longer() -> None:
    (application,), slots = world()
    book(application, slots[0])
    midnight = clock.seoul(*slots[0].starts_at.astimezone(clock.SEOUL).timetuple()[:3])
    with clock.at(midnight), pytest.raises(TooLateToChange):
        book(application, slots[1])
    with clock.at(midnight), pytest.raises(TooLateToChange):
        actions.cancel_interview(acting(application.user), application.pk)
    with clock.at(midnight - timedelta(seconds=1)):
        assert book(application, slots[1]).state == "booked"


def test_the_office_gives_it_back_at_any_time_and_the_applicant_is_told() -> None:
    (application,), slots = world()
    book(application, slots[0])
    with clock.at(slots[0].starts_at - timedelta(minutes=1)):
        actions.cancel_interview(make.SYSTEM, application.pk, "면접위원 사정")
    assert Notice.objects.filter(recipient=application.user, code="interview_cancelled").exists()
    with pytest.raises(NothingBooked):
        actions.cancel_interview(acting(application.user), application.pk)


def test_only_the_applicant_and_the_office_book() -> None:
    (application,), slots = world()
    with pytest.raises(NotVisible):
        actions.book_interview(acting(make.person()), application.pk, slots[0].pk)
    with pytest.raises(NotVisible):
        actions.book_interview(acting(slots[0].interviewers.get()), application.pk, slots[0].pk)


def test_a_time_of_another_call_is_not_there() -> None:
    (application,), _slots = world()
    _others, elsewhere = world()
    with pytest.raises(NotVisible):
        book(application, elsewhere[0])


def test_whoever_was_not_screened_books_nothing() -> None:
    call = make.call_of()
    waiting = make.submitted(call)
    day = make.interview_day(call)
    with pytest.raises(NotInvited):
        book(waiting, day.slots.first())


def test_a_day_in_preparation_cannot_be_booked() -> None:
    (application,), slots = world(opened=False)
    with pytest.raises(SlotNotOpen):
        book(application, slots[0])


def test_opening_tells_whoever_may_book_and_nobody_else() -> None:
    call = make.call_of()
    (application,) = make.eligible(call)
    make.interview_day(call)
    assert list(Notice.objects.filter(code="interview_open").values_list("recipient", flat=True)) == [
        application.user_id
    ]


def test_an_interviewer_and_a_room_are_in_one_place_at_a_time() -> None:
    call = make.call_of()
    person = make.interviewer(call)
    day = make.interview_day(call, person, room="면접실 1")
    times = Times(clock.datetime(2026, 1, 1, 10, 30).time(), clock.datetime(2026, 1, 1, 12).time(), 20)
    with pytest.raises(InterviewerBusy):
        actions.add_interview_times(make.SYSTEM, day.pk, Times(times.first, times.until, 20, room="2", panel=(person,)))
    with pytest.raises(RoomBusy):
        actions.add_interview_times(make.SYSTEM, day.pk, Times(times.first, times.until, 20, room="면접실 1"))
    assert len(actions.add_interview_times(make.SYSTEM, day.pk, Times(times.first, times.until, 20, room="2"))) == 4
    with pytest.raises(DayKnown):
        make.interview_day(call)


def test_only_managers_of_the_call_make_days() -> None:
    call = make.call_of()
    times = Times(clock.datetime(2026, 1, 1, 10).time(), clock.datetime(2026, 1, 1, 12).time(), 20, room="1")
    with pytest.raises(NotPermitted):
        actions.make_interview_day(acting(make.manager()), call.pk, clock.today() + timedelta(days=3), times)


def test_calling_a_day_off_frees_everybody_and_tells_them() -> None:
    (first, second), slots = world(2)
    book(first, slots[0])
    actions.wait_for_interview(acting(second.user), second.pk, slots[0].pk)
    with pytest.raises(ReasonNeeded):
        actions.cancel_interview_day(make.SYSTEM, slots[0].day_id, " ")
    actions.cancel_interview_day(make.SYSTEM, slots[0].day_id, "태풍")
    assert set(InterviewBooking.objects.values_list("state", flat=True)) == {"cancelled"}
    assert Notice.objects.filter(code="interview_cancelled").count() == 2
    assert not ReviewAssignment.objects.filter(revoked_at=None).exists()


def test_a_day_on_which_somebody_came_is_not_called_off() -> None:
    (application,), slots = world()
    booking = book(application, slots[0])
    with clock.at(slots[0].starts_at):
        actions.mark_interview(make.SYSTEM, booking.pk, "mark_came")
        with pytest.raises(InterviewsHeld):
            actions.cancel_interview_day(make.SYSTEM, slots[0].day_id, "태풍")


def test_a_time_that_was_booked_is_not_removed() -> None:
    (application,), slots = world()
    book(application, slots[0])
    with pytest.raises(SlotInUse):
        actions.remove_slot(make.SYSTEM, slots[0].pk)
    actions.remove_slot(make.SYSTEM, slots[1].pk)
    assert not InterviewSlot.objects.filter(pk=slots[1].pk).exists()


# -- who came -----------------------------------------------------------------------------------------------------


def test_the_panel_notes_who_came_and_did_not() -> None:
    (application,), slots = world()
    booking = book(application, slots[0])
    interviewer = acting(slots[0].interviewers.get())
    with pytest.raises(InterviewNotYet):
        actions.mark_interview(interviewer, booking.pk, "mark_came")
    with clock.at(slots[0].starts_at):
        assert actions.mark_interview(interviewer, booking.pk, "mark_came").state == "came"
        with pytest.raises(InterviewOver):
            book(application, slots[2])


def test_whoever_did_not_come_has_no_sheet_left_open_and_books_nothing_more() -> None:
    (application,), slots = world()
    booking = book(application, slots[0])
    with clock.at(slots[0].starts_at):
        actions.mark_interview(make.SYSTEM, booking.pk, "mark_no_show")
        assert not ReviewAssignment.objects.filter(application=application, revoked_at=None).exists()
        with pytest.raises(InterviewOver):
            book(application, slots[2])
        actions.mark_interview(make.SYSTEM, booking.pk, "mark_came")  # noted by mistake
    assert ReviewAssignment.objects.filter(application=application, revoked_at=None).count() == 1


def test_whoever_was_excused_books_again() -> None:
    (application,), slots = world()
    booking = book(application, slots[0])
    with pytest.raises(NotPermitted):
        actions.mark_interview(acting(slots[0].interviewers.get()), booking.pk, "excuse_interview", "입원")
    with pytest.raises(ReasonNeeded):
        actions.mark_interview(make.SYSTEM, booking.pk, "excuse_interview")
    actions.mark_interview(make.SYSTEM, booking.pk, "excuse_interview", "입원")
    assert book(application, slots[1]).state == "booked"


def test_an_interviewer_of_other_times_notes_nothing() -> None:
    (application,), slots = world()
    booking = book(application, slots[0])
    other = make.interviewer(application.call)
    with clock.at(slots[0].starts_at), pytest.raises(NotVisible):
        actions.mark_interview(acting(other), booking.pk, "mark_came")


def test_the_sheet_of_an_interviewer_counts_as_a_review() -> None:
    (application,), slots = world()
    book(application, slots[0])
    person = acting(slots[0].interviewers.get())
    review = Review.objects.get(assignment__application=application)
    points = {"points-motivation": "25", "points-skills": "30", "points-attitude": "20"}
    engine.save_review(person, review.pk, points, {})
    engine.submit_review(person, review.pk)
    application.refresh_from_db()
    assert application.score == 75


def test_a_sheet_that_was_handed_in_stays_when_the_time_is_changed() -> None:
    (application,), slots = world()
    book(application, slots[0])
    test_points = {"points-motivation": "25", "points-skills": "30", "points-attitude": "20"}
    person = acting(slots[0].interviewers.get())
    review = Review.objects.get(assignment__application=application)
    engine.save_review(person, review.pk, test_points, {})
    engine.submit_review(person, review.pk)
    book(application, slots[1])
    review.refresh_from_db()
    assert review.state == "submitted" and review.assignment.revoked_at is None


def test_an_interviewer_with_a_conflict_of_interest_gets_no_sheet() -> None:
    call = make.call_of()
    person = make.interviewer(call)
    person.phone = "010-7777-1234"
    person.save()
    applicant = make.person("성춘향")
    applicant.phone = "010-7777-1234"
    applicant.save()
    (application,) = make.eligible(call, users=[applicant])
    day = make.interview_day(call, person)
    book(application, day.slots.first())
    assert not ReviewAssignment.objects.filter(application=application).exists()
    (row, *_rest) = queries.rows_of(day)
    assert (row.seats[0].asked, len(row.panel)) == (0, 1)


def test_somebody_else_asks_in_their_place_and_gets_the_sheets() -> None:
    (application,), slots = world()
    book(application, slots[0])
    other = make.interviewer(application.call, "황진이")
    with pytest.raises(NotPermitted):
        actions.seat_interviewers(acting(slots[0].interviewers.get()), slots[0].pk, [other])
    actions.seat_interviewers(make.SYSTEM, slots[0].pk, [other])
    given = ReviewAssignment.objects.get(application=application, revoked_at=None)
    assert (given.reviewer, slots[0].interviewers.get()) == (other, other)
    begins = slots[0].starts_at.astimezone(clock.SEOUL).time()
    until = slots[0].ends_at.astimezone(clock.SEOUL).time()
    (elsewhere,) = actions.add_interview_times(make.SYSTEM, slots[0].day_id, Times(begins, until, 20, room="별관"))
    with pytest.raises(InterviewerBusy):
        actions.seat_interviewers(make.SYSTEM, elsewhere.pk, [other])


def test_the_time_of_whoever_withdraws_goes_to_whoever_waits() -> None:
    (first, second), slots = world(2)
    book(first, slots[0])
    actions.wait_for_interview(acting(second.user), second.pk, slots[0].pk)
    engine.withdraw_application(acting(first.user), first.pk)
    assert release_interviews() == 1
    states = dict(InterviewBooking.objects.values_list("application", "state"))
    assert states == {first.pk: "cancelled", second.pk: "booked"}
    assert release_interviews() == 0


def test_whoever_waits_and_withdraws_holds_up_nobody_behind() -> None:
    (first, second, third), slots = world(3)
    book(first, slots[0])
    for one in (second, third):
        actions.wait_for_interview(acting(one.user), one.pk, slots[0].pk)
    engine.withdraw_application(acting(second.user), second.pk)
    actions.cancel_interview(acting(first.user), first.pk)
    assert InterviewBooking.objects.get(state="booked").application == third


def test_everybody_is_reminded_the_day_before_and_once() -> None:
    (application, _other), slots = world(2)
    book(application, slots[0])
    with clock.at(slots[0].starts_at - timedelta(hours=24)):
        assert remind_interviews() == 1
        remind_interviews()
    assert Notice.objects.filter(code="interview_reminder", recipient=application.user).count() == 1


# -- the last guard -----------------------------------------------------------------------------------------------


def test_the_database_refuses_more_than_the_capacity_and_a_second_interview_of_one_person() -> None:
    (first, second), slots = world(2)
    InterviewBooking.objects.create(application=first, slot=slots[0])
    with pytest.raises(IntegrityError, match="no_more_interviews_than_capacity"), transaction.atomic():
        InterviewBooking.objects.create(application=second, slot=slots[0])
    with pytest.raises(IntegrityError, match="one_interview_an_application"), transaction.atomic():
        InterviewBooking.objects.create(application=first, slot=slots[1])


@pytest.mark.django_db(transaction=True)
def test_a_hundred_clicks_at_once_never_take_more_places_than_there_are() -> None:
    applications, slots = world(25, until="10:40", capacity=5)  # ten places
    clicks = [
        partial(book, application, slot) for application in applications for slot in (*slots, *reversed(slots))
    ]  # everybody clicks on every time, twice
    answers = at_once(clicks)
    assert len(clicks) == 100
    assert all(isinstance(one, InterviewBooking | SlotFull | ChangedMeanwhile) for one in answers), answers
    for slot in InterviewSlot.objects.all():
        held = slot.bookings.filter(state="booked").count()
        assert held == slot.booked <= slot.capacity
    active = InterviewBooking.objects.filter(state="booked").values_list("application", flat=True)
    assert len(active) == len(set(active)) == 10


@pytest.mark.django_db(transaction=True)
def test_places_given_back_and_taken_at_once_leave_nobody_behind() -> None:
    applications, slots = world(12, until="10:40", capacity=3)
    first, second = slots
    for application in applications[:6]:
        book(application, first if application.pk % 2 else second)
    rest = applications[6:]
    for application in rest:
        slot = first if application.pk % 2 else second
        slot.refresh_from_db()
        actions.wait_for_interview(acting(application.user), application.pk, slot.pk)
    jobs: list[Any] = [partial(actions.cancel_interview, acting(one.user), one.pk) for one in applications[:6]]
    jobs += [partial(book, one, second if one.pk % 2 else first) for one in rest]
    answers = at_once(jobs)
    assert not [one for one in answers if isinstance(one, HanbatError) and not isinstance(
        one, SlotFull | ChangedMeanwhile | TooLateToChange
    )], answers  # fmt: skip
    for slot in InterviewSlot.objects.all():
        held, waiting = slot.bookings.filter(state="booked").count(), slot.bookings.filter(state="waiting").count()
        assert held == slot.booked <= slot.capacity
        assert not (waiting and slot.free), "a place is free while somebody waits for it"
    active = InterviewBooking.objects.filter(state__in=["booked", "waiting"]).values_list("application", flat=True)
    assert len(active) == len(set(active))


# -- how much it asks of the database -----------------------------------------------------------------------------


def statements(act: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


def test_the_list_of_a_day_costs_the_same_for_two_as_for_eight() -> None:
    few, slots = world(2)
    many, more = world(8, capacity=4)
    for application in few:
        book(application, slots[application.pk % 2])
    for application in many:
        book(application, more[application.pk % 2])
    counts = [statements(partial(queries.rows_of, one.day)) for one in (slots[0], more[0])]
    assert counts[0] == counts[1] <= 7
    interviewer = more[0].interviewers.get()
    assert statements(partial(queries.rows_of, more[0].day, panel_of=interviewer)) <= 7


def test_what_can_be_booked_costs_one_statement() -> None:
    (application,), _slots = world()
    queries.bookable(application, None)  # the call's terms are read once
    assert statements(partial(queries.bookable, application, None)) == 1
