"""Reference figures: rates, thresholds and caps with the time in which they hold and where they come from."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from kernel import clock


class ReferenceFigure(models.Model):
    """One value of ``name``, in force from ``since`` up to, not including, ``until``. A past case is computed by the
    figure of its day; one that is missing stops the computation with its name."""

    name = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=18, decimal_places=6)
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=300)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="figure_forward"),
            models.UniqueConstraint(fields=["name", "since"], name="one_figure_from_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value} ({self.since})"
