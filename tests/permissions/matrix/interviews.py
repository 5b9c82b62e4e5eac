"""Who may open what of the interviews."""

from collections.abc import Iterator, Mapping
from typing import Any

from accounts.models import Role
from internships import actions
from internships.models import InterviewSlot
from kernel import clock
from programs import actions as engine
from programs.models import Application
from tests.internships import factories as make
from tests.permissions.world import APPLICANT, SIGNED_IN, Access, World

MANAGER, REVIEWER = Role.MANAGER.value, Role.REVIEWER.value


def _day(world: World) -> Any:
    """A day of the manager's call on which the reviewer asks, and the applicant may book."""
    call = make.call_of(world.person(MANAGER))
    engine.add_reviewer(make.SYSTEM, call.pk, world.person(REVIEWER))
    make.eligible(call, users=[world.person(APPLICANT)])
    return make.interview_day(call, world.person(REVIEWER))


def _call(world: World) -> Mapping[str, Any]:
    return {"call_id": make.call_of(world.person(MANAGER)).pk}


def _day_id(world: World) -> Mapping[str, Any]:
    return {"day_id": _day(world).pk}


def _slot_id(world: World) -> Mapping[str, Any]:
    return {"slot_id": _day(world).slots.first().pk}


def _case(world: World) -> Mapping[str, Any]:
    return {"public_id": _day(world).call.applications.get().public_id}


def _booking(world: World) -> Any:
    day = _day(world)
    return actions.book_interview(make.SYSTEM, day.call.applications.get().pk, day.slots.first().pk)


def _booked(world: World) -> Mapping[str, Any]:
    return {"public_id": _booking(world).application.public_id}


def _booking_id(world: World) -> Mapping[str, Any]:
    return {"booking_id": _booking(world).pk}


def _url(name: str) -> str:
    return f"internships:{name}"


class _Slot(Mapping[str, Any]):
    """The first time of the last day that was made: known only once the address was made."""

    def __iter__(self) -> Iterator[str]:
        return iter(["slot"])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, key: str) -> Any:
        return InterviewSlot.objects.order_by("-day_id", "starts_at").values_list("pk", flat=True)[0]


class _Booking(_Slot):
    """... with the number of whoever called."""

    def __iter__(self) -> Iterator[str]:
        return iter(["slot", "receipt"])

    def __len__(self) -> int:
        return 2

    def __getitem__(self, key: str) -> Any:
        if key == "receipt":
            return Application.objects.order_by("-pk").values_list("receipt_number", flat=True)[0]
        return super().__getitem__(key)


TIMES = {"first": "15:00", "until": "16:00", "minutes": "20", "pause": "0", "capacity": "1", "room": "면접실 9"}
NEW = {**TIMES, "held_on": f"{clock.today().year + 1}-03-02", "place": "구청"}
ROWS = [
    Access(_url("interviews"), SIGNED_IN),
    Access(_url("interview"), {APPLICANT}, arguments=_case),
    Access(_url("book_interview"), {APPLICANT}, "post", _case, _Slot()),
    Access(_url("wait_for_interview"), {APPLICANT}, "post", _case, _Slot()),
    Access(_url("cancel_interview"), {APPLICANT}, "post", _booked),
    Access(_url("interview_ics"), {APPLICANT}, arguments=_booked),
    Access(_url("interviewer_days"), SIGNED_IN),
    Access(_url("interviewer_day"), {REVIEWER}, arguments=_day_id),
    Access(_url("mark_interview"), {REVIEWER, MANAGER}, "post", _booking_id, {"verb": "mark_came"}),
    Access(_url("interview_days"), {MANAGER}, arguments=_call),
    Access(_url("new_interview_day"), {MANAGER}, "post", _call, NEW),
    Access(_url("interview_list"), {MANAGER}, "post", _call),
    Access(_url("interview_day"), {MANAGER}, arguments=_day_id),
    Access(_url("add_interview_times"), {MANAGER}, "post", _day_id, TIMES),
    Access(_url("open_interview_day"), {MANAGER}, "post", _day_id),
    Access(_url("cancel_interview_day"), {MANAGER}, "post", _day_id, {"reason": "태풍"}),
    Access(_url("interview_sheets"), {MANAGER}, "post", _day_id),
    Access(_url("book_for_applicant"), {MANAGER}, "post", _day_id, _Booking()),
    Access(_url("seat_interviewers"), {MANAGER}, "post", _slot_id, {"panel": []}),
    Access(_url("remove_interview_slot"), {MANAGER}, "post", _slot_id),
]
