"""The panel: who its members are, whom they may not judge, what they agreed on when they met."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from programs.lifecycles import MEETING
from programs.models.application import Application
from programs.models.call import Call


class ReviewerProfile(models.Model):
    """What a reviewer says of themselves, so that work is given by field and conflicts of interest are found.

    ``employers``: list of ``{"number": …, "name": …, "until": ISO date or null}``. Personal data (programs.personal).
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="reviewer_profile")
    fields = models.JSONField(default=list)  # codes of tracks or topics
    limit = models.PositiveSmallIntegerField(null=True)  # most applications at once
    business_number = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=200, blank=True)
    employers = models.JSONField(default=list)
    updated_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.user_id}"


class Pledge(models.Model):
    """A reviewer's pledge for a call (이해충돌·비밀유지 서약): given once before the first sheet, append-only."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="pledges")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField()
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "reviewer"], name="one_pledge_per_call")]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.call_id}: {self.reviewer_id}"


class Recusal(models.Model):
    """Why a reviewer does not judge an application: found by the rules, declared by themselves (회피), or asked for by
    the office (제척·기피). Append-only; ``kinds`` are codes of programs.rules.conflicts, never the fact itself."""

    class Source(models.TextChoices):
        FOUND = "found", _("found by comparing")
        DECLARED = "declared", _("declared by the reviewer")
        OFFICE = "office", _("set by the office")

    application = models.ForeignKey(Application, models.PROTECT, related_name="recusals")
    reviewer = models.ForeignKey(User, models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices)
    kinds = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer", "source"], name="one_recusal_per_source")
        ]
        indexes = [models.Index(fields=["reviewer"], name="recusal_of_reviewer")]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.reviewer_id} ≠ {self.application_id}"


class Meeting(Staged):
    """A meeting of the panel (평가위원회). ``attendance``: list of ``{"person": id, "name": …, "present": bool}``."""

    LIFE_CYCLE = MEETING

    call = models.ForeignKey(Call, models.PROTECT, related_name="meetings")
    state = models.CharField(max_length=20, choices=MEETING.choices, default=MEETING.initial)
    title = models.CharField(_("title"), max_length=120)
    held_at = models.DateTimeField(_("held at"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    attendance = models.JSONField(default=list)
    minutes = models.TextField(_("minutes of the meeting"), blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(minutes=""), name="closed_meeting_has_minutes")
        ]
        triggers = [life_cycle_trigger(MEETING)]

    def __str__(self) -> str:
        return self.title


class AgreedScore(models.Model):
    """The points on which the panel agreed for an application (합의점수), by criterion. They count in place of the
    sheets once the meeting's minutes are closed; the sheets stay on record."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agreed")
    application = models.ForeignKey(Application, models.PROTECT, related_name="agreed_scores")
    points = models.JSONField()  # criterion → text of a decimal
    total = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "application"], name="one_agreed_score_per_meeting"),
            models.CheckConstraint(condition=Q(total__gte=0) & ~Q(reason=""), name="agreed_score_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.total}"
