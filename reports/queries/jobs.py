"""Reading jobs: whose they are and who may fetch them."""

from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from kernel.actor import Actor
from kernel.errors import NotVisible
from reports.errors import UnknownDocument
from reports.models import Issue, Job
from reports.registry import document

PAGE_SIZE = 20


def jobs_of(user: Any, number: str | int | None = 1) -> Page[Job]:
    """One page of what the person asked for, newest first: two statements."""
    return Paginator(Job.objects.filter(author=user).order_by("-requested_at", "-pk"), PAGE_SIZE).get_page(number)


def visible_job(actor: Actor, public_id: UUID | str) -> Job:
    """The job, when the actor may have its document now. Raises NotVisible.

    Its author keeps the right only as long as the document's own rule says so; what was issued, or made by the
    system, belongs to all whom the rule names.
    """
    job = Job.objects.filter(public_id=public_id).first()
    if job is None or not may_fetch(actor, job):
        raise NotVisible()
    return job


def may_fetch(actor: Actor, job: Job) -> bool:
    """Whether the actor may have the job's file: asked at every look and every download."""
    if actor.is_system:
        return True
    if actor.user is None or not (job.shared or job.author_id == actor.user_id):
        return False
    try:
        return document(job.code).may(actor, job.params)
    except UnknownDocument:
        return False


def issues_of(job: Job) -> QuerySet[Issue]:
    """The issued documents of a job in their order."""
    return job.issues.order_by("position")
