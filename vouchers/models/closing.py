"""From the interim report to the last won: reports, checks, evaluation, settlement, clawback."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from vouchers import lifecycles
from vouchers.models.agreement import Agreement
from vouchers.models.payment import Payment
from vouchers.models.work import Order


class Report(Staged):
    """An interim (중간보고) or final report (결과보고) of the demand company. ``content``: section → text."""

    class Kind(models.TextChoices):
        INTERIM = "interim", _("interim report")
        FINAL = "final", _("final report")

    LIFE_CYCLE = lifecycles.REPORT

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    content = models.JSONField(default=dict)
    revisions = models.JSONField(default=dict)
    files = models.ManyToManyField(StoredFile, related_name="+")
    due_on = models.DateField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement"], condition=Q(kind="final"), name="one_final_report")
        ]
        triggers = [life_cycle_trigger(lifecycles.REPORT)]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.kind}"


class SiteCheck(models.Model):
    """A visit to the business (현장점검); append-only. ``checklist``: point → kept, not kept or not looked at."""

    class Verdict(models.TextChoices):
        GOOD = "good", _("nothing to object to")
        MEND = "mend", _("to be mended")
        STOP = "stop", _("to be stopped")

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="site_checks")
    visited_on = models.DateField(_("visited on"))
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    checklist = models.JSONField(default=dict)
    findings = models.TextField(_("findings"))
    mend_by = models.DateField(null=True)
    files = models.ManyToManyField(StoredFile, related_name="+")
    visited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.visited_on}"


class Evaluation(models.Model):
    """The final evaluation (최종평가): success, failure or outstanding, with points and reason; append-only."""

    class Outcome(models.TextChoices):
        OUTSTANDING = "outstanding", _("outstanding")
        SUCCESS = "success", _("success")
        FAILURE = "failure", _("failure")

    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="evaluation")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    reason = models.TextField(_("reason"))
    evaluated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    evaluated_at = models.DateTimeField(default=clock.now)

    class Meta:
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.outcome}"


class Settlement(Staged):
    """The settlement (정산) of an agreement: line by line, examined by one person, confirmed by another."""

    LIFE_CYCLE = lifecycles.SETTLEMENT

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="settlement")
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    handed_in_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    examined_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    examined_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    figures = models.JSONField(default=dict)  # the sums as confirmed, in won

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("examined_by")),
                name="settlement_confirmed_by_a_second_person",
            )
        ]
        triggers = [life_cycle_trigger(lifecycles.SETTLEMENT)]

    def __str__(self) -> str:
        return f"{self.agreement_id}"


class SettlementLine(models.Model):
    """One cost of a settlement: an order, or the part of one that a payment went out for, or something in kind.
    ``disallowed`` of ``amount``, in won, with its reason; what was paid of it is claimed back."""

    class Category(models.TextChoices):
        ORDER = "order", _("order")
        IN_KIND = "in_kind", _("contribution in kind")

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="lines")
    category = models.CharField(max_length=10, choices=Category.choices)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="settlement_lines")
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="settlement_line")
    description = models.CharField(max_length=200)
    amount = models.BigIntegerField(_("amount (won)"))
    support = models.BigIntegerField(_("support (won)"), default=0)
    own = models.BigIntegerField(_("own contribution (won)"), default=0)
    evidence = models.ManyToManyField(StoredFile, related_name="+")
    disallowed = models.BigIntegerField(_("disallowed (won)"), default=0)
    reason = models.TextField(_("reason for disallowing"), blank=True)
    examined = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(disallowed__gte=0) & Q(disallowed__lte=F("amount")), name="disallowed_within_amount"
            ),
            models.CheckConstraint(condition=Q(disallowed=0) | ~Q(reason=""), name="disallowing_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.description


class Clawback(Staged):
    """Money to be paid back (환수): ``principal`` and ``interest`` in won. Interest runs until the money comes back: as
    claimed (``figures``) it is that until the day it is due, with each recovery it becomes that until its day.
    ``order``: the paid order of which it is claimed, where it is of one."""

    class Ground(models.TextChoices):
        DISALLOWED = "disallowed", _("disallowed cost")
        ENDED = "ended", _("agreement ended early")
        FALSE = "false", _("granted on false grounds")
        MISUSE = "misuse", _("used for something else")
        BREACH = "breach", _("conditions broken")

    LIFE_CYCLE = lifecycles.CLAWBACK

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="clawbacks")
    number = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    ground = models.CharField(max_length=12, choices=Ground.choices)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="clawbacks")
    reason = models.TextField(_("reason"))
    principal = models.BigIntegerField(_("principal (won)"))
    interest = models.BigIntegerField(_("interest (won)"), default=0)
    figures = models.JSONField(default=dict)
    due_on = models.DateField(_("to be paid back by"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    claimed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    waived_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(principal__gt=0) & Q(interest__gte=0), name="clawback_positive"),
            models.CheckConstraint(
                condition=Q(claimed_by=None) | ~Q(claimed_by=F("proposed_by")),
                name="clawback_claimed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(waived_by=None) | ~Q(waived_by=F("proposed_by")) & ~Q(waived_by=F("claimed_by")),
                name="clawback_waived_by_another_person",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="clawback_due")]
        triggers = [life_cycle_trigger(lifecycles.CLAWBACK)]

    def __str__(self) -> str:
        return self.number


class Recovery(models.Model):
    """Money that was paid back, divided into principal and interest; append-only. ``figures``: the interest that had
    run until its day, with its computation."""

    clawback = models.ForeignKey(Clawback, models.PROTECT, related_name="recoveries")
    principal = models.BigIntegerField(default=0)
    interest = models.BigIntegerField(default=0)
    figures = models.JSONField(default=dict)
    paid_on = models.DateField(_("paid on"))
    reference = models.CharField(_("reference of the bank"), max_length=60)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clawback", "reference"], name="a_recovery_counts_once"),
            models.CheckConstraint(
                condition=Q(principal__gte=0, interest__gte=0) & ~Q(principal=0, interest=0), name="recovery_positive"
            ),
        ]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.clawback_id}: {self.principal + self.interest:,}"
