"""Work logs of interns and their weekly summaries, with the mentor's answers."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from internships import lifecycles_work as lifecycles
from internships.models.placement import Placement
from internships.rules.worklog import LogLine
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class WorkLog(Staged):
    """What an intern did on one day: lines of task, minutes and output, files, and the mentor's answer. One without
    lines says that there was no work."""

    LIFE_CYCLE = lifecycles.WORK_LOG

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="logs")
    day = models.DateField(_("day"))
    state = models.CharField(_("state"), max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    lines = models.JSONField(_("work"))  # list of {"task", "minutes", "output"}
    note = models.TextField(_("note"), max_length=2000, blank=True)
    handed_in_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        attached: RelatedManager["WorkLogFile"]

    class Meta:
        verbose_name = _("work log")
        constraints = [
            models.UniqueConstraint(fields=["placement", "day"], name="one_log_a_day"),
            models.CheckConstraint(
                condition=Q(state="handed_in") | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="log_answered_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(answer=""), name="log_returned_with_a_reason"),
        ]
        indexes = [models.Index(fields=["state", "day"], name="log_state_day")]
        triggers = [life_cycle_trigger(lifecycles.WORK_LOG)]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.day}"

    @property
    def work(self) -> list[LogLine]:
        return [LogLine(**line) for line in self.lines]

    @property
    def idle(self) -> bool:
        """Whether the intern says that there was no work."""
        return not self.lines

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.work)


class WorkLogFile(models.Model):
    """A file that shows what came of the day's work."""

    log = models.ForeignKey(WorkLog, models.CASCADE, related_name="attached")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "file"], name="a_file_once_a_log")]

    def __str__(self) -> str:
        return str(self.file)


class WeekSummary(models.Model):
    """What an intern made of a week, and the mentor's answer. ``monday`` is its first day."""

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="summaries")
    monday = models.DateField(_("week"))
    text = models.TextField(_("summary"), max_length=2000)
    written_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("weekly summary")
        constraints = [
            models.UniqueConstraint(fields=["placement", "monday"], name="one_summary_a_week"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="week_by_its_monday"),
            models.CheckConstraint(condition=~Q(text=""), name="summary_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.monday}"
