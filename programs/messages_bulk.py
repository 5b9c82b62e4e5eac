"""What the office tells many at once: a message to applicants, a reminder to reviewers."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel import clock
from notices.actions import notify
from notices.registry import ByMail, NoticeKind, register_notice
from programs.messages import applicants
from programs.models import Application, Review


def register() -> None:
    call = {"title": "2026년 대전 데이터바우처"}
    application = {"name": "가상상회", "receipt_number": "DV-2026-001-00001"}
    message = {"call": call, "application": application, "text": "현장 설명회를 엽니다."}
    register_notice(
        NoticeKind("office_message", _("Message from the office"), "cases", message, ByMail.ALWAYS),
        NoticeKind("review_reminder", _("Reminder of a review"), "tasks", {"call": call}),
    )


def tell_message(application: Application, text: str) -> None:
    notify(
        "office_message",
        applicants(application),
        about=application,
        url=reverse("programs:application", args=[application.public_id]),
        context={"call": application.call, "application": application, "text": text},
    )


def tell_reminder(application: Application, review: Review) -> None:
    """One reminder a day, call and reviewer, however many sheets are outstanding."""
    notify(
        "review_reminder",
        review.assignment.reviewer,
        about=application.call,
        url=reverse("programs:reviews"),
        context={"call": application.call},
        key=f"review-reminder:{application.call_id}:{clock.today()}",
    )
