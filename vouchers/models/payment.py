"""Tax invoices, payments under four eyes, runs to the bank and the bank's answers."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from encrypted_fields.fields import EncryptedCharField

from accounts.models import User
from files.models import StoredFile
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from vouchers import lifecycles
from vouchers.models.supplier import Supplier
from vouchers.models.work import Order


class SupplierAccount(models.Model):
    """A supplier's bank account, encrypted; ``digest`` finds the same account elsewhere without reading it. A new
    one replaces the old from its confirmation on, which is another person's than who entered it. ``copy`` is the copy
    of the bankbook (통장 사본) that it is confirmed against; an account that does not agree with it is sent back."""

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="bank_accounts")
    bank = models.CharField(_("bank"), max_length=40)
    number = EncryptedCharField(_("account number"), max_length=200)
    holder = models.CharField(_("account holder"), max_length=80)
    digest = models.CharField(max_length=64, db_index=True)
    last_digits = models.CharField(max_length=4)
    copy = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    sent_back_at = models.DateTimeField(null=True)
    sent_back_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("entered_by")),
                name="bank_account_confirmed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(sent_back_at=None), name="bank_account_confirmed_or_sent_back"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank} ****{self.last_digits}"


def never_beyond_what_was_accepted() -> pgtrigger.Trigger:
    """Refuses invoices of an order that come to more than was accepted of it; the order is locked meanwhile."""
    return pgtrigger.Trigger(
        name="never_beyond_what_was_accepted",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
            PERFORM FROM vouchers_order WHERE id = NEW.order_id FOR UPDATE;
            IF (SELECT coalesce(sum(amount), 0) FROM vouchers_invoice
                WHERE order_id = NEW.order_id AND voided_at IS NULL)
                > (SELECT accepted_support + accepted_own FROM vouchers_order WHERE id = NEW.order_id)
            THEN
                RAISE EXCEPTION 'invoiced beyond what was accepted' USING ERRCODE = '55000';
            END IF;
            RETURN NEW;
        """,
    )


def never_by_its_own_company() -> pgtrigger.Trigger:
    """Refuses whoever belongs to the supplier or the demand company then as the one who approves a payment or lets it
    go to the bank, by whatever path it comes."""
    return pgtrigger.Trigger(
        name="never_by_its_own_company",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
            IF EXISTS (
                SELECT FROM accounts_membership member
                WHERE member.left_at IS NULL
                  AND (member.user_id = NEW.approved_by_id AND NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id
                    OR member.user_id = NEW.released_by_id AND NEW.released_by_id IS DISTINCT FROM OLD.released_by_id)
                  AND member.organisation_id IN (
                    SELECT organisation_id FROM vouchers_supplier WHERE id = NEW.supplier_id
                    UNION ALL
                    SELECT application.organisation_id FROM vouchers_invoice invoice
                    JOIN vouchers_order one ON one.id = invoice.order_id
                    JOIN vouchers_voucher voucher ON voucher.id = one.voucher_id
                    JOIN vouchers_agreement agreement ON agreement.id = voucher.agreement_id
                    JOIN programs_application application ON application.id = agreement.application_id
                    WHERE invoice.id = NEW.invoice_id)
            ) THEN
                RAISE EXCEPTION 'paid by its own company' USING ERRCODE = '55000';
            END IF;
            RETURN NEW;
        """,
    )


class Invoice(models.Model):
    """A tax invoice (전자세금계산서) for an order, or for a part of it that was accepted. ``number`` is its approval
    number, digits and letters: no invoice pays twice. ``amount`` with VAT where the order's price has it, in won."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="invoices")
    number = models.CharField(_("approval number"), max_length=24)
    issued_on = models.DateField(_("issued on"))
    amount = models.BigIntegerField(_("amount (won)"))
    tax = models.BigIntegerField(_("VAT (won)"), default=0)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=clock.now)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(voided_at=None), name="an_invoice_is_used_once"),
            models.CheckConstraint(condition=Q(amount__gt=0) & Q(tax__gte=0), name="invoice_positive"),
        ]
        triggers = [never_beyond_what_was_accepted()]

    def __str__(self) -> str:
        return self.number


