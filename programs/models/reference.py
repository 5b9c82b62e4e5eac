"""Reference figures: rates, thresholds and caps with the time in which they hold and where they come from."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.lifecycles import FIGURE


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


class FigureProposal(Staged):
    """A figure that one person proposes with its source; in force once another has approved it. Without a person it
    came from the command line."""

    LIFE_CYCLE = FIGURE

    name = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=18, decimal_places=6)
    since = models.DateField()
    source = models.CharField(max_length=300)
    state = models.CharField(max_length=20, choices=FIGURE.choices, default=FIGURE.initial)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
                name="figure_decided_by_a_second_person",
            ),
            models.UniqueConstraint(
                fields=["name", "since"], condition=Q(state="proposed"), name="one_open_proposal_of_a_figure"
            ),
        ]
        triggers = [life_cycle_trigger(FIGURE)]

    def __str__(self) -> str:
        return f"{self.name} {self.value} ({self.since})"
