"""Decisions (선정결정): proposed and decided inside, seen by the applicant from the publishing moment on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from programs.models.application import Application


class Decision(models.Model):
    """What was decided on an application, on what score and rank, why, by whom; the state follows when published."""

    class Outcome(models.TextChoices):
        SELECTED = "selected", _("selected")
        RESERVE = "reserve", _("reserve")
        REJECTED = "rejected", _("not selected")

    application = models.OneToOneField(Application, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    rank = models.PositiveIntegerField(null=True)
    amount = models.BigIntegerField(_("amount (won)"), null=True)
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="decision_amount_not_negative"),
            models.CheckConstraint(condition=Q(outcome="selected") | ~Q(reason=""), name="refusal_needs_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"
