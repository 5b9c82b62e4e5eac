"""Closed months of attendance, and what became of their days later."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships.models.attendance import AttendanceDay
from internships.models.attendance_request import AttendanceRequest
from internships.models.placement import Placement
from kernel import clock
from kernel.triggers import append_only_triggers
from programs.models import Call


class AttendanceMonth(models.Model):
    """A month of a call that is closed: its days stand for ever. ``month`` is its first day; append-only."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="attendance_months")
    month = models.DateField(_("month"))
    days = models.PositiveIntegerField(_("days"))
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("closed month of attendance")
        constraints = [
            models.UniqueConstraint(fields=["call", "month"], name="a_month_is_closed_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="month_by_its_first_day"),
        ]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class AttendanceAdjustment(models.Model):
    """What a day of a closed month gained or lost since (minutes), as a row of a later, open ``month``; append-only.

    The day as it is known now is its row and the sum of its adjustments.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="adjustments")
    day = models.DateField(_("day"))
    month = models.DateField(_("counts in"))
    kind = models.CharField(_("kind"), max_length=20, choices=AttendanceDay.Kind.choices)
    credited_minutes = models.SmallIntegerField(default=0)
    excused_minutes = models.SmallIntegerField(default=0)
    sick_minutes = models.SmallIntegerField(default=0)
    missing_minutes = models.SmallIntegerField(default=0)
    overtime_minutes = models.SmallIntegerField(default=0)
    holiday_minutes = models.SmallIntegerField(default=0)
    night_minutes = models.SmallIntegerField(default=0)
    request = models.ForeignKey(AttendanceRequest, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("adjustment of a closed day")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(month__gt=models.F("day"), month__day=1), name="adjusted_in_a_later_month"
            ),
        ]
        indexes = [models.Index(fields=["placement", "month"], name="adjustment_placement_month")]
        triggers = append_only_triggers(removable=True)

    def __str__(self) -> str:
        return f"{self.placement_id} {self.day} → {self.month:%Y-%m}"
