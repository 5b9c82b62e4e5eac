"""Orders to the supplier, what was delivered, who accepted it."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from vouchers import lifecycles
from vouchers.models.agreement import Voucher
from vouchers.models.supplier import Product, Supplier
from vouchers.rules.ledger import Parts


def never_by_the_supplier() -> pgtrigger.Trigger:
    """Refuses an acceptance by whoever delivered or belongs to the supplier then, by whatever path it comes."""
    return pgtrigger.Trigger(
        name="never_by_the_supplier",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="""
            IF EXISTS (
                SELECT FROM vouchers_delivery delivery
                JOIN vouchers_order one ON one.id = delivery.order_id
                JOIN vouchers_supplier supplier ON supplier.id = one.supplier_id
                LEFT JOIN accounts_membership member
                    ON member.organisation_id = supplier.organisation_id AND member.left_at IS NULL
                WHERE delivery.id = NEW.delivery_id
                  AND (delivery.delivered_by_id = NEW.decided_by_id OR member.user_id = NEW.decided_by_id)
            ) THEN
                RAISE EXCEPTION 'accepted by the supplier' USING ERRCODE = '55000';
            END IF;
            RETURN NEW;
        """,
    )


class Order(Staged):
    """An order (주문) with a voucher. ``support`` and ``own`` are the parts of ``total``, in won, fixed when placed;
    where what is still to come is cancelled, or what was accepted is not paid, they shrink to the rest. ``accepted_…``:
    of these, what the demand company has accepted so far; it may be invoiced and paid before the rest comes."""

    LIFE_CYCLE = lifecycles.ORDER

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="orders")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="orders")
    number = models.CharField(_("order number"), max_length=40, unique=True)
    title = models.CharField(_("what is ordered"), max_length=160)
    instructions = models.TextField(_("instructions"), blank=True)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    total = models.BigIntegerField(_("total (won)"))
    support = models.BigIntegerField(_("support (won)"))
    own = models.BigIntegerField(_("own contribution (won)"))
    accepted_support = models.BigIntegerField(_("support accepted (won)"), default=0)
    accepted_own = models.BigIntegerField(_("own contribution accepted (won)"), default=0)
    due_on = models.DateField(_("to be delivered by"))
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(default=clock.now)
    delivered_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total=F("support") + F("own")) & Q(support__gte=0) & Q(own__gte=0) & Q(total__gt=0),
                name="order_parts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(accepted_support__range=(0, F("support"))) & Q(accepted_own__range=(0, F("own"))),
                name="no_more_accepted_than_ordered",
            ),
        ]
        indexes = [
            models.Index(fields=["voucher", "state"], name="order_of_voucher"),
            models.Index(fields=["supplier", "state", "due_on"], name="order_of_supplier"),
        ]
        triggers = [life_cycle_trigger(lifecycles.ORDER)]

    def __str__(self) -> str:
        return self.number

    @property
    def parts(self) -> Parts:
        return Parts(self.support, self.own)

    @property
    def accepted(self) -> Parts:
        return Parts(self.accepted_support, self.accepted_own)

    @property
    def to_come(self) -> Parts:
        """What is not accepted yet."""
        return self.parts - self.accepted

    @property
    def partly(self) -> bool:
        """Whether some of it, and not all, has been accepted."""
        return bool(self.accepted.total and self.to_come.total)


class OrderLine(models.Model):
    """One product of an order at the price of that day; append-only. ``amount`` is quantity × price, in won."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=160)
    quantity = models.PositiveIntegerField()
    price = models.BigIntegerField(_("price (won)"))
    amount = models.BigIntegerField(_("amount (won)"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=F("quantity") * F("price")) & Q(price__gte=0), name="order_line_adds_up"
            )
        ]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """What the supplier handed over, one for each round; append-only."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="deliveries")
    round = models.PositiveSmallIntegerField()
    note = models.TextField(_("what was delivered"))
    files = models.ManyToManyField(StoredFile, related_name="+")
    delivered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "round"], name="one_delivery_per_round")]
        triggers = append_only_triggers(erasable=True)

    def __str__(self) -> str:
        return f"{self.order_id} #{self.round}"


class Acceptance(models.Model):
    """The demand company's answer to a delivery (검수), never by who delivered; append-only."""

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("delivery is as ordered")
        PARTLY = "partly", _("delivery is accepted in part")
        RETURNED = "returned", _("delivery is not as ordered")

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="acceptance")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    checklist = models.JSONField(default=list)  # of the lines open then: {"line", "accepted", "reason"}
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict="accepted") | ~Q(reason=""), name="return_has_a_reason")
        ]
        triggers = [*append_only_triggers(erasable=True), never_by_the_supplier()]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.verdict}"
