"""Meetings of the panel (평가위원회): planned, held with attendance, points agreed on, minutes closed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.permissions import require
from kernel.transition import advance, lock
from programs.actions.review import keep_score, points_of
from programs.errors_choosing import (
    AgreedReasonNeeded,
    AttendanceMissing,
    MeetingNotOpen,
    MinutesMissing,
    NothingToAgree,
    ReviewsClosed,
    ScoresMissing,
)
from programs.models import AgreedScore, Application, Call, Meeting
from programs.queries.calls import reviewers_of
from programs.queries.reviews import reviews_are_closed


@action
def plan_meeting(actor: Actor, call_id: int, *, title: str, held_at: datetime, place: str = "") -> Meeting:
    """A meeting of the call's panel; everybody on it is expected. Raises NotPermitted."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    meeting = Meeting.objects.create(
        call=call,
        title=title.strip(),
        held_at=held_at,
        place=place.strip(),
        attendance=[{"person": one.pk, "name": one.name, "present": False} for one in reviewers_of(call)],
        made_by=actor.user,
        made_at=clock.now(),
    )
    record(actor, "plan_meeting", meeting, after={"call": call.pk, "title": title, "held_at": held_at})
    return meeting


def _managed(actor: Actor, meeting_id: int) -> Meeting:
    meeting: Meeting = lock(Meeting, meeting_id)
    require(actor, "manage_call", meeting.call)
    return meeting


def _in_session(actor: Actor, meeting_id: int) -> Meeting:
    meeting = _managed(actor, meeting_id)
    if meeting.state != "open":
        raise MeetingNotOpen(state=meeting.stage.label)
    return meeting


@action
def open_meeting(actor: Actor, meeting_id: int, present: Iterable[int]) -> Meeting:
    """Notes who of the panel is there (ids) and opens the meeting. Raises AttendanceMissing, TransitionRefused."""
    meeting = _managed(actor, meeting_id)
    attendance = _attendance(meeting, present)
    return advance(meeting, "open", actor, attendance=attendance)


@action
def note_attendance(actor: Actor, meeting_id: int, present: Iterable[int]) -> Meeting:
    """Corrects who is there while the meeting lasts. Raises MeetingNotOpen, AttendanceMissing."""
    meeting = _in_session(actor, meeting_id)
    before = meeting.attendance
    meeting.attendance = _attendance(meeting, present)
    meeting.save(update_fields=["attendance"])
    record(actor, "note_attendance", meeting, before={"attendance": before}, after={"attendance": meeting.attendance})
    return meeting


def _attendance(meeting: Meeting, present: Iterable[int]) -> list[dict[str, object]]:
    """The panel of the call as it is today; those who left it since the planning stay named if they are there."""
    there = set(present)
    people = {one["person"]: one["name"] for one in meeting.attendance if one["person"] in there}
    people |= {one.pk: one.name for one in reviewers_of(meeting.call)}
    if not there & people.keys():
        raise AttendanceMissing(field="present")
    ordered = sorted(people.items(), key=lambda one: (one[1], one[0]))
    return [{"person": pk, "name": name, "present": pk in there} for pk, name in ordered]


@action
def agree_score(
    actor: Actor, meeting_id: int, application_id: int, points: Mapping[str, str], reason: str
) -> AgreedScore:
    """The points that the panel agrees on for an application under review, by criterion, and why; agreed anew they
    replace the earlier ones of this meeting. They count once the minutes are closed.

    Raises MeetingNotOpen, NothingToAgree, ScoresMissing naming each criterion without points in its range,
    AgreedReasonNeeded.
    """
    meeting = _in_session(actor, meeting_id)
    application = meeting.call.applications.filter(pk=application_id, state="in_review").first()
    if application is None:
        raise NothingToAgree()
    given = {one.key: points_of(str(points.get(one.key, "")), one.points) for one in meeting.call.terms.judged}
    missing = [one for one in meeting.call.terms.judged if given[one.key] is None]
    if missing:
        raise ScoresMissing(missing)
    if not reason.strip():
        raise AgreedReasonNeeded(field="reason")
    exact = {key: value for key, value in given.items() if value is not None}
    values = {
        "points": {key: format(value.normalize(), "f") for key, value in exact.items()},
        "total": sum(exact.values(), Decimal(0)),
        "reason": reason.strip(),
    }
    before = AgreedScore.objects.filter(meeting=meeting, application=application).first()
    agreed, _created = AgreedScore.objects.update_or_create(meeting=meeting, application=application, defaults=values)
    earlier = {"points": before.points, "total": before.total} if before else {}
    after = {"meeting": meeting.pk, "points": values["points"], "total": values["total"]}
    record(actor, "agree_score", application, before=earlier, after=after, reason=reason.strip())
    return agreed


@action
def drop_agreed(actor: Actor, meeting_id: int, application_id: int, reason: str) -> None:
    """Takes agreed points back while the meeting lasts: the sheets count again. Raises MeetingNotOpen, ReasonNeeded."""
    meeting = _in_session(actor, meeting_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    agreed = (
        AgreedScore.objects.filter(meeting=meeting, application=application_id).select_related("application").first()
    )
    if agreed is None:
        return
    before = {"meeting": meeting.pk, "points": agreed.points, "total": agreed.total}
    record(actor, "drop_agreed", agreed.application, before=before, reason=reason.strip())
    agreed.delete()


@action
def write_minutes(actor: Actor, meeting_id: int, minutes: str) -> Meeting:
    """Keeps the text of the minutes so far. Raises MeetingNotOpen once they are closed."""
    meeting = _in_session(actor, meeting_id)
    if meeting.minutes != minutes:
        meeting.minutes = minutes
        meeting.save(update_fields=["minutes"])
        record(actor, "write_minutes", meeting, after={"characters": len(minutes)})
    return meeting


@action
def close_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """Closes the minutes; from now on the agreed points count in place of the sheets, in lists and in the ranking.

    The call's lock orders it with the proposal of a ranking. Raises MinutesMissing, ReviewsClosed while a ranking is
    proposed or confirmed, TransitionRefused.
    """
    call_id = Meeting.objects.values_list("call_id", flat=True).get(pk=meeting_id)
    call: Call = lock(Call, call_id)
    meeting = _managed(actor, meeting_id)
    if not meeting.minutes.strip():
        raise MinutesMissing(field="minutes")
    if meeting.agreed.exists() and reviews_are_closed(call):
        raise ReviewsClosed()
    advance(meeting, "close", actor, closed_by=actor.user, closed_at=clock.now())
    for application in Application.objects.filter(agreed_scores__meeting=meeting).order_by("pk"):
        keep_score(application.pk, call.terms)
    return meeting


@action
def cancel_meeting(actor: Actor, meeting_id: int, reason: str) -> Meeting:
    """A planned meeting does not take place. Raises ReasonNeeded, TransitionRefused."""
    meeting = _managed(actor, meeting_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    return advance(meeting, "cancel", actor, reason=reason.strip())
