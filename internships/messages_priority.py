"""What applicants are told of their priority evidence: that it was looked at. Which group it is about and why it was
not found proven is read on the page alone; a mail travels."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from internships.models import PriorityClaim
from notices.actions import notify
from notices.registry import ByMail, NoticeKind, register_notice


def register() -> None:
    register_notice(
        NoticeKind(
            code="priority_judged",
            title=_("Your evidence was looked at"),
            category="cases",
            by_mail=ByMail.ALWAYS,
            sample={"call_title": "2026년 데이터 청년인턴십", "proven": False},
        )
    )


def tell_judged(claim: PriorityClaim) -> None:
    """Once for each judgement."""
    notify(
        "priority_judged",
        claim.application.user,
        about=claim.application,
        url=reverse("internships:priority", args=[claim.application.public_id]),
        context={"call_title": claim.application.call.title, "proven": claim.state == "proven"},
        key=f"priority-{claim.pk}-{claim.judged_at:%Y%m%d%H%M%S%f}",
    )
