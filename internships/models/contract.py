"""Labour contracts (근로계약서): one text, signed by both sides over one hash."""

from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships import lifecycles_work as lifecycles
from internships.models.placement import Placement
from internships.rules import contract as rules
from internships.rules import labour
from internships.rules.attendance import Schedule
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import BLANKING, append_only_triggers, life_cycle_trigger

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

# What is done with a contract goes on; what it says is fixed once it was sent to be signed.
_TEXT_STANDS = """
IF BLANKING THEN RETURN NEW; END IF;
IF OLD.state <> 'drafted' AND (to_jsonb(OLD) - '{state,sent_at,delivered_at,received_at,end_reason}'::text[])
   IS DISTINCT FROM (to_jsonb(NEW) - '{state,sent_at,delivered_at,received_at,end_reason}'::text[]) THEN
    RAISE EXCEPTION 'append-only: the text of a contract' USING ERRCODE = '55000';
END IF;
RETURN NEW;
""".replace("BLANKING", BLANKING)


class Contract(Staged):
    """What an intern and the city agree on. A changed one is a contract of its own, in force from its first day on.

    ``wage`` is in won, an hour or a month by ``wage_kind``; ``weekly_minutes`` are the contractual minutes of a week
    (소정근로시간); ``work_days`` and ``weekly_holiday`` are weekdays (0: Monday); ``pay_day`` is a day of the following
    month (31: its last). Which contract counts on a day: :func:`internships.queries.contract.contract_on`.
    """

    LIFE_CYCLE = lifecycles.CONTRACT

    class WageKind(models.TextChoices):
        HOURLY = labour.WageKind.HOURLY.value, _("hourly wage")
        MONTHLY = labour.WageKind.MONTHLY.value, _("monthly wage")

    placement = models.ForeignKey(Placement, models.PROTECT, related_name="contracts")
    number = models.CharField(_("number"), max_length=40, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    employer = models.JSONField()  # name, detail (representative), address
    worker = models.JSONField()  # name, detail (date of birth), address
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    place = models.CharField(_("place of work"), max_length=300)
    duties = models.TextField(_("work"), max_length=2000)
    starts_at = models.TimeField(_("work starts at"))
    ends_at = models.TimeField(_("work ends at"))
    break_minutes = models.PositiveSmallIntegerField(_("break (minutes)"))
    work_days = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("days of work"))
    weekly_holiday = models.PositiveSmallIntegerField(_("weekly holiday"), default=6)
    weekly_minutes = models.PositiveSmallIntegerField(_("contractual minutes of a week"))
    wage_kind = models.CharField(_("kind of wage"), max_length=10, choices=WageKind.choices)
    wage = models.BigIntegerField(_("wage (won)"))
    pay_day = models.PositiveSmallIntegerField(_("pay day"))
    pay_way = models.CharField(_("way of payment"), max_length=100)
    insurances = ArrayField(models.CharField(max_length=20), verbose_name=_("social insurances"))
    articles = models.JSONField()  # list of {"title", "text"}, as signed
    content_hash = models.CharField(max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(_("copy handed over"), null=True)
    received_at = models.DateTimeField(_("receipt confirmed"), null=True)
    end_reason = models.TextField(_("reason"), blank=True)

    if TYPE_CHECKING:
        signatures: RelatedManager["ContractSignature"]

    class Meta:
        verbose_name = _("labour contract")
        constraints = [
            models.UniqueConstraint(
                fields=["placement"], condition=Q(state__in=lifecycles.OPEN_CONTRACT), name="one_contract_being_signed"
            ),
            models.UniqueConstraint(fields=["placement"], condition=Q(state="in_force"), name="one_contract_in_force"),
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="contract_in_order"),
            models.CheckConstraint(condition=Q(wage__gt=0), name="contract_with_a_wage"),
            models.CheckConstraint(condition=Q(weekly_minutes__gt=0), name="contract_with_hours"),
            models.CheckConstraint(condition=Q(pay_day__range=(1, 31)), name="contract_with_a_pay_day"),
            models.CheckConstraint(condition=Q(weekly_holiday__range=(0, 6)), name="contract_with_a_weekly_holiday"),
            models.CheckConstraint(
                condition=~Q(state__in=lifecycles.BINDING) | Q(delivered_at__isnull=False),
                name="a_concluded_contract_is_handed_over",
            ),
        ]
        triggers = [
            life_cycle_trigger(lifecycles.CONTRACT),
            pgtrigger.Trigger(name="text_stands", when=pgtrigger.Before, operation=pgtrigger.Update, func=_TEXT_STANDS),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.starts_at, self.ends_at, self.break_minutes)

    @property
    def terms(self) -> rules.Terms:
        return rules.Terms(
            employer=rules.Side(**self.employer),
            worker=rules.Side(**self.worker),
            first_day=self.first_day,
            last_day=self.last_day,
            place=self.place,
            duties=self.duties,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            break_minutes=self.break_minutes,
            work_days=tuple(self.work_days),
            weekly_holiday=self.weekly_holiday,
            wage_kind=labour.WageKind(self.wage_kind),
            wage=self.wage,
            pay_day=self.pay_day,
            pay_way=self.pay_way,
            insurances=tuple(labour.Insurance(one) for one in self.insurances),
        )

    @property
    def text(self) -> tuple[rules.Article, ...]:
        return tuple(rules.Article(**one) for one in self.articles)


class ContractSignature(models.Model):
    """One side's signature: who, when, from where, after proving again who they are, over which hash; append-only."""

    class Side(models.TextChoices):
        WORKER = "worker", _("the intern")
        EMPLOYER = "employer", _("the city")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side.choices)
    signer = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    content_hash = models.CharField(max_length=64)
    confirmed_by = models.CharField(max_length=20)  # password, passkey
    address = models.GenericIPAddressField(null=True)
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "side"], name="one_signature_a_side"),
            models.UniqueConstraint(fields=["contract", "signer"], name="nobody_signs_for_both_sides"),
        ]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.side}: {self.name}"
