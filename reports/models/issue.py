"""Issued documents: number, verification code, and what the public may know. They outlive the file."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kernel import clock
from reports.models.job import Job
from reports.registry import title_of
from reports.rules.codes import grouped


class Issue(models.Model):
    """One issued document. Its number is taken once for its place in the job, however often the job is run.

    ``about`` is what it stands on, where the page says so (:class:`reports.content.Page`).
    ``sha256`` and ``completed_at`` are empty until the file is stored: until then it was never issued.
    """

    job = models.ForeignKey(Job, models.PROTECT, related_name="issues")
    position = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=80)
    about = models.CharField(max_length=80, blank=True, db_index=True)
    number = models.CharField(max_length=60)
    verification_code = models.CharField(max_length=16, unique=True)
    facts = ArrayField(ArrayField(models.CharField(max_length=200), size=2), default=list)
    issued_at = models.DateTimeField(default=clock.now)
    valid_until = models.DateField(null=True)
    completed_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="one_number_per_place_in_a_job"),
            models.UniqueConstraint(fields=["code", "number"], name="document_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.number}"

    @property
    def title(self) -> str:
        return str(title_of(self.code))

    @property
    def grouped_code(self) -> str:
        return grouped(self.verification_code)


class GuessCount(models.Model):
    """Unknown codes tried from one address (as a keyed hash) within one window of ten minutes."""

    address_key = models.CharField(max_length=64)
    since = models.DateTimeField()
    misses = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address_key", "since"], name="guesses_per_window")]

    def __str__(self) -> str:
        return f"{self.since}: {self.misses}"
