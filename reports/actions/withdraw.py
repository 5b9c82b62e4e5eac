"""Taking an issued document back, and destroying files whose time has come."""

from django.core.files.storage import default_storage
from django.db import transaction

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.transition import advance, lock
from reports.errors import NotIssued
from reports.models import Issue, Job


@action
def withdraw_issue(actor: Actor, issue_id: int, reason: str) -> Issue:
    """Withdraws an issued document: its public page says so from now on, and a new one can be asked for.

    The caller checks the right to do so. Raises ReasonNeeded, NotIssued.
    """
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    issue: Issue = lock(Issue, issue_id)
    if issue.completed_at is None:
        raise NotIssued()
    if issue.withdrawn_at is None:
        issue.withdrawn_at, issue.withdrawn_reason = clock.now(), reason.strip()[:200]
        issue.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        Job.objects.filter(pk=issue.job_id).update(claim=None)
        record(actor, "withdraw", issue, after={"withdrawn_at": issue.withdrawn_at}, reason=reason.strip())
    return issue


@action
def withdraw_about(actor: Actor, about: str, reason: str) -> int:
    """Withdraws every issued page about something that ended, those that are still being made too; how many.

    The caller checks the right to do so.
    """
    issues = Issue.objects.select_for_update().filter(about=about, withdrawn_at=None).order_by("pk")
    gone = list(issues) if about else []
    for issue in gone:
        issue.withdrawn_at, issue.withdrawn_reason = clock.now(), reason
        record(actor, "withdraw", issue, after={"withdrawn_at": issue.withdrawn_at}, reason=reason)
    Issue.objects.bulk_update(gone, ["withdrawn_at", "withdrawn_reason"])
    Job.objects.filter(pk__in={issue.job_id for issue in gone}).update(claim=None)
    return len(gone)


@action
def destroy_expired(actor: Actor, job_id: int) -> None:
    """Destroys the file of a job whose keeping time is over; what was issued can still be verified."""
    job: Job = lock(Job, job_id)
    if job.state != "done" or job.expires_at is None or job.expires_at > clock.now():
        return
    name = job.stored_as
    advance(job, "expire", actor, stored_as="", claim=None, reason="keeping time over")
    transaction.on_commit(lambda: default_storage.delete(name))
