"""Prior agreements (사전협의서) between an applicant and its supplier."""

import uuid
from typing import TYPE_CHECKING

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.models import Application
from vouchers import lifecycles
from vouchers.models.supplier import Product, ProductPrice, Supplier

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

ACTIVE = ("drafted", "requested", "returned", "agreed")
CONTENT = ("application_id", "supplier_id", "amount", "first_day", "last_day", "statement", "content_hash", "agreed_at")


def _frozen_once_agreed() -> pgtrigger.Trigger:
    """What was agreed is never rewritten; only the state may go on."""
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in CONTENT)
    return pgtrigger.Trigger(
        name="frozen_once_agreed",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=(
            f"IF OLD.content_hash <> '' AND ({changed}) THEN "
            "RAISE EXCEPTION 'an agreed form is not changed' USING ERRCODE = '55000'; END IF; RETURN NEW;"
        ),
    )


def _lines_frozen_once_agreed() -> pgtrigger.Trigger:
    """Nor are its products."""
    return pgtrigger.Trigger(
        name="lines_frozen_once_agreed",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("subject", "bigint")],
        func=(
            "subject = CASE WHEN TG_OP = 'DELETE' THEN OLD.agreement_id ELSE NEW.agreement_id END; "
            "IF EXISTS (SELECT 1 FROM vouchers_prioragreement WHERE id = subject AND content_hash <> '') THEN "
            "RAISE EXCEPTION 'an agreed form is not changed' USING ERRCODE = '55000'; END IF; "
            "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;"
        ),
    )


class PriorAgreement(Staged):
    """What applicant and supplier agree on beforehand; ``content_hash`` seals it from the moment of agreeing."""

    LIFE_CYCLE = lifecycles.PRIOR_AGREEMENT

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="prior_agreements")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="agreements")
    amount = models.BigIntegerField(_("amount (won)"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    statement = models.TextField(_("what is agreed"), max_length=2000)
    answer = models.TextField(_("the supplier's answer"), max_length=1000, blank=True)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField(null=True)
    requested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)

    if TYPE_CHECKING:
        lines: RelatedManager["PriorAgreementLine"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=ACTIVE), name="one_active_prior_agreement"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="prior_agreement_amount_positive"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="prior_agreement_period_forwards"),
            models.CheckConstraint(
                condition=~Q(state="agreed") | (~Q(content_hash="") & Q(agreed_at__isnull=False)),
                name="prior_agreement_sealed",
            ),
        ]
        indexes = [
            models.Index(fields=["supplier", "state", "-requested_at"], name="prior_agreement_inbox"),
            models.Index(fields=["application", "-id"], name="prior_agreement_of_case"),
        ]
        triggers = [life_cycle_trigger(lifecycles.PRIOR_AGREEMENT), _frozen_once_agreed()]

    def __str__(self) -> str:
        return f"{self.application} – {self.supplier}"


class PriorAgreementLine(models.Model):
    """One product of the agreement at the price of its day. ``amount`` is what was agreed for it in won, which may lie
    below quantity × price."""

    agreement = models.ForeignKey(PriorAgreement, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    price = models.ForeignKey(ProductPrice, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    amount = models.BigIntegerField(_("amount (won)"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "product"], name="one_line_for_each_product"),
            models.CheckConstraint(condition=Q(quantity__gt=0) & Q(amount__gt=0), name="line_of_something"),
        ]
        triggers = [_lines_frozen_once_agreed()]

    def __str__(self) -> str:
        return f"{self.product} × {self.quantity}"
