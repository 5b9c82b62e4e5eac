"""Reviews (평가): who was asked, and the scores they gave."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.lifecycles import REVIEW
from programs.models.application import Application


class ReviewAssignment(models.Model):
    """A reviewer is asked to judge an application."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="review_assignments")
    assigned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                condition=Q(revoked_at__isnull=True),
                name="a_reviewer_once_per_application",
            )
        ]
        indexes = [models.Index(fields=["reviewer", "revoked_at"], name="assignment_of_reviewer")]

    def __str__(self) -> str:
        return f"{self.reviewer_id} → {self.application_id}"


class Review(Staged):
    """A scoring sheet. ``sheet`` is what the reviewer has typed so far (saved by itself), Scores are what counts."""

    LIFE_CYCLE = REVIEW

    assignment = models.OneToOneField(ReviewAssignment, models.PROTECT, related_name="review")
    state = models.CharField(max_length=20, choices=REVIEW.choices, default=REVIEW.initial)
    sheet = models.JSONField(default=dict)
    revisions = models.JSONField(default=dict)
    saved_at = models.DateTimeField(null=True)
    opinion = models.TextField(blank=True)
    total = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(total__isnull=False, submitted_at__isnull=False),
                name="submitted_review_has_total",
            )
        ]
        indexes = [
            models.Index(fields=["assignment"], condition=~Q(state="submitted"), name="review_outstanding"),
        ]
        triggers = [life_cycle_trigger(REVIEW)]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.state}"


class Score(models.Model):
    """Points for one criterion in a submitted review."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="scores")
    criterion = models.CharField(max_length=40)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_score_per_criterion"),
            models.CheckConstraint(condition=Q(points__gte=0), name="points_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
