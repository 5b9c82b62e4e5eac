"""Corrections (보완) asked of an applicant: named items are reopened until a due date."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.lifecycles import CORRECTION
from programs.models.application import Application, Submission


class Correction(Staged):
    """One request. ``items`` is a list of ``{"kind": "question" | "document", "key": …, "note": …}``: just these may be
    changed, from ``asked_at`` up to, not including, ``due_at``. ``before`` and ``after`` are the versions around it.

    ``answers`` is the applicant's working copy of the named questions with a revision per field, so that a request that
    lapses leaves the application as it was handed in, and what was typed meanwhile stays on record.
    """

    LIFE_CYCLE = CORRECTION

    application = models.ForeignKey(Application, models.PROTECT, related_name="corrections")
    state = models.CharField(max_length=20, choices=CORRECTION.choices, default=CORRECTION.initial)
    items = models.JSONField()
    message = models.TextField(blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    revisions = models.JSONField(default=dict)
    saved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    before = models.ForeignKey(Submission, models.PROTECT, related_name="+")
    after = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="open"), name="one_open_correction_of_an_application"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=models.F("asked_at")), name="correction_due_later"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="open"), name="correction_due")]
        triggers = [life_cycle_trigger(CORRECTION)]

    def __str__(self) -> str:
        return f"{self.application_id}: {len(self.items)}"

    @property
    def questions(self) -> set[str]:
        return {item["key"] for item in self.items if item["kind"] == "question"}

    @property
    def documents(self) -> set[str]:
        return {item["key"] for item in self.items if item["kind"] == "document"}
