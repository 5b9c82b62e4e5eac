"""Applications (신청): the working copy, and every version that was handed in."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from programs.lifecycles import APPLICATION
from programs.models.call import Call, CallTerms

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from programs.models.attachment import Attachment


class Application(Staged):
    """One applicant's case in one call. ``answers`` is the working copy; what counts is the latest Submission."""

    LIFE_CYCLE = APPLICATION

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="applications")
    user = models.ForeignKey(User, models.PROTECT, related_name="applications")
    name = models.CharField(_("applicant"), max_length=120)  # as it was when handed in
    state = models.CharField(max_length=20, choices=APPLICATION.choices, default=APPLICATION.initial)
    answers = models.JSONField(default=dict)
    revisions = models.JSONField(default=dict)
    writers = models.JSONField(default=dict)  # field → key of the person whose text it holds
    created_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    receipt_serial = models.PositiveIntegerField(null=True)
    receipt_number = models.CharField(_("receipt number"), max_length=30, blank=True)
    submitted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    track = models.CharField(_("track"), max_length=40, blank=True)  # kept at handing in, as are the next three
    asked = models.BigIntegerField(_("sum asked (won)"), null=True)
    least = models.BigIntegerField(_("least sum with which it can be done (won)"), null=True)
    groups = models.JSONField(default=list)  # codes of the quotas' groups that the applicant belongs to
    given_up_at = models.DateTimeField(null=True)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)  # of the submitted reviews, kept by actions

    if TYPE_CHECKING:
        submissions: RelatedManager["Submission"]
        attachments: RelatedManager["Attachment"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "organisation"],
                condition=Q(organisation__isnull=False) & ~Q(state__in=["withdrawn", "given_up"]),
                name="one_active_application_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["call", "user"],
                condition=Q(organisation__isnull=True) & ~Q(state__in=["withdrawn", "given_up"]),
                name="one_active_application_per_person",
            ),
            models.UniqueConstraint(fields=["call", "receipt_serial"], name="one_receipt_number_per_application"),
            models.CheckConstraint(condition=Q(asked=None) | Q(asked__gte=0), name="sum_asked_not_negative"),
            models.CheckConstraint(
                condition=Q(least=None) | Q(least__gte=0, least__lte=models.F("asked")), name="least_within_asked"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(receipt_serial__isnull=False),
                name="nothing_beyond_draft_without_receipt",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state", "receipt_serial"], name="application_list"),
            models.Index(fields=["call", "-score"], name="application_by_score"),
            models.Index(fields=["call", "track", "state"], name="application_by_track"),
            models.Index(fields=["organisation", "-created_at"], name="application_of_organisation"),
            models.Index(fields=["user", "-created_at"], name="application_of_user"),
        ]
        triggers = [life_cycle_trigger(APPLICATION)]

    def __str__(self) -> str:
        return self.receipt_number or self.name

    def editable_at(self, moment: datetime) -> bool:
        """Whether the applicant may still type: until screened, while the call is open."""
        return self.state in {"draft", "submitted"} and self.call.open_at(moment)


class DraftPresence(models.Model):
    """Who has a draft open right now, and in which section: told to the others who have it open."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    section = models.CharField(max_length=60, blank=True)
    seen_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="one_presence_per_person")]

    def __str__(self) -> str:
        return f"{self.user_id} @ {self.application_id}"


class Submission(models.Model):
    """Exactly what was handed in, when, by whom, under which terms; append-only, with the hash of its content."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="submissions")
    version = models.PositiveIntegerField()
    terms = models.ForeignKey(CallTerms, models.PROTECT, related_name="+")
    applicant = models.JSONField()
    answers = models.JSONField()
    documents = models.JSONField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "version"], name="one_submission_per_version")]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.application_id} v{self.version}"


class ReceiptToTell(models.Model):
    """A version that was handed in and of which nobody has been told by notice and mail yet: written with the version,
    gone with the telling. In the last second before a closing hundreds hand in at once, and the words can wait."""

    submission = models.OneToOneField(Submission, models.CASCADE, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"receipt of {self.submission_id}"
