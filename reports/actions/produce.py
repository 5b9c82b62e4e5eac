"""What the worker writes: taking a job, telling how far it is, numbers, and the finished file.

Only the latest attempt at a job may write (``Superseded`` stops the others), so that a worker that was taken for dead
and comes back does no harm.
"""

import logging
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.clock import SEOUL
from kernel.numbering import next_number
from kernel.transition import advance, lock
from reports.content import Facts
from reports.errors import Superseded
from reports.messages import tell_document_ready
from reports.models import Issue, Job
from reports.registry import Document
from reports.rules.codes import new_code

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=120)
ATTEMPTS = 4
WORKER = Actor.system("reports")


@action
def take_job(job_id: int) -> Job | None:
    """The job, taken by this worker; None when it is finished or another worker is alive on it."""
    job: Job = lock(Job, job_id)
    moment = clock.now()
    if job.state == "running" and job.lease_until and job.lease_until > moment:
        return None
    if not job.active:
        return None
    if job.attempt >= ATTEMPTS:
        with translation.override(job.language):
            _give_up(job, _("Making this document was broken off too often. The administrators have been told."))
        return None
    verb = "start" if job.state == "queued" else "resume"
    return advance(
        job, verb, WORKER, attempt=job.attempt + 1, lease_until=moment + LEASE,
        started_at=job.started_at or moment, steps_done=0, doing="",
    )  # fmt: skip


def tell_progress(job: Job, done: int, total: int, doing: str) -> None:
    """Writes how far the job is and renews the lease. Raises Superseded. Not audited."""
    changed = Job.objects.filter(pk=job.pk, attempt=job.attempt, state="running").update(
        steps_done=done, steps_total=total, doing=doing[:200], lease_until=clock.now() + LEASE
    )
    if not changed:
        raise Superseded()


@action
def take_numbers(job: Job, document: Document, start: int, pages: Sequence[tuple[Facts, str]]) -> list[Issue]:
    """The issues for the pages from ``start`` on, each with its public facts and what it is about: those of an earlier
    attempt as they are, numbers for the others."""
    current = _current(job)
    known = {issue.position: issue for issue in Issue.objects.filter(job=job, position__gte=start)}
    return [
        known.get(position) or _new_issue(current, document, position, facts, about)
        for position, (facts, about) in enumerate(pages, start)
    ]


def _new_issue(job: Job, document: Document, position: int, facts: Facts, about: str) -> Issue:
    moment = clock.now()
    day = moment.astimezone(SEOUL).date()
    count = next_number(f"reports:{document.prefix or document.code}:{day.year}")
    return Issue.objects.create(
        job=job,
        position=position,
        code=document.code,
        about=about,
        number=f"{document.prefix}{'-' if document.prefix else ''}{day.year}-{count:05d}",
        verification_code=new_code(secrets.randbelow),
        facts=[[str(label)[:200], str(value)[:200]] for label, value in facts],
        issued_at=moment,
        valid_until=day + timedelta(days=document.valid_days) if document.valid_days else None,
    )


@action
def finish_job(
    job: Job, document: Document, *, stored_as: str, file_name: str, media_type: str, size: int, sha256: str,
    hashes: Sequence[str] = (),
) -> Job:  # fmt: skip
    """Publishes the stored file: job and issues become whole in one moment. Raises Superseded.

    ``hashes`` are the SHA-256 of the single documents of a bundle, in the order of their positions.
    """
    current = _current(job)
    moment = clock.now()
    issues = list(current.issues.order_by("position"))
    for issue, own in zip(issues, hashes or [sha256] * len(issues), strict=True):
        issue.sha256, issue.completed_at = own, moment
    Issue.objects.bulk_update(issues, ["sha256", "completed_at"], batch_size=500)
    done = advance(
        current, "finish", WORKER, stored_as=stored_as, file_name=file_name, media_type=media_type, size=size,
        sha256=sha256, finished_at=moment, lease_until=None, claim=current.claim if document.issued else None,
        expires_at=moment + timedelta(days=document.keep_days), doing="",
    )  # fmt: skip
    tell_document_ready(done, document)
    return done


@action
def fail_job(job: Job, problem: str) -> None:
    """Gives the job up with a reason for people. A superseded attempt fails silently."""
    current: Job = lock(Job, job.pk)
    if current.state == "running" and current.attempt == job.attempt:
        _give_up(current, problem)


def _give_up(job: Job, problem: str) -> None:
    log.error("report job %s was given up in attempt %s", job.public_id, job.attempt)
    advance(job, "fail", WORKER, problem=problem[:400], claim=None, finished_at=clock.now(), lease_until=None)


def _current(job: Job) -> Job:
    current: Job = lock(Job, job.pk)
    if current.state != "running" or current.attempt != job.attempt:
        raise Superseded()
    return current
