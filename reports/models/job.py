"""Jobs: what was asked for, how far it is, and the file that came out."""

import uuid

from django.conf import settings
from django.db import models

from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from reports.lifecycles import JOB
from reports.registry import FORMAT_NAMES, title_of


class Job(Staged):
    """One document that someone asked for.

    ``claim`` keeps a second equal request from making the file again: held while the job is queued or running, and by
    an issued document as long as its file is kept. ``attempt`` counts the workers that took the job; only the latest
    may publish. ``lease_until`` is when a silent worker is taken for dead.
    """

    LIFE_CYCLE = JOB

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    format = models.CharField(max_length=4, choices=list(FORMAT_NAMES.items()))
    language = models.CharField(max_length=2, default="ko")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="report_jobs")
    shared = models.BooleanField(default=False)
    claim = models.CharField(max_length=64, null=True, unique=True)
    state = models.CharField(max_length=10, choices=JOB.choices, default=JOB.initial)
    requested_at = models.DateTimeField(default=clock.now)

    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    doing = models.CharField(max_length=200, blank=True)
    problem = models.CharField(max_length=400, blank=True)

    stored_as = models.CharField(max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["author", "-requested_at"], name="jobs_of_a_person"),
            models.Index(fields=["lease_until"], condition=models.Q(state="running"), name="jobs_running"),
            models.Index(fields=["expires_at"], condition=models.Q(state="done"), name="jobs_kept"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="done")
                | (~models.Q(stored_as="") & ~models.Q(sha256="") & models.Q(size__gt=0, expires_at__isnull=False)),
                name="done_job_has_its_file",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="expired") | models.Q(stored_as=""), name="expired_job_has_no_file"
            ),
        ]
        triggers = [life_cycle_trigger(JOB)]

    def __str__(self) -> str:
        return f"{self.code} {self.public_id}"

    @property
    def title(self) -> str:
        return str(title_of(self.code))

    @property
    def format_name(self) -> str:
        return FORMAT_NAMES[self.format]

    @property
    def percent(self) -> int | None:
        """Whole percent done, or None while the number of steps is not known."""
        if self.state == "done":
            return 100
        if not self.steps_total:
            return None
        return min(99, self.steps_done * 100 // self.steps_total)

    @property
    def active(self) -> bool:
        return self.state in {"queued", "running"}
