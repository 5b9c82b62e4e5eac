"""Working papers of the auditors."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.triggers import append_only_triggers
from programs.models import Call
from vouchers.models.agreement import Agreement


class AuditSample(models.Model):
    """Cases of a call that an auditor drew by a seed (표본), and why; append-only. ``frame``: how many there were to
    draw from, with the hash of their numbers, so that the same draw can be made again."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="audit_samples")
    agreements = models.ManyToManyField(Agreement, related_name="+")
    size = models.PositiveIntegerField(_("cases"))
    seed = models.CharField(_("seed"), max_length=60)
    reason = models.TextField(_("reason"))
    frame = models.PositiveIntegerField()
    frame_hash = models.CharField(max_length=64)
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.call_id}: {self.size} ({self.seed})"
