"""Wishes of applicants and the matchings that were made of them."""

import uuid

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships.lifecycles import MATCHING
from internships.models.position import Position
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.models import Application, Call

FROZEN = ("call_id", "kind", "rule", "inputs", "inputs_hash", "result", "proof", "made_by_id", "made_at")


class WishList(models.Model):
    """Where an applicant would like to work: positions in order, after them districts, within a longest way."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="wish_list")
    home = models.CharField(_("where you live"), max_length=10, blank=True)  # dong, ten digits
    longest = models.PositiveSmallIntegerField(
        _("longest way to work"), null=True, blank=True, validators=[MinValueValidator(5), MaxValueValidator(240)]
    )
    districts = ArrayField(models.CharField(max_length=5), verbose_name=_("districts"), default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("wishes")
        constraints = [models.CheckConstraint(condition=Q(home="") | Q(home__regex=r"^\d{10}$"), name="home_is_a_dong")]

    def __str__(self) -> str:
        return str(self.application)


class Wish(models.Model):
    """One position of a list; ``rank`` counts from 1, the dearest first."""

    of = models.ForeignKey(WishList, models.CASCADE, related_name="wishes")
    position = models.ForeignKey(Position, models.PROTECT, related_name="wishes")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("rank",)
        constraints = [
            models.UniqueConstraint(fields=["of", "position"], name="a_position_wished_for_once"),
            models.UniqueConstraint(fields=["of", "rank"], name="one_wish_a_rank"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="wishes_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.position}"


def _frozen() -> pgtrigger.Trigger:
    """Inputs, result and proof never change; only the state goes on."""
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in FROZEN)
    return pgtrigger.Trigger(
        name="matching_run_frozen",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=(
            f"IF TG_OP = 'DELETE' OR ({changed}) THEN "
            "RAISE EXCEPTION 'a matching is not changed' USING ERRCODE = '55000'; END IF; RETURN NEW;"
        ),
    )


class MatchingRun(Staged):
    """One matching of a call. ``inputs`` is the canonical JSON of :mod:`internships.rules.matching` (text, so that its
    hash can be computed again); ``result`` holds position and number of the wish of each application placed, ``proof``
    what :func:`~internships.rules.matching.prove` found. Whoever holds the inputs can make it again."""

    LIFE_CYCLE = MATCHING

    class Kind(models.TextChoices):
        WHOLE = "whole", _("matching of the call")
        FOLLOWING = "following", _("seats that became free")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="matching_runs")
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.WHOLE)
    state = models.CharField(max_length=20, choices=MATCHING.choices, default=MATCHING.initial)
    rule = models.CharField(max_length=40)
    inputs = models.TextField()
    inputs_hash = models.CharField(max_length=64)
    result = models.JSONField()
    proof = models.JSONField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("matching")
        constraints = [
            models.UniqueConstraint(fields=["call"], condition=Q(state="proposed"), name="one_matching_waits"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(made_by=None) | ~Q(confirmed_by=F("made_by")),
                name="matching_confirmed_by_a_second_person",
            ),
        ]
        indexes = [models.Index(fields=["call", "-made_at"], name="matching_run_call")]
        triggers = [life_cycle_trigger(MATCHING), _frozen()]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.inputs_hash[:12]}"
