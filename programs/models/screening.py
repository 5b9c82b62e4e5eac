"""Screening (자격검토)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.triggers import append_only_triggers
from programs.models.application import Application


class Screening(models.Model):
    """One verdict on eligibility: what the rules found, what a person ticked, and why. The latest one counts."""

    class Verdict(models.TextChoices):
        ELIGIBLE = "eligible", _("eligible")
        INELIGIBLE = "ineligible", _("not eligible")

    class Reason(models.TextChoices):
        NONE = "", _("no objection")
        SIZE = "size", _("size class not covered")
        PLACE = "place", _("not in the city")
        STATUS = "status", _("closed or suspended")
        DOCUMENT = "document", _("document missing or invalid")
        TAX = "tax", _("tax arrears")
        SANCTION = "sanction", _("excluded from participation")
        DUPLICATE = "duplicate", _("same task supported elsewhere")
        CONDITION = "condition", _("condition of the call not met")
        OTHER = "other", _("other")

    application = models.ForeignKey(Application, models.PROTECT, related_name="screenings")
    findings = models.JSONField(default=list)
    checklist = models.JSONField(default=dict)
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    reason_code = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    reason = models.TextField(blank=True)
    screened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    screened_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict="eligible") | ~(models.Q(reason_code="") | models.Q(reason="")),
                name="ineligible_needs_a_reason",
            )
        ]
        indexes = [models.Index(fields=["application", "-id"], name="screening_latest")]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.application_id}: {self.verdict}"
