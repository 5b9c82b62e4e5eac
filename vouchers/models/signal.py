"""Reasons to look (의심 징후): found by comparing, answered by a person, never deciding by themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.models import Application, Call
from vouchers import lifecycles


class Signal(Staged):
    """One finding about some applications. ``fingerprint`` keeps it from being raised twice; ``facts`` say what was
    found, without the personal value itself."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("same bank account")
        PHONE = "phone", _("same telephone")
        ADDRESS = "address", _("same address")
        DEVICE = "device", _("sent from the same device or network")
        TEXT = "text", _("nearly the same text")
        RELATED = "related", _("supplier related to its customer")
        ROUND_ROBIN = "round_robin", _("purchases in a circle")
        INVOICE = "invoice", _("invoice used before")

    LIFE_CYCLE = lifecycles.SIGNAL

    call = models.ForeignKey(Call, models.PROTECT, related_name="signals")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    applications = models.ManyToManyField(Application, related_name="signals")
    fingerprint = models.CharField(max_length=64, unique=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    found_at = models.DateTimeField(default=clock.now)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state="open") | ~Q(answer=""), name="looked_at_with_answer")]
        indexes = [models.Index(fields=["call", "state"], name="signal_of_call")]
        triggers = [life_cycle_trigger(lifecycles.SIGNAL)]

    def __str__(self) -> str:
        return f"{self.kind}: {self.fingerprint[:8]}"
