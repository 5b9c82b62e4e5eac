"""Who may see and do what with suppliers and prior agreements."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import Membership, Role
from accounts.queries.organisation import organisations_of
from kernel.actor import Actor
from kernel.errors import NotPermitted
from programs.facts import applications_of
from vouchers.errors import AgreementNotVisible, SupplierNotVisible
from vouchers.models import PriorAgreement, Supplier


def is_manager(user: Any) -> bool:
    return bool(user is not None and user.is_authenticated and user.has_role(Role.MANAGER))


def require_manager(actor: Actor) -> None:
    """Programme managers keep the register. Raises NotPermitted."""
    if not actor.is_system and not is_manager(actor.user):
        raise NotPermitted()


def require_judge(actor: Actor) -> None:
    """Who decides on sanctions: programme managers and approving officers. Raises NotPermitted."""
    if actor.is_system:
        return
    if actor.user is None or not actor.user.has_role(Role.MANAGER, Role.APPROVER):
        raise NotPermitted()


def own_suppliers(user: Any) -> QuerySet[Supplier]:
    """The entries of the person's organisations."""
    return Supplier.objects.filter(organisation__in=organisations_of(user)).select_related("organisation")


def belongs_to(user: Any, supplier: Supplier) -> bool:
    if user is None or not user.is_authenticated:
        return False
    return Membership.objects.filter(organisation_id=supplier.organisation_id, user=user, left_at=None).exists()


def require_supplier(actor: Actor, supplier: Supplier) -> None:
    """Its present members only. Raises SupplierNotVisible: others learn nothing of an entry that is not public."""
    if not actor.is_system and not belongs_to(actor.user, supplier):
        raise SupplierNotVisible()


def own_requests(user: Any) -> QuerySet[PriorAgreement]:
    """What was asked of the person's suppliers; drafts are the applicant's own business."""
    return PriorAgreement.objects.filter(supplier__in=own_suppliers(user), requested_at__isnull=False)


def own_agreements(user: Any) -> QuerySet[PriorAgreement]:
    """The prior agreements of the person's own applications."""
    return PriorAgreement.objects.filter(application__in=applications_of(user))


def require_asked(actor: Actor, agreement: PriorAgreement) -> None:
    """Members of the supplier that was asked. Raises AgreementNotVisible."""
    if agreement.requested_at is None or not (actor.is_system or belongs_to(actor.user, agreement.supplier)):
        raise AgreementNotVisible()
