"""What the National Tax Service (국세청) said of a business, each answer kept as it came."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import BusinessStatus, Organisation
from accounts.models.person import User
from kernel import clock


class BusinessStatusCheck(models.Model):
    """One question and its raw answer, or a person's confirmation by hand with its reason. Never changed."""

    class Kind(models.TextChoices):
        STATUS = "status", _("status look-up")
        VALIDATE = "validate", _("check of number, representative and opening date")
        MANUAL = "manual", _("confirmed by hand")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="status_checks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    asked_at = models.DateTimeField(default=clock.now)
    outcome = models.CharField(max_length=20, choices=BusinessStatus.choices)
    matches = models.BooleanField(null=True)  # of a VALIDATE: do number, representative and opening date fit?
    tax_type = models.CharField(max_length=60, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    raw = models.TextField(blank=True)
    fault = models.CharField(max_length=200, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-asked_at"], name="status_checks_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="manual") | (models.Q(confirmed_by__isnull=False) & ~models.Q(reason="")),
                name="manual_status_has_person_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.outcome}"

    @property
    def fault_text(self) -> str:
        """Why the service could not be asked, in the reader's words where they are known."""
        return gettext(self.fault) if self.fault else ""
