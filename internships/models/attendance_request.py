"""What interns ask about their time: corrections, leave, travel, over-hours; and the ledger of their leave."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships import lifecycles_work as lifecycles
from internships.models.placement import Placement
from internships.rules.attendance import NIGHT_ENDS
from internships.rules.day_kinds import MAY_LAST_INTO_THE_NIGHT, Wish
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger


class AttendanceRequest(Staged):
    """One wish for one day, decided by the mentor (or a manager of the call).

    ``starts_at`` and ``ends_at`` are, of a correction, when the person came and went; of anything else from when to
    when (both empty: the whole working day). An end before the beginning is on the next morning (:attr:`overnight`).
    """

    LIFE_CYCLE = lifecycles.ATTENDANCE_REQUEST

    class Kind(models.TextChoices):
        CORRECTION = Wish.CORRECTION.value, _("correction of the times")
        LEAVE = Wish.LEAVE.value, _("annual leave")
        PUBLIC_LEAVE = Wish.PUBLIC_LEAVE.value, _("public leave")
        SICK_LEAVE = Wish.SICK_LEAVE.value, _("sick leave")
        TRAVEL = Wish.TRAVEL.value, _("travel on duty")
        OVER_HOURS = Wish.OVER_HOURS.value, _("over-hours")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="requests")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"), null=True)
    ends_at = models.TimeField(_("to"), null=True)
    reason = models.TextField(_("reason"), max_length=1000)
    asked_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("request about attendance")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="request_with_a_reason"),
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None)
                | Q(starts_at__isnull=False, ends_at__isnull=False, starts_at__lt=F("ends_at"))
                | Q(kind__in=MAY_LAST_INTO_THE_NIGHT, ends_at__lte=NIGHT_ENDS, starts_at__gt=F("ends_at")),
                name="request_from_before_to",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["correction", "over_hours"]) | Q(starts_at__isnull=False),
                name="correction_and_over_hours_with_their_times",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "refused"]) | Q(decided_at__isnull=False),
                name="request_decided_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["placement", "day", "kind"],
                condition=Q(state="asked"),
                name="one_open_request_of_a_kind_a_day",
            ),
        ]
        indexes = [models.Index(fields=["placement", "day"], name="request_placement_day")]
        triggers = [life_cycle_trigger(lifecycles.ATTENDANCE_REQUEST)]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"

    @property
    def overnight(self) -> bool:
        return self.starts_at is not None and self.ends_at is not None and self.ends_at < self.starts_at

    @property
    def may_be_taken_back(self) -> bool:
        """While it waits; granted, before its day has come, and never a correction, which tells of the past."""
        granted = self.state == "granted" and self.kind != Wish.CORRECTION
        return self.state == "asked" or (granted and self.day > clock.today())


class LeaveEntry(models.Model):
    """One line of an intern's leave: minutes earned, taken, given back, paid out; the balance is their sum.

    ``key`` names what the line is for (``earned:2``, ``taken:<request>``), so that nothing is written twice.
    """

    class Kind(models.TextChoices):
        EARNED = "earned", _("earned")
        TAKEN = "taken", _("taken")
        GIVEN_BACK = "given_back", _("given back")
        PAID_OUT = "paid_out", _("paid out")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="leave")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    minutes = models.SmallIntegerField(_("minutes"))
    day = models.DateField(_("day"))
    key = models.CharField(max_length=40)
    request = models.ForeignKey(AttendanceRequest, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "key"], name="a_line_of_leave_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["earned", "given_back"], minutes__gt=0)
                | Q(kind__in=["taken", "paid_out"], minutes__lt=0),
                name="leave_earned_is_more_taken_is_less",
            ),
        ]
        triggers = append_only_triggers(removable=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.minutes} ({self.day})"

    @property
    def taken(self) -> int:
        """Minutes that the line takes off, without a sign."""
        return -self.minutes
