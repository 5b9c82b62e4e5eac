"""The moment for which the publication of a call's results is set."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.lifecycles import RESULTS_MOMENT
from programs.models.call import Call


class ResultsMoment(Staged):
    """The results of ``call`` come out at ``at``: the worker publishes them, or says in ``obstacle`` why it could not.

    One at a time is planned. Moved, it keeps its row; what was planned before stands in the audit trail.
    """

    LIFE_CYCLE = RESULTS_MOMENT

    call = models.ForeignKey(Call, models.PROTECT, related_name="results_moments")
    state = models.CharField(max_length=20, choices=RESULTS_MOMENT.choices, default=RESULTS_MOMENT.initial)
    at = models.DateTimeField()
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    obstacle = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call"], condition=Q(state="planned"), name="one_moment_for_the_results")
        ]
        indexes = [models.Index(fields=["at"], condition=Q(state="planned"), name="results_moment_due")]
        triggers = [life_cycle_trigger(RESULTS_MOMENT)]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.at:%Y-%m-%d %H:%M}"
