"""Rankings (순위) as they were made: frozen inputs and the list that follows from them."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.lifecycles import RANKING_RUN
from programs.models.call import Call, CallTerms

FROZEN = ("call_id", "terms_id", "rule", "inputs", "inputs_hash", "result", "made_by_id", "made_at")


def _frozen() -> pgtrigger.Trigger:
    """Inputs and list never change; only the state goes on."""
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FROZEN)
    return pgtrigger.Trigger(
        name="ranking_run_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=(
            f"IF TG_OP = 'DELETE' OR ({changed}) THEN "
            "RAISE EXCEPTION 'a ranking is not changed' USING ERRCODE = '55000'; END IF; RETURN NEW;"
        ),
    )


class RankingRun(Staged):
    """One ranking of a call. ``inputs`` is the canonical JSON of programs.rules.ranking (text, so that its hash can be
    computed again), ``result`` the list with the reason of every place. Whoever holds the inputs can make it again."""

    LIFE_CYCLE = RANKING_RUN

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="ranking_runs")
    terms = models.ForeignKey(CallTerms, models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=RANKING_RUN.choices, default=RANKING_RUN.initial)
    rule = models.CharField(max_length=40)
    inputs = models.TextField()
    inputs_hash = models.CharField(max_length=64)
    result = models.JSONField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call"], condition=Q(state__in=["proposed", "confirmed"]), name="one_ranking_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(made_by=None) | ~Q(confirmed_by=F("made_by")),
                name="ranking_confirmed_by_a_second_person",
            ),
        ]
        triggers = [life_cycle_trigger(RANKING_RUN), _frozen()]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.inputs_hash[:12]}"
