"""Who belongs to an organisation: invited, accepted, left, removed, handed over."""

import hashlib
import secrets

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.errors import (
    AlreadyMember,
    InvitationForAnother,
    InvitationOver,
    NotAMember,
    RepresentativeCannotLeave,
)
from accounts.models import Invitation, Membership, Organisation, User
from accounts.queries.organisation import membership_of, require_representative
from accounts.rules.invitations import expires_at
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.personal import mask_email
from kernel.transition import lock


def hashed(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@action
def invite_member(actor: Actor, organisation_id: int, email: str) -> Invitation:
    """Sends a link that makes its receiver a member of staff; an earlier open one to the same address is withdrawn.

    Raises OnlyRepresentative, AlreadyMember.
    """
    organisation: Organisation = lock(Organisation, organisation_id)
    require_representative(actor, organisation)
    address = email.strip().lower()
    if organisation.memberships.filter(user__email=address, left_at=None).exists():
        raise AlreadyMember(field="email")
    now = clock.now()
    organisation.invitations.filter(email__iexact=address, accepted_at=None, revoked_at=None).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=address,
        token_hash=hashed(token),
        invited_by=actor.user,
        invited_at=now,
        expires_at=expires_at(now),
    )
    after = {"email": mask_email(address), "expires_at": invitation.expires_at}
    record(actor, "invite_member", organisation, after=after)
    _send(invitation, token)
    return invitation


@action
def accept_invitation(actor: Actor, token: str) -> Membership:
    """Makes the acting person a member; a second click on the link finds the membership of the first.

    Raises InvitationOver, InvitationForAnother.
    """
    invitation = Invitation.objects.select_for_update().filter(token_hash=hashed(token)).first()
    if invitation is None:
        raise InvitationOver()
    return _join(actor, invitation)


@action
def accept_waiting_invitation(actor: Actor, invitation_id: int) -> Membership:
    """The same for an invitation that is shown to the person on the home page. Raises as accept_invitation."""
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise InvitationOver()
    return _join(actor, invitation)


@action
def revoke_invitation(actor: Actor, invitation_id: int) -> Invitation:
    """Withdraws an invitation. Raises OnlyRepresentative, InvitationOver."""
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise NotAMember()
    require_representative(actor, invitation.organisation)
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationOver()
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    before = {"email": mask_email(invitation.email)}
    record(actor, "revoke_invitation", invitation.organisation, before=before)
    return invitation


@action
def leave_organisation(actor: Actor, organisation_id: int) -> None:
    """The acting person leaves. Raises RepresentativeCannotLeave, NotAMember."""
    organisation: Organisation = lock(Organisation, organisation_id)
    membership = membership_of(actor.user, organisation_id)
    if membership.role == Membership.Role.REPRESENTATIVE:
        raise RepresentativeCannotLeave()
    _end(actor, organisation, membership, "leave_organisation")


@action
def remove_member(actor: Actor, organisation_id: int, membership_id: int) -> None:
    """The representative ends another's membership. Raises OnlyRepresentative, NotAMember."""
    organisation: Organisation = lock(Organisation, organisation_id)
    require_representative(actor, organisation)
    membership = organisation.memberships.filter(pk=membership_id, left_at=None).first()
    if membership is None:
        raise NotAMember()
    if membership.role == Membership.Role.REPRESENTATIVE:
        raise RepresentativeCannotLeave()
    _end(actor, organisation, membership, "remove_member")


@action
def hand_over_representation(actor: Actor, organisation_id: int, membership_id: int) -> None:
    """Makes another member the representative; the acting one becomes staff. Raises OnlyRepresentative, NotAMember."""
    organisation: Organisation = lock(Organisation, organisation_id)
    require_representative(actor, organisation)
    successor = organisation.memberships.filter(pk=membership_id, left_at=None).first()
    if successor is None:
        raise NotAMember()
    former = organisation.memberships.filter(role=Membership.Role.REPRESENTATIVE, left_at=None)
    before = {"representative": former.values_list("user_id", flat=True).first()}
    former.update(role=Membership.Role.STAFF)
    organisation.memberships.filter(pk=successor.pk).update(role=Membership.Role.REPRESENTATIVE)
    record(actor, "hand_over_representation", organisation, before=before, after={"representative": successor.user_id})


def _join(actor: Actor, invitation: Invitation) -> Membership:
    user: User = actor.user
    if invitation.email.lower() != user.email.lower():
        raise InvitationForAnother(address=mask_email(invitation.email))
    if invitation.accepted_by_id == user.pk:
        return membership_of(user, invitation.organisation_id)
    if not invitation.is_open:
        raise InvitationOver()
    try:
        with transaction.atomic():
            membership = Membership.objects.create(
                organisation_id=invitation.organisation_id, user=user, role=invitation.role, joined_at=clock.now()
            )
    except IntegrityError as error:
        raise AlreadyMember() from error
    invitation.accepted_at, invitation.accepted_by = clock.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(actor, "join_organisation", invitation.organisation, after={"user": user.pk, "role": invitation.role})
    return membership


def _end(actor: Actor, organisation: Organisation, membership: Membership, verb: str) -> None:
    membership.left_at = clock.now()
    membership.save(update_fields=["left_at"])
    record(actor, verb, organisation, before={"user": membership.user_id, "role": membership.role}, after={})


def _send(invitation: Invitation, token: str) -> None:
    """Mail goes into the outbox with the transaction (``EMAIL_BACKEND``), so it is sent if and only if this commits."""
    link = settings.PUBLIC_URL + reverse("accounts:invitation", args=[token])
    context = {"invitation": invitation, "link": link, "service_name": settings.SERVICE_NAME}
    text = render_to_string("accounts/mail/invitation.txt", context).strip()
    subject, _gap, body = text.partition("\n")
    EmailMessage(subject, body.strip(), to=[invitation.email]).send()
