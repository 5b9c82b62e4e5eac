"""Placements (배치): a selected applicant at a position."""

from datetime import datetime
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships import lifecycles
from internships.models.position import Position
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.models import Application
from programs.rules.deadlines import last_minute

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from internships.models.attendance_month import AttendanceAdjustment
    from internships.models.attendance_request import AttendanceRequest, LeaveEntry
    from internships.models.contract import Contract
    from internships.models.worklog import WeekSummary, WorkLog

_SEATED = ", ".join(f"'{state}'" for state in lifecycles.SEATED)

# The position's count follows every change of a placement, whoever makes it; the update locks the position's row,
# and its constraint refuses a count above the seats.
_COUNT_SEATS = """
IF TG_OP <> 'INSERT' AND OLD.state IN (SEATED)
   AND (TG_OP = 'DELETE' OR NEW.state NOT IN (SEATED) OR NEW.position_id <> OLD.position_id) THEN
    UPDATE internships_position SET taken = taken - 1 WHERE id = OLD.position_id;
END IF;
IF TG_OP <> 'DELETE' AND NEW.state IN (SEATED)
   AND (TG_OP = 'INSERT' OR OLD.state NOT IN (SEATED) OR NEW.position_id <> OLD.position_id) THEN
    UPDATE internships_position SET taken = taken + 1 WHERE id = NEW.position_id;
END IF;
RETURN NULL;
""".replace("SEATED", _SEATED)


class LeaveCause(models.TextChoices):
    """Why somebody leaves early (중도포기 사유)."""

    WORK = "work", _("found other work")
    STUDY = "study", _("study")
    HEALTH = "health", _("health")
    FAMILY = "family", _("family or home")
    PLACE = "place", _("work or host does not fit")
    CONDUCT = "conduct", _("absence or conduct")
    OTHER = "other", _("something else")


class Placement(Staged):
    """One person's place; a person has one active place at most, an application leads to one at a time."""

    LIFE_CYCLE = lifecycles.PLACEMENT

    application = models.ForeignKey(Application, models.PROTECT, related_name="placements")
    person = models.ForeignKey(User, models.PROTECT, related_name="placements")
    position = models.ForeignKey(Position, models.PROTECT, related_name="placements")
    first_day = models.DateField(_("first day of work"))
    last_day = models.DateField(_("last day of work"))
    state = models.CharField(_("state"), max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    proposed_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(_("answer by"), null=True, blank=True)
    run = models.ForeignKey("internships.MatchingRun", models.PROTECT, null=True, blank=True, related_name="placements")
    wish = models.PositiveSmallIntegerField(_("which wish"), null=True, blank=True)
    # A move by hand: why, and the applications that it passes over.
    move_reason = models.TextField(_("reason of the move"), blank=True)
    disturbs = models.JSONField(default=list, blank=True)
    end_reason = models.TextField(_("reason"), blank=True)
    leave_cause = models.CharField(_("cause of leaving early"), max_length=12, choices=LeaveCause.choices, blank=True)
    keep_until = models.DateField(_("records kept until"), null=True)  # the first day on which they may be destroyed
    # What completing was decided on; the certificate shows these figures for ever.
    working_days = models.PositiveSmallIntegerField(null=True)
    days_present = models.PositiveSmallIntegerField(null=True)
    minutes_due = models.PositiveIntegerField(null=True)
    minutes_credited = models.PositiveIntegerField(null=True)
    minutes_trained = models.PositiveIntegerField(null=True)
    points = models.PositiveSmallIntegerField(_("points of the final evaluation"), null=True)

    if TYPE_CHECKING:
        contracts: RelatedManager["Contract"]
        requests: RelatedManager[AttendanceRequest]
        logs: RelatedManager[WorkLog]
        summaries: RelatedManager[WeekSummary]
        leave: RelatedManager[LeaveEntry]
        adjustments: RelatedManager[AttendanceAdjustment]

    class Meta:
        verbose_name = _("placement")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=lifecycles.ACTIVE), name="one_active_placement_a_person"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=lifecycles.SEATED), name="one_seat_an_application"
            ),
            models.CheckConstraint(condition=Q(first_day__lte=models.F("last_day")), name="placement_in_order"),
            models.CheckConstraint(
                condition=~Q(state__in=lifecycles.JUDGED)
                | Q(minutes_due__isnull=False, minutes_credited__isnull=False),
                name="completed_with_its_figures",
            ),
            models.CheckConstraint(condition=~Q(state="left") | ~Q(end_reason=""), name="left_with_a_reason"),
            models.CheckConstraint(
                condition=~Q(state="incomplete") | ~Q(end_reason=""), name="incomplete_with_a_reason"
            ),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(end_reason=""), name="withdrawn_with_a_reason"),
            models.CheckConstraint(condition=~Q(state="lapsed") | Q(due_at__isnull=False), name="lapsed_after_its_day"),
        ]
        indexes = [
            models.Index(fields=["position", "state"], name="placement_position_state"),
            models.Index(fields=["due_at"], condition=Q(state="proposed"), name="placement_due"),
        ]
        triggers = [
            life_cycle_trigger(lifecycles.PLACEMENT),
            pgtrigger.Trigger(
                name="count_seats",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_COUNT_SEATS,
            ),
        ]

    @property
    def about(self) -> str:
        """What issued documents about this place stand on."""
        return f"internships.placement:{self.pk}"

    @property
    def is_held(self) -> bool:
        """Whether the person has accepted: from then on there is a letter."""
        return self.state in lifecycles.HELD

    def __str__(self) -> str:
        return f"{self.person} → {self.position}"

    @property
    def answer_until(self) -> datetime | None:
        """The last minute in which an offer can be answered, as people are told it."""
        return last_minute(self.due_at) if self.due_at else None
