"""Runs of pay: a month of a call from the closed attendance to the bank, and what each person gets, never rewritten."""

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships import lifecycles_pay as lifecycles
from internships.models.pay import PayAccount
from internships.models.placement import Placement
from internships.rules.pay import Line, line_from
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from programs.models import Call

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class PayRun(Staged):
    """One month of a call, or what is owed in it to those whose employment has ended (``of_leavers``), who are not kept
    waiting until the month is over or closed (근로기준법 §36). The totals are of its rows, 0 until it is computed;
    ``file_hash`` is of the transfer file as it was released."""

    LIFE_CYCLE = lifecycles.PAY_RUN

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("run number"), max_length=40, unique=True)
    call = models.ForeignKey(Call, models.PROTECT, related_name="pay_runs")
    month = models.DateField(_("month"))  # its first day
    of_leavers = models.BooleanField(_("of those who left"), default=False)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    pay_on = models.DateField(_("to be paid on"))
    people = models.PositiveIntegerField(default=0)
    gross = models.BigIntegerField(_("wages (won)"), default=0)
    deductions = models.BigIntegerField(_("deductions (won)"), default=0)
    employer = models.BigIntegerField(_("employer's share (won)"), default=0)
    net = models.BigIntegerField(_("to be paid out (won)"), default=0)
    funds = models.JSONField(default=dict)  # cost by source of funds, in won
    file_hash = models.CharField(max_length=64, blank=True)
    begun_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField(default=clock.now)
    # Of many people the worker computes: who asked for it, and what stood in its way.
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    obstacle = models.TextField(blank=True)
    computed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    computed_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        rows: RelatedManager["PayRow"]
        slips: RelatedManager["Payslip"]
        transfers: RelatedManager["PayTransfer"]

    class Meta:
        verbose_name = _("pay run")
        constraints = [
            models.UniqueConstraint(
                fields=["call", "month"],
                condition=Q(~Q(state="cancelled"), of_leavers=False),
                name="one_live_pay_run_of_a_month",
            ),
            models.UniqueConstraint(
                fields=["call", "month"],
                condition=Q(of_leavers=True, state__in=lifecycles.UNAPPROVED),
                name="one_open_pay_run_of_leavers",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="pay_run_of_a_month"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("computed_by")) & ~Q(approved_by=F("checked_by")),
                name="pay_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("computed_by")),
                name="pay_released_by_another_than_computed_it",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", *lifecycles.PAID]) | Q(approved_by__isnull=False),
                name="no_pay_without_approval",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=lifecycles.PAID) | Q(released_by__isnull=False) & ~Q(file_hash=""),
                name="no_payslip_without_transfer_file",
            ),
            models.CheckConstraint(condition=Q(net=F("gross") - F("deductions")), name="pay_run_adds_up"),
        ]
        triggers = [life_cycle_trigger(lifecycles.PAY_RUN)]

    def __str__(self) -> str:
        return self.number

    @property
    def being_computed(self) -> bool:
        """Whether the worker has been asked and has not answered."""
        return self.state == "closed" and self.asked_at is not None and not self.obstacle


_SUMS = """
IF NOT EXISTS (
    SELECT 1 FROM jsonb_array_elements(NEW.lines) AS line
    HAVING coalesce(sum((line->>'amount')::bigint) FILTER (WHERE line->>'part' = 'earning'), 0) = NEW.gross
       AND coalesce(sum((line->>'amount')::bigint) FILTER (WHERE line->>'part' = 'deduction'), 0) = NEW.deductions
       AND coalesce(sum((line->>'amount')::bigint) FILTER (WHERE line->>'part' = 'employer'), 0) = NEW.employer
) THEN
    RAISE EXCEPTION 'a pay row adds up to its lines' USING ERRCODE = '23514';
END IF;
IF EXISTS (
    SELECT 1 FROM internships_payslip slip JOIN internships_placement place ON place.person_id = slip.person_id
     WHERE slip.run_id = NEW.run_id AND place.id = NEW.placement_id
) THEN
    RAISE EXCEPTION 'a payslip is written after its rows' USING ERRCODE = '23514';
END IF;
RETURN NEW;
"""


