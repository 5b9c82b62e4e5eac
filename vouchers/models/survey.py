"""Surveys after a case: what a call asks, whom it asked, what they answered."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.triggers import append_only_triggers
from programs.models import Call
from vouchers.models.agreement import Agreement


class SurveyKind(models.TextChoices):
    SATISFACTION = "satisfaction", _("satisfaction survey")
    RESULTS = "results", _("survey of results")


class SurveyPlan(models.Model):
    """What one call asks in one survey (:class:`programs.rules.survey.Plan` as JSON). Without a row: the standard."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="survey_plans")
    kind = models.CharField(max_length=12, choices=SurveyKind.choices)
    content = models.JSONField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "kind"], name="one_plan_of_a_survey")]

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind}"


class SurveyRequest(models.Model):
    """One company of one case was asked, with the questions of that day."""

    class Party(models.TextChoices):
        DEMAND = "demand", _("demand company")
        SUPPLIER = "supplier", _("supplier")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="survey_requests")
    kind = models.CharField(max_length=12, choices=SurveyKind.choices)
    party = models.CharField(max_length=10, choices=Party.choices)
    questions = models.JSONField()
    asked_on = models.DateField()
    remind_on = models.DateField()
    due_on = models.DateField()  # counts itself
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind", "party"], name="a_party_is_asked_once"),
        ]
        indexes = [
            models.Index(fields=["remind_on"], condition=models.Q(reminded_at=None), name="survey_to_remind"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.kind} {self.party}"

    @property
    def open(self) -> bool:
        return self.due_on >= clock.today() and not hasattr(self, "answer")


class Survey(models.Model):
    """The answers of one company, once; append-only. Never shown with its name."""

    request = models.OneToOneField(SurveyRequest, models.PROTECT, related_name="answer")
    answers = models.JSONField()
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.request_id}"
