"""What applicants are told of their interviews; the texts lie in ``templates/notices/messages/``."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from internships.models import InterviewBooking, InterviewDay
from kernel import clock
from notices.actions import notify
from notices.registry import ByMail, NoticeKind, register_notice
from programs.models import Application
from programs.wording import moment_text

_SAMPLE = {"when": "2026-08-20 10:30", "minutes": 20, "where": "시청 5층 면접실 1", "note": "신분증을 가져오세요."}


def register() -> None:
    register_notice(
        NoticeKind(
            code="interview_open",
            title=_("Interviews can be booked"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={"call_title": "2026년 데이터 청년인턴십", "day": "2026-08-20"},
        ),
        NoticeKind(
            code="interview_booked", title=_("Interview booked"), category="cases", by_mail=ByMail.ALWAYS,
            sample=_SAMPLE,
        ),
        NoticeKind(
            code="interview_moved_up", title=_("A place became free"), category="cases", by_mail=ByMail.ALWAYS,
            sample=_SAMPLE,
        ),
        NoticeKind(
            code="interview_cancelled", title=_("Interview called off"), category="cases", by_mail=ByMail.ALWAYS,
            sample=_SAMPLE | {"reason": "면접실 사정으로 날짜를 옮깁니다."},
        ),
        NoticeKind(
            code="interview_reminder", title=_("Your interview is near"), category="cases", by_mail=ByMail.ALWAYS,
            sample=_SAMPLE,
        ),
    )  # fmt: skip


def facts(booking: InterviewBooking) -> dict[str, Any]:
    """When and where, as a person reads it."""
    slot = booking.slot
    where = slot.video_link or f"{slot.day.place} {slot.room}".strip()
    return {
        "when": moment_text(slot.starts_at),
        "minutes": slot.minutes,
        "where": where,
        "note": slot.day.note,
    }


def page_of(application: Application) -> str:
    return reverse("internships:interview", args=[application.public_id])


def _tell(code: str, booking: InterviewBooking, key: str, **more: Any) -> None:
    notify(
        code,
        booking.application.user,
        about=booking.application,
        url=page_of(booking.application),
        context={**facts(booking), **more},
        key=key,
    )


def tell_booked(booking: InterviewBooking) -> None:
    _tell("interview_booked", booking, f"interview-{booking.pk}-booked")


def tell_moved_up(booking: InterviewBooking) -> None:
    _tell("interview_moved_up", booking, f"interview-{booking.pk}-moved-up")


def tell_given_back(booking: InterviewBooking, reason: str) -> None:
    """When the office gave it back."""
    _tell("interview_cancelled", booking, f"interview-{booking.pk}-cancelled", reason=reason)


def tell_called_off(day: InterviewDay, bookings: Iterable[InterviewBooking], reason: str) -> None:
    for one in bookings:
        one.slot.day = day
        tell_given_back(one, reason)


def tell_reminded(booking: InterviewBooking) -> None:
    """Once for each time that it was booked for."""
    _tell("interview_reminder", booking, f"interview-{booking.pk}-near")


def tell_may_book(day: InterviewDay, applications: list[Application]) -> None:
    """Everybody who may book, in one go; once a day and call, however many days are opened."""
    notify(
        "interview_open",
        [one.user for one in applications],
        about=day.call,
        url=reverse("internships:interviews"),
        context={"call_title": day.call.title, "day": formats.date_format(day.held_on, "SHORT_DATE_FORMAT")},
        key=f"interview-open-{day.call_id}-{clock.today()}",
    )
