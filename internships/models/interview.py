"""Interviews (면접): days with slots, the people who ask, and who comes when."""

from datetime import datetime, timedelta

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships import lifecycles
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.models import Application, Call

_HOLDING = ", ".join(f"'{state}'" for state in lifecycles.INTERVIEW_HOLDING)

# The slot's count follows every change of a booking, whoever makes it; the update locks the slot's row, and its
# constraint refuses a count above the capacity.
_COUNT_BOOKED = """
IF TG_OP <> 'INSERT' AND OLD.state IN (HOLDING)
   AND (TG_OP = 'DELETE' OR NEW.state NOT IN (HOLDING) OR NEW.slot_id <> OLD.slot_id) THEN
    UPDATE internships_interviewslot SET booked = booked - 1 WHERE id = OLD.slot_id;
END IF;
IF TG_OP <> 'DELETE' AND NEW.state IN (HOLDING)
   AND (TG_OP = 'INSERT' OR OLD.state NOT IN (HOLDING) OR NEW.slot_id <> OLD.slot_id) THEN
    UPDATE internships_interviewslot SET booked = booked + 1 WHERE id = NEW.slot_id;
END IF;
RETURN NULL;
""".replace("HOLDING", _HOLDING)


class InterviewDay(Staged):
    """A day of interviews of a call at one place; applicants book its slots once it is open."""

    LIFE_CYCLE = lifecycles.INTERVIEW_DAY

    call = models.ForeignKey(Call, models.PROTECT, related_name="interview_days")
    held_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    note = models.CharField(_("what applicants should know"), max_length=300, blank=True)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("interview day")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "held_on", "place"],
                condition=~Q(state="cancelled"),
                name="one_interview_day_of_a_place",
            )
        ]
        triggers = [life_cycle_trigger(lifecycles.INTERVIEW_DAY)]

    def __str__(self) -> str:
        return f"{self.held_on} {self.place}".strip()


class InterviewSlot(models.Model):
    """A time at which ``capacity`` applicants are asked by the slot's panel, in a room or over a video link.

    ``booked`` is kept by a trigger on bookings, and a constraint refuses more than ``capacity``.
    """

    day = models.ForeignKey(InterviewDay, models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField(_("starts at"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(5), MaxValueValidator(240)])
    capacity = models.PositiveSmallIntegerField(
        _("applicants at once"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    booked = models.PositiveSmallIntegerField(default=0, editable=False)
    room = models.CharField(_("room"), max_length=80, blank=True)
    video_link = models.URLField(_("video link"), max_length=300, blank=True)
    interviewers = models.ManyToManyField(User, through="SlotInterviewer", related_name="interview_slots")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(booked__lte=F("capacity")), name="no_more_interviews_than_capacity"),
            models.CheckConstraint(condition=Q(capacity__gte=1, minutes__gte=5), name="interview_slot_has_room"),
            models.CheckConstraint(condition=~Q(room="", video_link=""), name="interview_slot_is_somewhere"),
            models.UniqueConstraint(fields=["day", "starts_at", "room", "video_link"], name="one_slot_of_a_time"),
        ]
        indexes = [models.Index(fields=["starts_at"], name="interview_slot_by_time")]

    def __str__(self) -> str:
        return f"{self.starts_at.astimezone(clock.SEOUL):%Y-%m-%d %H:%M} {self.room}".strip()

    @property
    def free(self) -> int:
        return self.capacity - self.booked

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


class SlotInterviewer(models.Model):
    """A reviewer of the call who asks in a slot; whoever books the slot is given to them."""

    slot = models.ForeignKey(InterviewSlot, models.CASCADE, related_name="panel")
    interviewer = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot", "interviewer"], name="interviewer_once_a_slot")]

    def __str__(self) -> str:
        return f"{self.slot_id}: {self.interviewer_id}"


class InterviewBooking(Staged):
    """An applicant's place in a slot, or their wait for one. ``given``: the reviewers' assignments that it made."""

    LIFE_CYCLE = lifecycles.INTERVIEW

    slot = models.ForeignKey(InterviewSlot, models.PROTECT, related_name="bookings")
    application = models.ForeignKey(Application, models.PROTECT, related_name="interviews")
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    booked_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    note = models.CharField(_("reason"), max_length=300, blank=True)
    given = models.JSONField(default=list)

    class Meta:
        verbose_name = _("interview")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state__in=lifecycles.INTERVIEW_ACTIVE),
                name="one_interview_an_application",
            ),
            models.CheckConstraint(condition=~Q(state="excused") | ~Q(note=""), name="excused_with_a_reason"),
        ]
        indexes = [models.Index(fields=["slot", "state", "id"], name="interview_of_slot")]
        triggers = [
            life_cycle_trigger(lifecycles.INTERVIEW),
            pgtrigger.Trigger(
                name="count_booked",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_COUNT_BOOKED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} → {self.slot}"
