"""A person's own account: made, changed, closed."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts import registry
from accounts.actions.consent import give_consent
from accounts.actions.roles import revoke_all_roles
from accounts.consents import sign_up_items
from accounts.errors import AccountHeld, ConsentNeeded, RepresentativeCannotLeave, RoleNotYours
from accounts.models import Consent, Invitation, Membership, Role, User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.personal import mask_email, mask_name, mask_phone
from kernel.transition import lock


@action
def sign_up(actor: Actor, user: User, consents: Iterable[str]) -> User:
    """Makes the account of ``user`` (unsaved, with its password set) and records each consent.

    Raises ConsentNeeded when a required one is missing.
    """
    given = set(consents)
    for item in sign_up_items():
        if item.required and item.code not in given:
            raise ConsentNeeded(field=f"consent_{item.code}")
    user.save()
    record(actor, "sign_up", user, after={"name": mask_name(user.name), "email": mask_email(user.email)})
    for code in sorted(given):
        give_consent(actor, user, code)
    return user


@action
def change_profile(actor: Actor, *, name: str, phone: str) -> User:
    """Changes name and mobile phone of the acting person. The address is changed through its own verification."""
    user: User = lock(User, actor.user_id)
    before = {"name": mask_name(user.name), "phone": mask_phone(user.phone)}
    user.name, user.phone = name, phone
    user.save(update_fields=["name", "phone"])
    record(actor, "change_profile", user, before=before, after={"name": mask_name(name), "phone": mask_phone(phone)})
    return user


@action
def change_language(actor: Actor, language: str) -> None:
    """Keeps the language that the person chose."""
    User.objects.filter(pk=actor.user_id or 0).update(language=language)


@action
def close_account(actor: Actor) -> None:
    """Closes the acting person's account: nobody can sign in any more, personal data are erased (§21).

    Memberships end, consents are withdrawn, roles revoked, sessions ended. Raises RepresentativeCannotLeave while the
    person represents an organisation with other members, AccountHeld while a case of theirs is running.
    """
    user: User = lock(User, actor.user_id)
    if reasons := registry.holds(user):
        raise AccountHeld(reason=" ".join(reasons))
    _leave_everything(user)
    _withdraw_everything(user)
    revoke_all_roles(Actor.system("account-closing"), user, reason="account closed by the person")
    before = {"name": mask_name(user.name), "email": mask_email(user.email)}
    user.name, user.phone = "탈퇴 회원", ""
    user.email = f"closed-{user.pk}@closed.invalid"
    user.is_active, user.closed_at = False, clock.now()
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    record(actor, "close_account", user, before=before, after={"closed": True})
    end_sessions(user)


@action
def deactivate_person(actor: Actor, user: User, *, reason: str) -> None:
    """Bars a person who left the office: roles and rights taken, sessions ended, sign-in closed.

    Raises RoleNotYours unless an administrator acts on somebody else, ReasonNeeded.
    """
    helps_himself = actor.user_id == user.pk
    if not actor.is_system and (helps_himself or not actor.user or not actor.user.has_role(Role.ADMINISTRATOR)):
        raise RoleNotYours()
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    person: User = lock(User, user.pk)
    revoke_all_roles(actor, person, reason=reason)
    person.is_active = False
    person.save(update_fields=["is_active"])
    record(actor, "deactivate_person", person, before={"is_active": True}, after={"is_active": False}, reason=reason)
    end_sessions(person)


def end_sessions(user: User) -> None:
    """Signs the person out everywhere."""
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()


def _leave_everything(user: User) -> None:
    for membership in Membership.objects.select_for_update().filter(user=user, left_at=None):
        others = Membership.objects.filter(organisation_id=membership.organisation_id, left_at=None).exclude(user=user)
        if membership.role == Membership.Role.REPRESENTATIVE and others.exists():
            raise RepresentativeCannotLeave()
        membership.left_at = clock.now()
        membership.save(update_fields=["left_at"])


def _withdraw_everything(user: User) -> None:
    now = clock.now()
    Consent.objects.filter(user=user, withdrawn_at=None).update(withdrawn_at=now)
    Invitation.objects.filter(email__iexact=user.email, accepted_at=None, revoked_at=None).update(revoked_at=now)
