"""Agreements (협약): what was agreed, who signed which text, the contribution, the voucher."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from programs.models import Application, Call
from vouchers import lifecycles
from vouchers.models.supplier import Supplier

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Agreement(Staged):
    """The case of a selected application from the agreement to its destruction. What was agreed stands in versions."""

    LIFE_CYCLE = lifecycles.AGREEMENT

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.OneToOneField(Application, models.PROTECT, related_name="agreement")
    call = models.ForeignKey(Call, models.PROTECT, related_name="agreements")
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, related_name="contracts")
    number = models.CharField(_("agreement number"), max_length=40, unique=True)
    track = models.CharField(_("track of the call"), max_length=40)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    version = models.PositiveIntegerField(default=1)  # the one in force; a prepared one is higher
    deposit_due = models.DateField(_("contribution due"), null=True)
    drawn_up_at = models.DateTimeField(default=clock.now)
    signed_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)  # of the final evaluation
    archived_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        versions: RelatedManager["AgreementVersion"]
        voucher: "Voucher"

    class Meta:
        indexes = [
            models.Index(fields=["call", "state"], name="agreement_of_call"),
            models.Index(fields=["supplier", "state"], name="agreement_of_supplier"),
        ]
        triggers = [life_cycle_trigger(lifecycles.AGREEMENT)]

    def __str__(self) -> str:
        return self.number

    @property
    def present(self) -> "AgreementVersion":
        """The text that holds; no text ever changes, so each is read once."""
        kept: AgreementVersion | None = self.__dict__.get("_present")
        if kept is None or kept.version != self.version:
            kept = self.__dict__["_present"] = self.versions.get(version=self.version)
        return kept


class AgreementVersion(models.Model):
    """One text of an agreement, append-only. Sums in won; ``total`` is what the supplier is paid in money: support and
    cash. The period runs from ``first_day`` to ``last_day``, both included. ``content_hash`` is what is signed."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    parties = models.JSONField()  # role → name, registration number, representative, as on that day
    support = models.BigIntegerField(_("support (won)"))
    cash = models.BigIntegerField(_("own contribution in money (won)"))
    in_kind = models.BigIntegerField(_("own contribution in kind (won)"), default=0)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    clauses = models.JSONField()  # list of {"title", "text"}, every place filled
    source = models.JSONField(default=list)  # the same with its places unfilled, for the next text
    people = models.JSONField(default=dict)  # who is in charge on each side
    content_hash = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "version"], name="one_text_per_version"),
            models.CheckConstraint(
                condition=Q(support__gt=0) & Q(cash__gte=0) & Q(in_kind__gte=0), name="agreed_sums_not_negative"
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="agreed_period_forward"),
        ]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.agreement_id} v{self.version}"

    @property
    def total(self) -> int:
        return self.support + self.cash

    def runs_on(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


class ClauseSet(models.Model):
    """The clauses that agreements of a track get from here on, with their places unfilled; append-only."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="clause_sets")
    track = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    clauses = models.JSONField()  # list of {"title", "text"}
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "track", "version"], name="one_clause_set_per_version")]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.call_id} {self.track} v{self.version}"


class Signature(models.Model):
    """A party's signature: who, when, from where, after signing in again, on which hash; append-only."""

    class Party(models.TextChoices):
        DEMAND = "demand", _("demand company")
        SUPPLIER = "supplier", _("supplier")
        CITY = "city", _("the city")

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=10, choices=Party.choices)
    signer = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    content_hash = models.CharField(max_length=64)
    confirmed_by = models.CharField(max_length=20)  # how the person proved again who they are: password, totp, passkey
    address = models.GenericIPAddressField(null=True)
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "party"], name="one_signature_per_party"),
            models.UniqueConstraint(fields=["version", "signer"], name="one_person_signs_for_one_party"),
        ]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.party}: {self.name}"


class AmendmentRequest(Staged):
    """A wish to change an agreement (협약변경): ``changes`` are the new values by field, with ``reason``."""

    LIFE_CYCLE = lifecycles.AMENDMENT_REQUEST

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="amendment_requests")
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    changes = models.JSONField()
    reason = models.TextField(_("reason"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    version = models.ForeignKey(AgreementVersion, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(state__in=["requested", "signing"]),
                name="one_open_amendment_of_an_agreement",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")),
                name="agreement_amended_by_a_second_person",
            ),
        ]
        triggers = [life_cycle_trigger(lifecycles.AMENDMENT_REQUEST)]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.reason[:40]}"


class Deposit(models.Model):
    """Money of the own contribution that came in (부담금 입금), confirmed from the bank's statement; append-only."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="deposits")
    amount = models.BigIntegerField(_("amount (won)"))
    paid_on = models.DateField(_("paid on"))
    reference = models.CharField(_("reference of the bank"), max_length=60)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="deposit_positive"),
            models.UniqueConstraint(fields=["agreement", "reference"], name="a_deposit_counts_once"),
        ]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.amount}"


# SQL of its trigger: a refund goes on with the same case, sum and first hand; one that is paid stays as it is.
SAME_SUM = (
    "OLD.state IN ('prepared', 'released') AND (NEW.agreement_id, NEW.amount, NEW.prepared_by_id)"
    " = (OLD.agreement_id, OLD.amount, OLD.prepared_by_id)"
)


class Refund(Staged):
    """Money of the own contribution that goes back (부담금 반환), to the account that it came from: prepared by one
    finance officer, released by another before anything is transferred, paid once the bank's reference of the transfer
    stands with it. Nothing of it changes but its state and that proof."""

    LIFE_CYCLE = lifecycles.REFUND

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="refunds")
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    amount = models.BigIntegerField(_("amount (won)"))
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=clock.now)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    paid_on = models.DateField(_("paid on"), null=True)
    reference = models.CharField(_("reference of the bank"), max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_positive"),
            models.UniqueConstraint(
                fields=["agreement", "reference"], condition=~Q(reference=""), name="a_refund_counts_once"
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("prepared_by")),
                name="refund_released_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "paid"]) | Q(released_by__isnull=False),
                name="no_refund_without_both_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_on__isnull=False) & ~Q(reference=""),
                name="refund_paid_with_its_proof",
            ),
        ]
        triggers = [life_cycle_trigger(lifecycles.REFUND), *append_only_triggers(unless=SAME_SUM)]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.amount}"


class Voucher(models.Model):
    """The voucher of an agreement: its number and validity. Its money stands in the ledger, nowhere else."""

    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="voucher")
    number = models.CharField(_("voucher number"), max_length=40, unique=True)
    issued_at = models.DateTimeField(default=clock.now)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.number
