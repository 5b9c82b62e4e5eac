"""What the worker runs. Every task may be run again at any time."""

import logging
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.queueing import enqueue
from reports.errors import Superseded
from reports.models import Job
from reports.registry import document

log = logging.getLogger(__name__)


def enqueue_job(job_id: int) -> None:
    """Puts the job into the queue within the running transaction."""
    enqueue("reports.tasks.produce", job_id, key=f"report-{job_id}")


def produce(job_id: int) -> None:
    """Makes the document of a job. Harmless when it is already made or being made by a living worker."""
    from reports.actions.produce import fail_job, take_job
    from reports.making import make

    job = take_job(job_id)
    if job is None:
        return
    with translation.override(job.language):
        try:
            make(job, document(job.code))
        except Superseded:
            log.info("job %s was taken over", job.public_id)
        except HanbatError as refusal:
            fail_job(job, str(refusal))
        except Exception:
            log.exception("job %s", job.public_id)
            fail_job(job, _("An error happened while the document was made. The administrators have been told."))


def take_up_again() -> int:
    """Queues again what a dead worker left behind (its lease has run out) or what the queue lost; returns how many."""
    moment = clock.now()
    left = Job.objects.filter(state="running", lease_until__lt=moment)
    lost = Job.objects.filter(state="queued", requested_at__lt=moment - timedelta(minutes=10))
    ids = [*left.values_list("pk", flat=True)[:500], *lost.values_list("pk", flat=True)[:500]]
    for job_id in ids:
        enqueue_job(job_id)
    return len(ids)


def destroy_old_files() -> int:
    """Destroys the files whose keeping time is over; returns how many."""
    from reports.actions.withdraw import destroy_expired

    actor = Actor.system("reports-retention")
    due = list(Job.objects.filter(state="done", expires_at__lte=clock.now()).values_list("pk", flat=True)[:2000])
    for job_id in due:
        destroy_expired(actor, job_id)
    return len(due)
