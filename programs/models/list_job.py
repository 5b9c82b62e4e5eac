"""Work on a very long list that somebody of the office asked for and the worker does."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.lifecycles import LIST_JOB
from programs.models.call import Call


class ListJob(Staged):
    """The ranking of ``call`` to be proposed, or to be confirmed, on behalf of ``asked_by``. ``wanted`` is what they
    asked for exactly (the sheets to leave out; the run, the hash of what was seen, the moment of the results);
    ``obstacle`` says why it could not be done. One at a time waits."""

    LIFE_CYCLE = LIST_JOB

    class Kind(models.TextChoices):
        PROPOSE = "propose", _("propose the ranking")
        CONFIRM = "confirm", _("confirm as second person")

    call = models.ForeignKey(Call, models.PROTECT, related_name="list_jobs")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=20, choices=LIST_JOB.choices, default=LIST_JOB.initial)
    wanted = models.JSONField(default=dict)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)
    obstacle = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call"], condition=Q(state="waiting"), name="one_list_job_at_a_time")
        ]
        triggers = [life_cycle_trigger(LIST_JOB)]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.kind}"
