"""The end of an internship: evaluations, and what interns answer then and later."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships.models.placement import Placement
from kernel import clock
from kernel.triggers import BLANKING, append_only_triggers

_STANDS = """
IF TG_OP = 'UPDATE' AND BLANKING THEN RETURN NEW; END IF;
IF NEW.stage = 'end' AND EXISTS (
    SELECT 1 FROM internships_placement WHERE id = NEW.placement_id AND state IN ('completed', 'incomplete')
) THEN
    RAISE EXCEPTION 'the evaluation that was decided on stands' USING ERRCODE = '23514';
END IF;
RETURN NEW;
""".replace("BLANKING", BLANKING)


class Evaluation(models.Model):
    """What mentor or host say of an intern's work, as written last. ``marks``: criterion → 1 to 5; ``points`` of a
    hundred come from them. The mentor's final one stands once the internship has been judged by it."""

    class Stage(models.TextChoices):
        MIDDLE = "middle", _("mentor, in the middle")
        END = "end", _("mentor, at the end")
        HOST = "host", _("host institution, at the end")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="evaluations")
    stage = models.CharField(_("evaluation"), max_length=10, choices=Stage.choices)
    marks = models.JSONField(_("marks"))
    points = models.PositiveSmallIntegerField(_("points"))
    opinion = models.TextField(_("opinion"), max_length=2000)
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("evaluation of an intern")
        constraints = [
            models.UniqueConstraint(fields=["placement", "stage"], name="one_evaluation_of_a_stage"),
            models.CheckConstraint(condition=Q(points__lte=100), name="evaluation_of_a_hundred"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="stands", when=pgtrigger.Before, operation=pgtrigger.Insert | pgtrigger.Update, func=_STANDS
            )
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.stage}: {self.points}"


class InternSurvey(models.Model):
    """An intern was asked, with the questions of that day: how it was, or what became of them."""

    class Kind(models.TextChoices):
        SATISFACTION = "satisfaction", _("how the internship was")
        AFTER_3 = "after_3", _("three months after")
        AFTER_6 = "after_6", _("six months after")
        AFTER_12 = "after_12", _("a year after")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="surveys")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    questions = models.JSONField()
    asked_on = models.DateField()
    remind_on = models.DateField()
    due_on = models.DateField()  # counts itself
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("questions to an intern")
        constraints = [models.UniqueConstraint(fields=["placement", "kind"], name="an_intern_is_asked_once")]
        indexes = [models.Index(fields=["remind_on"], condition=Q(reminded_at=None), name="intern_to_remind")]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.kind}"


class InternAnswer(models.Model):
    """What an intern answered, once; append-only. Shown only in tables without names. Of whoever did not answer the
    office may record where they are, as it was told or learned: ``recorded_by`` whom, with the ``source``."""

    survey = models.OneToOneField(InternSurvey, models.PROTECT, related_name="answer")
    answers = models.JSONField()
    answered_at = models.DateTimeField(default=clock.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    source = models.TextField(_("how this is known"), max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recorded_by=None, source="") | Q(recorded_by__isnull=False) & ~Q(source=""),
                name="recorded_by_the_office_with_its_source",
            )
        ]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.survey_id}"
