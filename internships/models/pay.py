"""Whom pay goes to and by which table it is taxed: bank accounts, what people declare, tax tables."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from accounts.models import User
from internships import lifecycles_pay as lifecycles
from internships.rules.pay.tax import Bracket, TaxTable
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger


class PayAccount(models.Model):
    """An intern's bank account, encrypted. A new one counts from its confirmation on, by another person than who
    entered it."""

    person = models.ForeignKey(User, models.PROTECT, related_name="pay_accounts")
    bank = models.CharField(_("bank"), max_length=40)
    number = EncryptedCharField(_("account number"), max_length=200)
    holder = models.CharField(_("account holder"), max_length=80)
    last_digits = models.CharField(max_length=4)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                name="pay_account_confirmed_by_a_second_person",
            ),
        ]
        indexes = [models.Index(fields=["person", "-confirmed_at"], name="pay_account_of_person")]

    def __str__(self) -> str:
        return f"{self.bank} ****{self.last_digits}"


class PayProfile(models.Model):
    """What tax and insurances ask of a person: people in the household that count, share of the tax table, pension for
    the month of joining by wish. ``exemptions``: insurances that the person does not have, as the office noted them
    (``insurance``, ``reason``, ``source``)."""

    person = models.OneToOneField(User, models.PROTECT, related_name="pay_profile")
    dependants = models.PositiveSmallIntegerField(_("people who count for tax, you included"), default=1)
    tax_percent = models.PositiveSmallIntegerField(_("share of the tax table (%)"), default=100)
    pension_at_once = models.BooleanField(_("pension also for the month of joining"), default=False)
    exemptions = models.JSONField(default=list, blank=True)
    declared_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(dependants__range=(1, 20)), name="pay_profile_people"),
            models.CheckConstraint(condition=Q(tax_percent__in=[80, 100, 120]), name="pay_profile_share_of_the_law"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.dependants}, {self.tax_percent}%"


class TaxTableVersion(Staged):
    """A simplified withholding table (근로소득 간이세액표) as it was read from the tax office's file; counts from
    ``since`` once a second person has confirmed it."""

    LIFE_CYCLE = lifecycles.TAX_TABLE

    since = models.DateField(_("in force from"))
    source = models.CharField(_("source"), max_length=300)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    file_hash = models.CharField(max_length=64)
    read_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["since"], condition=Q(state="confirmed"), name="one_tax_table_from_a_day"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(read_by=None) | ~Q(confirmed_by=F("read_by")),
                name="tax_table_confirmed_by_a_second_person",
            ),
        ]
        triggers = [life_cycle_trigger(lifecycles.TAX_TABLE)]

    def __str__(self) -> str:
        return f"{self.since} ({self.source})"

    @property
    def table(self) -> TaxTable:
        """For computing with; one statement."""
        rows = self.rows.order_by("least")
        return TaxTable(self.since, self.source, tuple(Bracket(r.least, r.below, tuple(r.taxes)) for r in rows))


class TaxBracket(models.Model):
    """One line of a table: monthly pay from ``least`` up to, not including, ``below``, in won, and the tax by people,
    one to eleven; append-only."""

    version = models.ForeignKey(TaxTableVersion, models.PROTECT, related_name="rows")
    least = models.BigIntegerField()
    below = models.BigIntegerField()
    taxes = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "least"], name="one_bracket_from_a_pay"),
            models.CheckConstraint(condition=Q(least__lt=F("below")) & Q(taxes__len=11), name="bracket_whole"),
        ]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.least:,}–{self.below:,}"