class PayRow(models.Model):
    """One person-month at a place as a run computed it; append-only. ``sequence`` 0 is the month's regular row; each
    correction of a closed month is a row of its own (1, 2 …) with the differences, paid by a later run. ``inputs`` is
    what it was computed from, ``digest`` its SHA-256."""

    run = models.ForeignKey(PayRun, models.PROTECT, related_name="rows")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="pay_rows")
    month = models.DateField(_("month"))
    sequence = models.PositiveSmallIntegerField(default=0)
    lines = models.JSONField()
    inputs = models.JSONField()
    digest = models.CharField(max_length=64)
    gross = models.BigIntegerField(_("wages (won)"))
    taxed = models.BigIntegerField(_("taxed wages (won)"))
    deductions = models.BigIntegerField(_("deductions (won)"))
    employer = models.BigIntegerField(_("employer's share (won)"))
    net = models.BigIntegerField(_("to be paid out (won)"))
    warnings = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "placement", "month"], name="one_pay_row_per_month_in_a_run"),
            models.CheckConstraint(condition=Q(net=F("gross") - F("deductions")), name="pay_row_adds_up"),
        ]
        indexes = [models.Index(fields=["placement", "month"], name="pay_row_of_month")]
        triggers = [
            *append_only_triggers(erasable=True),
            pgtrigger.Trigger(name="adds_up", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_SUMS),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.month:%Y-%m} #{self.sequence}: {self.net:,}"

    @property
    def parts(self) -> list[Line]:
        return [line_from(one) for one in self.lines]


_SLIP = """
IF NEW.net IS DISTINCT FROM (
    SELECT sum(net)::bigint FROM internships_payrow one JOIN internships_placement place ON place.id = one.placement_id
     WHERE one.run_id = NEW.run_id AND place.person_id = NEW.person_id
) OR NOT EXISTS (
    SELECT 1 FROM internships_placement WHERE id = NEW.placement_id AND person_id = NEW.person_id
) THEN
    RAISE EXCEPTION 'a payslip is the sum of its rows' USING ERRCODE = '23514';
END IF;
RETURN NEW;
"""


class Payslip(models.Model):
    """What a person gets of a run (임금명세서): all their rows of it, also those of two places in one month, since the
    city is the employer at both; append-only. ``placement`` is the latest of them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(PayRun, models.PROTECT, related_name="slips")
    person = models.ForeignKey(User, models.PROTECT, related_name="payslips")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="payslips")
    net = models.BigIntegerField(_("to be paid out (won)"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="one_payslip_a_person"),
            models.CheckConstraint(condition=Q(net__gte=0), name="no_payslip_below_zero"),
        ]
        triggers = [
            *append_only_triggers(),
            pgtrigger.Trigger(name="sum_of_rows", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_SLIP),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.placement_id}: {self.net:,}"


_OF_ROW = """
IF NOT EXISTS (
    SELECT 1 FROM internships_payrow
    WHERE id = NEW.row_id AND placement_id = NEW.placement_id AND month = NEW.month AND sequence = NEW.sequence
) OR (NEW.sequence > 0 AND NOT EXISTS (
    SELECT 1 FROM internships_paidrow
    WHERE placement_id = NEW.placement_id AND month = NEW.month AND sequence = NEW.sequence - 1
)) THEN
    RAISE EXCEPTION 'a paid row stands for its row, corrections in their order' USING ERRCODE = '23514';
END IF;
RETURN NEW;
"""


class PaidRow(models.Model):
    """The row that counts for a person-month, since its run was approved; append-only: there is never a second regular
    row of a person-month, and corrections follow each other."""

    row = models.OneToOneField(PayRow, models.PROTECT, related_name="paid")
    placement = models.ForeignKey(Placement, models.PROTECT, related_name="+")
    month = models.DateField()
    sequence = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["placement", "month", "sequence"], name="a_person_month_is_paid_once")
        ]
        triggers = [
            *append_only_triggers(),
            pgtrigger.Trigger(name="of_its_row", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_OF_ROW),
        ]

    def __str__(self) -> str:
        return f"{self.placement_id} {self.month:%Y-%m} #{self.sequence}"


_AS_SLIP = """
IF NEW.amount IS DISTINCT FROM (SELECT net FROM internships_payslip WHERE id = NEW.slip_id AND run_id = NEW.run_id) THEN
    RAISE EXCEPTION 'a transfer is its payslip to the won' USING ERRCODE = '23514';
END IF;
RETURN NEW;
"""


class PayTransfer(models.Model):
    """A line of a run's transfer file as it was released: its payslip's amount to an account; append-only."""

    run = models.ForeignKey(PayRun, models.PROTECT, related_name="transfers")
    slip = models.OneToOneField(Payslip, models.PROTECT, related_name="transfer")
    account = models.ForeignKey(PayAccount, models.PROTECT, related_name="+")
    amount = models.BigIntegerField(_("amount (won)"))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="pay_transfer_positive")]
        triggers = [
            *append_only_triggers(),
            pgtrigger.Trigger(name="as_its_slip", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_AS_SLIP),
        ]

    def __str__(self) -> str:
        return f"{self.slip_id}: {self.amount:,}"
