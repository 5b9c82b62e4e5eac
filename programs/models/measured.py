"""Points of a test that an application brought, for a criterion that no reviewer judges."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from kernel import clock
from kernel.triggers import append_only_triggers
from programs.models.application import Application


class MeasuredPoints(models.Model):
    """What a test gave for ``criterion`` of the call's terms; append-only, the latest of an application counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="measured")
    criterion = models.CharField(max_length=40)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(points__gte=0), name="measured_points_not_negative")]
        indexes = [models.Index(fields=["application", "criterion", "-id"], name="measured_latest")]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.application_id} {self.criterion}: {self.points}"
