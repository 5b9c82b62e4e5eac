"""What the office has looked up of an applicant: taxes, support from elsewhere, proofs of bonus points."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from files.models import StoredFile
from kernel import clock
from kernel.triggers import append_only_triggers
from programs.models.application import Application


class TaxCheck(models.Model):
    """A certificate of taxes paid (납세증명서) or the tax office's answer; append-only, the latest of a kind counts."""

    class Tax(models.TextChoices):
        NATIONAL = "national", _("national taxes")
        LOCAL = "local", _("local taxes")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tax_checks")
    kind = models.CharField(max_length=10, choices=Tax.choices)
    clear = models.BooleanField()
    valid_until = models.DateField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["organisation", "kind", "-id"], name="tax_check_latest")]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind}: {self.clear}"


class OtherSupport(models.Model):
    """Another case of the business, here or elsewhere, that may pay for the same task (동일과제 중복). ``same_task`` is
    None until a person has compared the two for this application; append-only, the latest of a number counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="other_support")
    programme = models.CharField(max_length=120)
    number = models.CharField(max_length=60)
    active = models.BooleanField(default=True)
    same_task = models.BooleanField(null=True)
    note = models.CharField(max_length=300, blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["application", "-id"], name="other_support_latest")]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.programme} {self.number}"


class BonusVerdict(models.Model):
    """Whether the proof of bonus points (가점) that an application asked for holds; append-only, the latest counts."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="bonus_verdicts")
    code = models.CharField(max_length=40)
    proven = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(proven=True) | ~Q(reason=""), name="refused_bonus_needs_a_reason")
        ]
        indexes = [models.Index(fields=["application", "code", "-id"], name="bonus_verdict_latest")]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.application_id} {self.code}: {self.proven}"
