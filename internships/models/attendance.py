"""Attendance: the clicks as they came, and the days that follow from them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships.models.placement import Placement
from internships.rules import attendance as rules
from kernel import clock
from kernel.triggers import append_only_triggers


class AttendanceEvent(models.Model):
    """One click on "in" or "out", never changed.

    Both times are kept: ``device_at`` by the phone's clock, ``received_at`` by the server's. ``counted_at`` is the
    one that counts (:func:`internships.rules.attendance.counted_moment`), ``day`` its date in Seoul. ``client_id`` is
    made by the page with the click, so that a click that was sent twice is one event.
    """

    class Kind(models.TextChoices):
        IN = rules.Kind.IN.value, _("in")
        OUT = rules.Kind.OUT.value, _("out")

    class Source(models.TextChoices):
        PHONE = "phone", _("intern's phone")
        MENTOR = "mentor", _("entered by the mentor")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.PHONE)
    client_id = models.CharField(max_length=64)
    device_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=clock.now)
    counted_at = models.DateTimeField()
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "client_id"], name="a_click_sent_twice_is_one"),
            models.CheckConstraint(condition=Q(counted_at__lte=models.F("received_at")), name="no_click_ahead_of_time"),
        ]
        indexes = [models.Index(fields=["placement", "day"], name="event_placement_day")]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.kind} {self.counted_at:%Y-%m-%d %H:%M}"


class AttendanceDay(models.Model):
    """What one day came to: computed from the events, written again whenever one is added; confirmed by the mentor.

    An event that comes in after the confirmation takes the confirmation away: the mentor has not seen that day.
    """

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="days")
    day = models.DateField(_("day"))
    first_in = models.DateTimeField(_("in"), null=True)
    last_out = models.DateTimeField(_("out"), null=True)
    worked_minutes = models.PositiveSmallIntegerField(_("minutes worked"), default=0)
    credited_minutes = models.PositiveSmallIntegerField(_("minutes credited"), default=0)
    break_minutes = models.PositiveSmallIntegerField(_("break"), default=0)
    late_minutes = models.PositiveSmallIntegerField(_("late"), default=0)
    early_minutes = models.PositiveSmallIntegerField(_("early leaving"), default=0)
    flags = models.JSONField(default=list)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "day"], name="one_day_a_placement"),
            models.CheckConstraint(
                condition=Q(credited_minutes__lte=models.F("worked_minutes")), name="no_credit_without_work"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="confirmed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["day"], name="attendance_day")]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.day}"

    @property
    def inside(self) -> bool:
        return rules.Flag.STILL_IN.value in self.flags