class PaymentRun(Staged):
    """Payments that go to the bank together: ``count`` of them, ``total`` won, which shrink with each that is refused
    before the release. ``file_hash`` is of the transfer file as it was released, ``answer_by`` the day by which the
    bank should have answered, fixed then."""

    LIFE_CYCLE = lifecycles.PAYMENT_RUN

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("run number"), max_length=40, unique=True)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    pay_on = models.DateField(_("to be paid on"))
    count = models.PositiveIntegerField(default=0)
    total = models.BigIntegerField(_("total (won)"), default=0)
    file_hash = models.CharField(max_length=64, blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=clock.now)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    answer_by = models.DateField(_("answer of the bank due by"), null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("prepared_by")),
                name="run_released_by_a_second_person",
            )
        ]
        triggers = [life_cycle_trigger(lifecycles.PAYMENT_RUN)]

    def __str__(self) -> str:
        return self.number

    @property
    def unanswered(self) -> bool:
        """Whether the bank should have answered by now and some of it is open."""
        return self.state == "released" and self.answer_by is not None and self.answer_by < clock.today()


class Payment(Staged):
    """Money to a supplier for one invoice: one that is not refused per invoice. ``account`` as it was when approved."""

    LIFE_CYCLE = lifecycles.PAYMENT

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="payments")
    account = models.ForeignKey(SupplierAccount, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(PaymentRun, models.PROTECT, null=True, related_name="payments")
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    amount = models.BigIntegerField(_("amount (won)"))
    support = models.BigIntegerField(_("support (won)"))
    own = models.BigIntegerField(_("own contribution (won)"))
    due_on = models.DateField(_("to be paid by"))
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=clock.now)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    paid_on = models.DateField(null=True)
    answer = models.CharField(max_length=200, blank=True)  # what the bank said

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invoice"], condition=~Q(state="refused"), name="one_payment_of_an_invoice"
            ),
            models.CheckConstraint(
                condition=Q(amount=F("support") + F("own")) & Q(amount__gt=0) & Q(support__gte=0) & Q(own__gte=0),
                name="payment_parts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("approved_by")),
                name="payment_released_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")),
                name="payment_approved_by_another_than_requested",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "paid"]) | Q(released_by__isnull=False, approved_by__isnull=False),
                name="no_release_without_both_people",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_on"], name="payment_waiting"),
            models.Index(fields=["run"], name="payment_of_run"),
        ]
        triggers = [life_cycle_trigger(lifecycles.PAYMENT), never_by_its_own_company()]

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.amount:,}"


class Transfer(models.Model):
    """A line of a run's transfer file, as it was released; append-only. It stays whatever becomes of the payment: one
    that came back is approved anew, perhaps for another account, and goes into another run."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="transfers")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="transfers")
    account = models.ForeignKey(SupplierAccount, models.PROTECT, related_name="+")
    amount = models.BigIntegerField(_("amount (won)"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "payment"], name="one_transfer_per_payment_of_a_run"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="transfer_positive"),
        ]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.amount:,}"


class TakenOut(models.Model):
    """A payment that was refused while it stood in a prepared run, by whose ``amount`` (won) the run shrank;
    append-only. Why stands with its invoice."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="taken_out")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="+")
    amount = models.BigIntegerField(_("amount (won)"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "payment"], name="a_payment_leaves_a_run_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="taken_out_positive"),
        ]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.run_id} -{self.amount:,}"


class BankAnswer(models.Model):
    """A line of the bank's result file, as it was read; append-only. The same line of the same run counts once."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="answers")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="answers")
    paid = models.BooleanField()
    amount = models.BigIntegerField(_("amount (won)"))
    on = models.DateField()
    text = models.CharField(max_length=200, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    read_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "payment"], name="one_answer_per_payment_of_a_run")]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.paid}"
