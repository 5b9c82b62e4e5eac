"""Decisions (선정결정): proposed and decided inside, seen by the applicant from the publishing moment on."""

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.lifecycles import DECISION
from programs.models.application import Application
from programs.models.ranking import RankingRun


class Decision(Staged):
    """What was decided on an application, on what score and rank, why, by whom; the state follows when published.

    Proposed by one person (or from a ranking), confirmed by another: the database refuses the same one.
    """

    LIFE_CYCLE = DECISION

    class Outcome(models.TextChoices):
        SELECTED = "selected", _("selected")
        RESERVE = "reserve", _("reserve")
        REJECTED = "rejected", _("not selected")

    application = models.OneToOneField(Application, models.PROTECT, related_name="decision")
    state = models.CharField(max_length=20, choices=DECISION.choices, default=DECISION.initial)
    run = models.ForeignKey(RankingRun, models.PROTECT, null=True, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    rank = models.PositiveIntegerField(null=True)
    track = models.CharField(max_length=40, blank=True)
    bonus = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    why = models.JSONField(default=dict)  # the ranking's typed reason with its figures; see programs.wording
    amount = models.BigIntegerField(_("amount (won)"), null=True)
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="decision_amount_not_negative"),
            models.CheckConstraint(condition=Q(outcome="selected") | ~Q(reason=""), name="refusal_needs_a_reason"),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(proposed_by=None) | ~Q(decided_by=models.F("proposed_by")),
                name="decision_confirmed_by_a_second_person",
            ),
        ]
        triggers = [life_cycle_trigger(DECISION)]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"

    @property
    def proposed_outcome(self) -> Promise | str:
        """What the ranking proposed, in words."""
        proposed = self.why.get("proposal")
        return dict(self.Outcome.choices)[proposed] if proposed else _("a person decides")

    @property
    def deviates(self) -> bool:
        """Whether a person decided otherwise than the ranking; where the ranking left it to a person, nobody did."""
        proposed = self.why.get("proposal")
        if proposed is None:
            return False
        return self.outcome != proposed or (self.outcome == "selected" and self.amount != self.why.get("amount"))
