"""Training of interns: courses, their sessions, who was there, tests."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships.models.placement import Placement
from internships.rules.training import CourseRules
from kernel import clock
from programs.models import Call

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Course(models.Model):
    """A course of a call with what completing it takes and the allowance that it gives (won, on ``due_day``)."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="courses")
    title = models.CharField(_("title"), max_length=120)
    minutes_needed = models.PositiveIntegerField(_("minutes of attendance needed"))
    pass_mark = models.PositiveSmallIntegerField(_("points needed in the test"), null=True, blank=True)
    allowance = models.BigIntegerField(_("allowance (won)"), default=0)
    due_day = models.DateField(_("day on which the allowance is due"))

    if TYPE_CHECKING:
        sessions: RelatedManager["TrainingSession"]
        results: RelatedManager["TestResult"]

    class Meta:
        verbose_name = _("course")
        constraints = [
            models.UniqueConstraint(fields=["call", "title"], name="one_course_of_a_title"),
            models.CheckConstraint(condition=Q(allowance__gte=0), name="allowance_not_negative"),
            models.CheckConstraint(condition=Q(pass_mark=None) | Q(pass_mark__lte=100), name="pass_mark_of_a_hundred"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rules(self) -> CourseRules:
        return CourseRules(self.minutes_needed, self.pass_mark, self.allowance, self.due_day)


class TrainingSession(models.Model):
    """One sitting of a course."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=120, blank=True)

    if TYPE_CHECKING:
        attendances: RelatedManager["SessionAttendance"]

    class Meta:
        verbose_name = _("session")
        constraints = [
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="session_in_order"),
            models.UniqueConstraint(fields=["course", "starts_at"], name="one_session_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


class SessionAttendance(models.Model):
    """How many minutes of a session somebody was there, as entered last."""

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="attendances")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="training")
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "placement"], name="one_attendance_a_session")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.placement_id}: {self.minutes}"


class TestResult(models.Model):
    """Points of a hundred in one attempt at the test of a course; the best one counts."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="results")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="tests")
    attempt = models.PositiveSmallIntegerField(default=1)
    points = models.PositiveSmallIntegerField(_("points"))
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "placement", "attempt"], name="one_result_an_attempt"),
            models.CheckConstraint(condition=Q(points__lte=100), name="points_of_a_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} {self.placement_id}: {self.points}"
