"""After the results: appeals (이의신청) and reserves who are called up (예비 승계)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.lifecycles import APPEAL, RESERVE_CALL
from programs.models.application import Application


class Appeal(Staged):
    """An objection to a result: one of an application against one result. ``answer`` is what the applicant reads."""

    class Against(models.TextChoices):
        SCREENING = "screening", _("found not eligible")
        DECISION = "decision", _("not selected")

    LIFE_CYCLE = APPEAL

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="appeals")
    against = models.CharField(max_length=12, choices=Against.choices)
    state = models.CharField(max_length=20, choices=APPEAL.choices, default=APPEAL.initial)
    number = models.CharField(max_length=40, blank=True)
    grounds = models.TextField(_("grounds"), blank=True)
    revisions = models.JSONField(default=dict)  # of the grounds while they are written, for autosave
    saved_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()  # the appeal window, half-open
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    filed_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "against"], condition=~Q(state="withdrawn"), name="one_appeal_against_a_result"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["upheld", "dismissed"]) | ~Q(answer=""), name="ended_appeal_has_an_answer"
            ),
            models.CheckConstraint(
                condition=Q(given_by=None) | Q(answered_by=None) | ~Q(answered_by=F("given_by")),
                name="appeal_answered_by_a_second_person",
            ),
        ]
        triggers = [life_cycle_trigger(APPEAL)]

    def __str__(self) -> str:
        return self.number or str(self.public_id)


class AppealFile(models.Model):
    """Material that the applicant puts to an appeal."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["file"], name="appeal_file")]

    def __str__(self) -> str:
        return f"{self.appeal_id}: {self.file}"


class AppealOpinion(models.Model):
    """A member of the appeal's panel, and their opinion once given. Nobody who judged the application before."""

    class View(models.TextChoices):
        UPHOLD = "uphold", _("uphold")
        DISMISS = "dismiss", _("dismiss")

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="opinions")
    member = models.ForeignKey(User, models.PROTECT, related_name="appeal_opinions")
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    view = models.CharField(max_length=10, choices=View.choices, blank=True)
    reason = models.TextField(blank=True)
    given_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "member"], name="one_opinion_per_member"),
            models.CheckConstraint(condition=Q(view="") | ~Q(reason=""), name="opinion_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id}: {self.member_id}"


class ReserveCall(Staged):
    """The next of the reserve list is offered a place that became free; half-open until ``due_at``."""

    LIFE_CYCLE = RESERVE_CALL

    application = models.ForeignKey(Application, models.PROTECT, related_name="reserve_calls")
    freed_by = models.ForeignKey(Application, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=20, choices=RESERVE_CALL.choices, default=RESERVE_CALL.initial)
    track = models.CharField(max_length=40, blank=True)
    amount = models.BigIntegerField(_("amount (won)"), null=True)
    called_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    called_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="open"), name="one_open_call_up_of_an_application"
            ),
            models.UniqueConstraint(
                fields=["freed_by"], condition=Q(state__in=["open", "accepted"]), name="a_freed_place_is_filled_once"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("called_at")), name="call_up_due_later"),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="call_up_amount_not_negative"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="open"), name="call_up_due")]
        triggers = [life_cycle_trigger(RESERVE_CALL)]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.state}"
