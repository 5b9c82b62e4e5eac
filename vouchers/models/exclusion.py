"""Excluding a business from subsidies: proposed by one person, in the list through another."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.models import Exclusion
from vouchers import lifecycles
from vouchers.models.closing import Clawback


class ExclusionProposal(Staged):
    """After a clawback: until when (not included), by which law; ``longest``: the source of the longest term. In force
    it is a row of the city's list."""

    LIFE_CYCLE = lifecycles.EXCLUSION

    clawback = models.ForeignKey(Clawback, models.PROTECT, related_name="exclusions")
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    until = models.DateField(_("excluded until"))
    basis = models.CharField(_("legal basis"), max_length=200)
    longest = models.CharField(max_length=320)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    exclusion = models.OneToOneField(Exclusion, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clawback"], condition=~Q(state="dropped"), name="one_exclusion_of_a_clawback"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="exclusion_decided_by_a_second_person",
            ),
        ]
        triggers = [life_cycle_trigger(lifecycles.EXCLUSION)]

    def __str__(self) -> str:
        return f"{self.clawback}: {self.until}"
