"""What reviewers and the office tell each other through the system. Nothing here names an applicant to a reviewer."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from notices.actions import notify
from notices.registry import NoticeKind, register_notice
from programs.models import Call, Recusal
from programs.queries.calls import managers_of


def register() -> None:
    call = {"title": "2026년 대전 데이터바우처"}
    application = {"name": "가상상회", "receipt_number": "DV-2026-001-00001"}
    register_notice(
        NoticeKind(
            "reviewer_recused",
            _("A reviewer stepped back"),
            "tasks",
            {"call": call, "application": application, "reviewer": "홍길동", "reason": "…"},
        ),
    )


def tell_recused(recusal: Recusal) -> None:
    """The managers of the call, who find another reviewer."""
    application = recusal.application
    notify(
        "reviewer_recused",
        managers_of(application.call),
        about=application,
        url=reverse("programs:panel_board", args=[application.call_id]),
        context={
            "call": application.call,
            "application": application,
            "reviewer": recusal.reviewer.name,
            "reason": recusal.reason,
        },
        key=f"recusal:{recusal.pk}",
    )


def tell_asked_again(call: Call, reviewers: list[User]) -> None:
    """The notice of ``messages_bulk``, and under its key: once a day and call, from whichever page."""
    notify(
        "review_reminder",
        reviewers,
        about=call,
        url=reverse("programs:reviews"),
        context={"call": call},
        key=f"review-reminder:{call.pk}:{clock.today()}",
    )
