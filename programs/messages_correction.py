"""What people are told of corrections: the applicant what is asked and by when, the office what came of it."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.action import action
from notices.actions import notify
from notices.registry import ByMail, NoticeKind, register_notice
from programs.messages import applicants
from programs.models import Correction
from programs.rules.deadlines import last_minute


def register() -> None:
    sample = {
        "call": {"title": "2026년 대전 데이터바우처"},
        "application": {"name": "가상상회", "receipt_number": "DV-2026-001-00001"},
        "correction": {"due_at": clock.seoul(2026, 4, 11), "message": "…"},
        "last_moment": clock.seoul(2026, 4, 10, 23, 59),
        "items": 2,
    }
    register_notice(
        NoticeKind("correction_asked", _("Corrections asked for"), "cases", sample, ByMail.ALWAYS),
        NoticeKind("correction_reminder", _("Corrections due tomorrow"), "cases", sample, ByMail.ALWAYS),
        NoticeKind("correction_lapsed", _("Time for corrections over"), "cases", sample, ByMail.ALWAYS),
        NoticeKind("correction_taken_back", _("Correction request taken back"), "cases", {**sample, "reason": "…"}),
        NoticeKind("correction_answered", _("Corrections handed in"), "tasks", sample),
        NoticeKind("correction_not_answered", _("Corrections not handed in"), "tasks", sample),
    )


def _tell_applicants(code: str, correction: Correction, key: str, **more: str) -> None:
    application = correction.application
    notify(
        code,
        applicants(application),
        about=application,
        url=reverse("programs:correction", args=[application.public_id]),
        context=_context(correction) | more,
        key=key,
    )


def _tell_office(code: str, correction: Correction) -> None:
    if correction.asked_by is None:
        return
    application = correction.application
    notify(
        code,
        correction.asked_by,
        about=application,
        url=reverse("programs:manage_case", args=[application.public_id]),
        context=_context(correction),
        key=f"{code}:{correction.pk}",
    )


def _context(correction: Correction) -> dict[str, object]:
    return {
        "application": correction.application,
        "call": correction.application.call,
        "correction": correction,
        "last_moment": last_moment(correction),
        "items": len(correction.items),
    }


def last_moment(correction: Correction) -> datetime:
    """The due date as people read it: the last minute that is still in time."""
    return last_minute(correction.due_at)


def tell_asked(correction: Correction) -> None:
    _tell_applicants("correction_asked", correction, f"correction:{correction.pk}")


@action
def tell_reminded(correction: Correction) -> None:
    """Once for each request, however often the task runs."""
    _tell_applicants("correction_reminder", correction, f"correction-reminder:{correction.pk}")


def tell_lapsed(correction: Correction) -> None:
    _tell_applicants("correction_lapsed", correction, f"correction-lapsed:{correction.pk}")
    _tell_office("correction_not_answered", correction)


def tell_taken_back(correction: Correction, reason: str) -> None:
    _tell_applicants("correction_taken_back", correction, f"correction-back:{correction.pk}", reason=reason)


def tell_answered(correction: Correction) -> None:
    _tell_office("correction_answered", correction)
