"""Handing out a file."""

from typing import IO

from django.core.files.storage import default_storage

from kernel.action import action, record
from kernel.actor import Actor
from reports.errors import FileDestroyed, FileNotReady
from reports.models import Job


@action
def open_file(actor: Actor, job: Job) -> IO[bytes]:
    """The file, open for reading, with a line in the audit trail. The caller has asked :func:`visible_job`.

    Raises FileNotReady, FileDestroyed.
    """
    if job.state == "expired":
        raise FileDestroyed()
    if job.state != "done":
        raise FileNotReady()
    record(actor, "download", job, after={"sha256": job.sha256})
    return default_storage.open(job.stored_as, "rb")
