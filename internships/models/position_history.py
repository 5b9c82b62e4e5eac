"""What a position was: each change of it as a version, and what is asked for after it was granted."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships import lifecycles
from internships.models.position import Position
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger


class PositionVersion(models.Model):
    """One change of a position: which fields from what to what, who, when and why; append-only.

    ``changes`` is ``{field: [before, after]}`` with JSON values (a mentor by the key of the person).
    """

    position = models.ForeignKey(Position, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    changes = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("version of a position")
        constraints = [models.UniqueConstraint(fields=["position", "number"], name="one_version_a_number")]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.position} #{self.number}"


class PositionChange(Staged):
    """What a host asks to change of a granted position. The position stays as it was granted until this is, too.

    ``values`` are the fields that become others (JSON values).
    """

    LIFE_CYCLE = lifecycles.POSITION_CHANGE

    position = models.ForeignKey(Position, models.PROTECT, related_name="asked_changes")
    values = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    note = models.TextField(_("what the office wrote"), max_length=1000, blank=True)
    begun_at = models.DateTimeField(default=clock.now)
    asked_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change of a position")
        constraints = [
            models.UniqueConstraint(
                fields=["position"], condition=Q(state__in=lifecycles.OPEN_CHANGE), name="one_open_change_a_position"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "dropped")) | ~Q(reason=""), name="change_asked_with_a_reason"
            ),
        ]
        triggers = [life_cycle_trigger(lifecycles.POSITION_CHANGE)]

    def __str__(self) -> str:
        return f"{self.position}: {self.stage.label}"
