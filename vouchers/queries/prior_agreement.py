"""Reading prior agreements."""

from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from kernel.actor import Actor
from programs.models import Application
from vouchers.errors import AgreementNotVisible
from vouchers.models import PriorAgreement, PriorAgreementLine
from vouchers.models.prior_agreement import ACTIVE
from vouchers.queries.access import own_requests
from vouchers.rules.prior_agreement import Wanted, still_holds

PAGE_SIZE = 20


def _rows() -> QuerySet[PriorAgreement]:
    return PriorAgreement.objects.select_related(
        "application__call", "application__organisation", "supplier__organisation"
    )


def of_application(application: Application) -> PriorAgreement | None:
    """The active prior agreement of an application, or else its latest one; one statement."""
    rows = list(_rows().filter(application=application).order_by("-pk")[:20])
    return next((one for one in rows if one.state in ACTIVE), rows[0] if rows else None)


def lines_of(agreement: PriorAgreement) -> list[PriorAgreementLine]:
    return list(agreement.lines.select_related("product", "price").order_by("pk"))


def asked(actor: Actor, public_id: UUID) -> PriorAgreement:
    """A request to the actor's supplier. Raises AgreementNotVisible."""
    found = own_requests(actor.user).filter(public_id=public_id) if actor.user else PriorAgreement.objects.none()
    agreement = found.select_related("application__call", "application__organisation", "supplier__organisation").first()
    if agreement is None:
        raise AgreementNotVisible()
    return agreement


def inbox(user: Any, state: str, number: str | int | None) -> Page[PriorAgreement]:
    """What was asked of the person's suppliers, newest first; two statements."""
    rows = own_requests(user).select_related("application__organisation", "application__call", "supplier__organisation")
    if state:
        rows = rows.filter(state=state)
    return Paginator(rows.order_by("-requested_at", "-pk"), PAGE_SIZE).get_page(number)


def waiting(user: Any) -> int:
    """How many requests wait for an answer of the person's suppliers."""
    return own_requests(user).filter(state="requested").count()


def holds(agreement: PriorAgreement) -> bool:
    """Whether it is about what its application says now."""
    number = agreement.supplier.organisation.registration_number
    return still_holds(number, agreement.amount, Wanted.of(agreement.application.answers))


def standing(application: Application) -> PriorAgreement | None:
    """The agreement that counts for the application: agreed, and still about what it says."""
    agreement = _rows().filter(application=application, state="agreed").first()
    if agreement is None:
        return None
    number = agreement.supplier.organisation.registration_number
    return agreement if still_holds(number, agreement.amount, Wanted.of(application.answers)) else None
