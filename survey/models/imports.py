"""How the frame came to be: each file, what it changed, which rows could not be taken."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from survey.lifecycles import FRAME_IMPORT
from survey.models.frame import Business


class FrameImport(Staged):
    """One business file: what it is, what loading it would do or did (``counts``), or why it was refused."""

    LIFE_CYCLE = FRAME_IMPORT

    state = models.CharField(max_length=12, choices=FRAME_IMPORT.choices, default=FRAME_IMPORT.initial)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    loaded_at = models.DateTimeField(null=True, blank=True)
    taxonomy = models.CharField(max_length=3, blank=True)  # asked for; empty: as the file shows
    ksic_revision = models.PositiveSmallIntegerField(default=10)
    skip_bad = models.BooleanField(_("leave out bad rows"), default=False)
    counts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    problem = models.CharField(max_length=30, blank=True)
    problem_facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        triggers = [life_cycle_trigger(FRAME_IMPORT)]

    def __str__(self) -> str:
        return self.file_name


class FrameFault(models.Model):
    """One reason why a row of a file was not taken; the row as a spreadsheet counts it."""

    frame_import = models.ForeignKey(FrameImport, models.CASCADE, related_name="faults")
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=60)
    problem = models.CharField(max_length=20)
    value = models.CharField(_("value"), max_length=80, blank=True)
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        ordering = ["row", "id"]

    def __str__(self) -> str:
        return f"{self.row} {self.column}: {self.problem}"


class FrameChange(models.Model):
    """What an entry was before an import changed it: ``before`` holds, by their names, the fields that are different
    since, as they were (``dong``: its code, ``industry``: its key); what was not known then is left out. The database
    refuses to change or delete it."""

    business = models.ForeignKey(Business, models.PROTECT, related_name="changes")
    frame_import = models.ForeignKey(FrameImport, models.PROTECT, related_name="changes", db_index=False)
    before: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()

    class Meta:
        ordering = ["-pk"]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.business} ({self.frame_import})"


class ImportProgress(models.Model):
    """How far the worker is. A row of its own: it is written beside the transaction that locks the import."""

    frame_import = models.OneToOneField(FrameImport, models.CASCADE, primary_key=True, related_name="progress")
    step = models.CharField(max_length=20, default="waiting")
    percent = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.step} {self.percent} %"
