"""Organisations and their people."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from accounts.errors import NotAMember, OnlyRepresentative
from accounts.models import BusinessStatusCheck, Invitation, Membership, Organisation, User
from kernel import clock
from kernel.actor import Actor


def organisations_of(user: Any) -> QuerySet[Organisation]:
    """The organisations that ``user`` belongs to now, by name."""
    if not user.is_authenticated:
        return Organisation.objects.none()
    return Organisation.objects.filter(memberships__user=user, memberships__left_at=None).order_by("name", "pk")


def is_member(user: Any, organisation: Organisation) -> bool:
    """Whether ``user`` belongs to ``organisation`` now."""
    return bool(user) and organisation.memberships.filter(user=user, left_at=None).exists()


def membership_of(user: Any, organisation_id: int) -> Membership:
    """The person's place in the organisation, with it. Raises NotAMember: others learn nothing of it."""
    found = (
        Membership.objects.select_related("organisation")
        .filter(user=user, organisation_id=organisation_id, left_at=None)
        .first()
    )
    if found is None:
        raise NotAMember()
    return found


def require_member(actor: Actor, organisation: Organisation) -> None:
    """Raises NotAMember unless the actor belongs to the organisation (or is the system)."""
    if not actor.is_system and not is_member(actor.user, organisation):
        raise NotAMember()


def require_representative(actor: Actor, organisation: Organisation) -> None:
    """Raises NotAMember or OnlyRepresentative."""
    if actor.is_system:
        return
    if membership_of(actor.user, organisation.pk).role != Membership.Role.REPRESENTATIVE:
        raise OnlyRepresentative()


def members(organisation: Organisation) -> QuerySet[Membership]:
    """Who belongs to it now: the representative first, then by name. One statement."""
    return (
        organisation.memberships.filter(left_at=None)
        .select_related("user")
        .order_by(F("role").asc(), "user__name", "pk")
    )


def open_invitations(organisation: Organisation) -> QuerySet[Invitation]:
    """Invitations of the organisation that nobody has accepted or withdrawn, newest first; expired ones too."""
    return organisation.invitations.filter(accepted_at=None, revoked_at=None).order_by("-invited_at")


def invitations_for(user: User) -> QuerySet[Invitation]:
    """Invitations that wait for the person, by the address that he signs in with."""
    return (
        Invitation.objects.annotate(address=Lower("email"))
        .filter(address=user.email.lower(), accepted_at=None, revoked_at=None, expires_at__gt=clock.now())
        .select_related("organisation")
        .order_by("expires_at")
    )


def status_checks(organisation: Organisation) -> QuerySet[BusinessStatusCheck]:
    """Every answer about the business, newest first."""
    return organisation.status_checks.select_related("confirmed_by").order_by("-asked_at", "-pk")


def all_organisations(text: str = "", status: str = "") -> QuerySet[Organisation]:
    """For staff: by part of the name or the registration number, and by business status."""
    rows = Organisation.objects.order_by("name", "pk")
    if text:
        number = "".join(character for character in text if character.isdigit())
        by_number = Q(registration_number__startswith=number) if len(number) >= 3 else Q(pk__in=[])
        rows = rows.filter(Q(name__icontains=text) | by_number)
    if status:
        rows = rows.filter(business_status=status)
    return rows
