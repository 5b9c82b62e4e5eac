"""Attendance: the clicks as they came, and the days that follow from them."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships.models.placement import Placement
from internships.rules import attendance as rules
from internships.rules import whereabouts as rules_where
from internships.rules.day_kinds import DayKind
from kernel import clock
from kernel.triggers import REMOVING, append_only_triggers

# No day of a closed month is written, changed or deleted; at the end of its time it is removed.
_CLOSED_MONTH = """REMOVING
IF EXISTS (
    SELECT 1 FROM internships_attendancemonth closed
      JOIN internships_position p ON p.call_id = closed.call_id
      JOIN internships_placement seat ON seat.position_id = p.id
     WHERE seat.id = COALESCE(NEW.placement_id, OLD.placement_id)
       AND closed.month = date_trunc('month', COALESCE(NEW.day, OLD.day))::date
) THEN
    RAISE EXCEPTION 'closed month: % of a day', TG_OP USING ERRCODE = '55000';
END IF;
RETURN COALESCE(NEW, OLD);
""".replace("REMOVING", REMOVING)


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
        SCREEN = "screen", _("code on the host's screen")
        MENTOR = "mentor", _("entered by the mentor")

    class Whereabouts(models.TextChoices):
        NOT_ASKED = rules_where.Whereabouts.NOT_ASKED.value, _("not asked for")
        INSIDE = rules_where.Whereabouts.INSIDE.value, _("at the place of work")
        OUTSIDE = rules_where.Whereabouts.OUTSIDE.value, _("outside the place of work")
        UNKNOWN = rules_where.Whereabouts.UNKNOWN.value, _("place not shown")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=3, choices=Kind.choices)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.PHONE)
    client_id = models.CharField(max_length=64)
    device_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=clock.now)
    counted_at = models.DateTimeField()
    day = models.DateField()
    # Of a position only its distance from the place of work is kept, never the position itself.
    whereabouts = models.CharField(
        max_length=10, choices=Whereabouts.choices, default=Whereabouts.NOT_ASKED, blank=True
    )
    distance_m = models.PositiveIntegerField(_("distance (m)"), null=True)
    accuracy_m = models.PositiveIntegerField(_("accuracy (m)"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "client_id"], name="a_click_sent_twice_is_one"),
            models.CheckConstraint(condition=Q(counted_at__lte=models.F("received_at")), name="no_click_ahead_of_time"),
        ]
        indexes = [models.Index(fields=["placement", "day"], name="event_placement_day")]
        triggers = append_only_triggers(removable=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.counted_at:%Y-%m-%d %H:%M}"

    @property
    def astray(self) -> bool:
        """Made elsewhere, or not shown where although the call asks for it."""
        return self.whereabouts in (self.Whereabouts.OUTSIDE, self.Whereabouts.UNKNOWN)


class AttendanceDay(models.Model):
    """What one day came to: computed from the events, written again whenever one is added; confirmed by the mentor.

    Minutes: ``credited`` were worked within the schedule, ``excused`` count as if worked, ``missing`` are due and not
    there; ``overtime`` and ``holiday`` were approved beforehand, ``night`` are those of both between 22 and 6 o'clock.
    An event that comes in after the confirmation takes the confirmation away: the mentor has not seen that day. A
    trigger refuses any change of a day whose month is closed; what changes it later is an adjustment.
    """

    class Kind(models.TextChoices):
        WORK = DayKind.WORK.value, _("work")
        LEAVE = DayKind.LEAVE.value, _("annual leave")
        PUBLIC_LEAVE = DayKind.PUBLIC_LEAVE.value, _("public leave")
        SICK_LEAVE = DayKind.SICK_LEAVE.value, _("sick leave")
        TRAVEL = DayKind.TRAVEL.value, _("travel on duty")
        ABSENCE = DayKind.ABSENCE.value, _("absence")
        HOLIDAY = DayKind.HOLIDAY.value, _("holiday")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="days")
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.WORK)
    first_in = models.DateTimeField(_("in"), null=True)
    last_out = models.DateTimeField(_("out"), null=True)
    worked_minutes = models.PositiveSmallIntegerField(_("minutes worked"), default=0)
    credited_minutes = models.PositiveSmallIntegerField(_("minutes credited"), default=0)
    break_minutes = models.PositiveSmallIntegerField(_("break"), default=0)
    late_minutes = models.PositiveSmallIntegerField(_("late"), default=0)
    early_minutes = models.PositiveSmallIntegerField(_("early leaving"), default=0)
    excused_minutes = models.PositiveSmallIntegerField(_("leave and travel"), default=0)
    sick_minutes = models.PositiveSmallIntegerField(_("sick leave"), default=0)
    missing_minutes = models.PositiveSmallIntegerField(_("missing"), default=0)
    overtime_minutes = models.PositiveSmallIntegerField(_("over-hours"), default=0)
    holiday_minutes = models.PositiveSmallIntegerField(_("work on a day off"), default=0)
    night_minutes = models.PositiveSmallIntegerField(_("of these at night"), default=0)
    unapproved_minutes = models.PositiveSmallIntegerField(_("worked without approval"), default=0)
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
        triggers = [
            pgtrigger.Trigger(
                name="closed_month",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_CLOSED_MONTH,
            )
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.day}"

    @property
    def away(self) -> bool:
        """On leave or travel, granted beforehand: nobody waits for a click."""
        return self.kind not in (self.Kind.WORK, self.Kind.ABSENCE, self.Kind.HOLIDAY)

    @property
    def inside(self) -> bool:
        return rules.Flag.STILL_IN.value in self.flags
