"""Registering an organisation and keeping its entry true."""

from typing import Any

from django.db import IntegrityError, transaction

from accounts import registry
from accounts.actions.business_status import ask_tax_service
from accounts.errors import (
    CorporateNumberWrong,
    EvidenceUnavailable,
    IndustryUnknown,
    OrganisationExists,
    RegistrationNumberWrong,
)
from accounts.models import IndustryCode, Membership, Organisation
from accounts.queries.organisation import require_representative
from accounts.rules.numbers import digits, is_business_number
from kernel.action import action, record
from kernel.actor import Actor
from kernel.transition import lock

DETAILS = (
    "name", "representative", "kind", "corporate_number", "founded_on", "industry_revision", "industry_code",
    "size_class", "address", "phone",
)  # fmt: skip
IDENTITY = {"name", "representative", "founded_on"}


@action
def register_organisation(
    actor: Actor, registration_number: str, name: str, representative: str, **details: Any
) -> Organisation:
    """Registers a business or body; the acting person becomes its representative here (대표 계정).

    ``details`` are further fields of :class:`Organisation` (``kind``, ``corporate_number``, ``founded_on``,
    ``industry_revision``, ``industry_code``, ``size_class``, ``address``, ``phone``). The tax service is asked about
    the business in the worker; until it answers the status is "not yet confirmed".

    Raises RegistrationNumberWrong, CorporateNumberWrong, IndustryUnknown, OrganisationExists.
    """
    number = digits(registration_number)
    if not is_business_number(number):
        raise RegistrationNumberWrong(field="registration_number")
    values = _checked({"name": name, "representative": representative, **details})
    try:
        with transaction.atomic():
            organisation = Organisation.objects.create(registration_number=number, **values)
    except IntegrityError as error:
        raise OrganisationExists(field="registration_number") from error
    if actor.user is not None:
        Membership.objects.create(organisation=organisation, user=actor.user, role=Membership.Role.REPRESENTATIVE)
    record(actor, "register_organisation", organisation, after={"registration_number": number, **values})
    if organisation.kind == Organisation.Kind.BUSINESS:
        ask_tax_service(organisation.pk)
    return organisation


@action
def change_organisation(actor: Actor, organisation_id: int, **details: Any) -> Organisation:
    """Changes the entry; the registration number never changes. Raises OnlyRepresentative, IndustryUnknown.

    A change of what the tax service confirmed (name, representative, opening date) has it asked again.
    """
    organisation: Organisation = lock(Organisation, organisation_id)
    require_representative(actor, organisation)
    values = _checked({name: value for name, value in details.items() if name in DETAILS}, organisation)
    changed = {name: value for name, value in values.items() if getattr(organisation, name) != value}
    if not changed:
        return organisation
    before = {name: getattr(organisation, name) for name in changed}
    for name, value in changed.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(changed))
    record(actor, "change_organisation", organisation, before=before, after=changed)
    if IDENTITY & changed.keys() and organisation.kind == Organisation.Kind.BUSINESS:
        ask_tax_service(organisation.pk)
    return organisation


@action
def attach_size_evidence(actor: Actor, organisation_id: int, upload: Any) -> Organisation:
    """Keeps the certificate that shows the size class (중소기업·소상공인 확인서). Raises FileRefused from the store."""
    organisation: Organisation = lock(Organisation, organisation_id)
    require_representative(actor, organisation)
    store = registry.evidence_store()
    if store is None:
        raise EvidenceUnavailable(field="size_evidence")
    before = organisation.size_evidence
    organisation.size_evidence = store(actor, upload, organisation=organisation)
    organisation.save(update_fields=["size_evidence"])
    record(
        actor,
        "attach_size_evidence",
        organisation,
        before={"size_evidence": before},
        after={"size_evidence": organisation.size_evidence},
    )
    return organisation


def _checked(values: dict[str, Any], current: Organisation | None = None) -> dict[str, Any]:
    """Plain checks that hold for every way in; the checksum of a corporate number is only warned about (forms)."""
    if corporate := values.get("corporate_number"):
        values["corporate_number"] = digits(corporate)
        if len(values["corporate_number"]) != 13 or not values["corporate_number"].isdigit():
            raise CorporateNumberWrong(field="corporate_number")
    code = values.get("industry_code")
    if code:
        revision = values.get("industry_revision") or (current.industry_revision if current else 11)
        known = IndustryCode.objects.filter(revision=revision)
        if not known.filter(code=code).exists() and known.exists():
            raise IndustryUnknown(field="industry_code", code=code, revision=revision)
    return values
