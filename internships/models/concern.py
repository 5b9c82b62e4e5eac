"""The confidential line: complaints and incidents, seen by the intern and by appointed listeners, and nobody else."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships import lifecycles_work as lifecycles
from internships.models.placement import Placement
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from programs.models import Call

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Listener(models.Model):
    """Who hears the concerns of a call; appointed by an approver, never somebody who manages it or mentors in it."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="listeners")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    appointed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    appointed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("listener")
        constraints = [models.UniqueConstraint(fields=["call", "user"], name="a_listener_once_a_call")]

    def __str__(self) -> str:
        return str(self.user)


class Concern(Staged):
    """One complaint or incident; what is said about it are its notes."""

    LIFE_CYCLE = lifecycles.CONCERN

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", _("complaint")
        HARASSMENT = "harassment", _("harassment at work")
        ACCIDENT = "accident", _("accident or injury")
        OTHER = "other", _("something else")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="concerns")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    raised_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        notes: RelatedManager["ConcernNote"]

    class Meta:
        verbose_name = _("concern")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(settled_at__isnull=False), name="concern_settled_at_a_time"
            )
        ]
        triggers = [life_cycle_trigger(lifecycles.CONCERN)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.raised_at:%Y-%m-%d}"


class ConcernNote(models.Model):
    """What the intern or a listener wrote; append-only."""

    concern = models.ForeignKey(Concern, models.PROTECT, related_name="notes")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]
        triggers = append_only_triggers(removable=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
