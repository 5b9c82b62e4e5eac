"""What those who ask for documents are told; the texts lie in ``templates/notices/messages/``."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices.actions import notify
from notices.registry import NoticeKind, register_notice
from reports.models import Job
from reports.registry import Document

LONG = timedelta(seconds=10)  # whoever waits shorter still looks at the page of the job


def register() -> None:
    register_notice(
        NoticeKind(
            code="document_ready",
            title=_("A document is ready"),
            category="tasks",
            sample={"title": "신청 목록", "until": date(2026, 12, 31)},
        )
    )


def tell_document_ready(job: Job, document: Document) -> None:
    """Tells the author of a job that took long that its file is there. Inside an action."""
    if job.author is None or job.finished_at is None or job.finished_at - job.requested_at < LONG:
        return
    notify(
        "document_ready",
        job.author,
        about=job,
        url=reverse("reports:job", args=[job.public_id]),
        context={"title": document.title, "until": job.expires_at},
        key=str(job.pk),
    )
