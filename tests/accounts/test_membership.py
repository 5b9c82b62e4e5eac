"""Who belongs to an organisation."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import override_settings

from accounts.actions.membership import (
    accept_invitation,
    hand_over_representation,
    hashed,
    invite_member,
    leave_organisation,
    remove_member,
    revoke_invitation,
)
from accounts.errors import (
    AlreadyMember,
    InvitationForAnother,
    InvitationOver,
    NotAMember,
    OnlyRepresentative,
    RepresentativeCannotLeave,
)
from accounts.models import Invitation, Membership, Organisation, User
from accounts.queries import invitations_for, organisations_of
from kernel import clock
from tests.factories import make_organisation, make_user, person

pytestmark = pytest.mark.django_db
TO_MEMORY = override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")


@pytest.fixture
def owner() -> User:
    return make_user(name="홍길동")


@pytest.fixture
def shop(owner: User) -> Organisation:
    return make_organisation(owner)


def invited(owner: User, shop: Organisation, email: str) -> str:
    """Invites and returns the secret of the link in the mail."""
    with TO_MEMORY:
        mail.outbox = []
        invite_member(person(owner), shop.pk, email)
        body = str(mail.outbox[0].body)
    return body.split("/people/invitations/")[1].split("/")[0]


def test_the_link_in_the_mail_makes_a_colleague(owner: User, shop: Organisation) -> None:
    colleague = make_user()
    token = invited(owner, shop, colleague.email.upper())
    assert list(invitations_for(colleague)) == [Invitation.objects.get()]
    accept_invitation(person(colleague), token)
    assert list(organisations_of(colleague)) == [shop]
    assert shop.memberships.get(user=colleague).role == Membership.Role.STAFF
    assert not invitations_for(colleague).exists()


def test_only_the_hash_of_the_link_is_kept(owner: User, shop: Organisation) -> None:
    token = invited(owner, shop, "guest@example.org")
    assert Invitation.objects.get().token_hash == hashed(token) != token


def test_a_second_click_on_the_link_finds_the_same_membership(owner: User, shop: Organisation) -> None:
    colleague = make_user()
    token = invited(owner, shop, colleague.email)
    assert accept_invitation(person(colleague), token) == accept_invitation(person(colleague), token)


def test_a_forwarded_link_does_not_let_another_in(owner: User, shop: Organisation) -> None:
    token = invited(owner, shop, "guest@example.org")
    with pytest.raises(InvitationForAnother) as refusal:
        accept_invitation(person(make_user()), token)
    assert refusal.value.values == {"address": "gu***@example.org"}


def test_after_seven_days_to_the_second_the_link_is_over(owner: User, shop: Organisation) -> None:
    colleague = make_user()
    moment = clock.seoul(2026, 3, 2, 9)
    with clock.at(moment):
        token = invited(owner, shop, colleague.email)
    with clock.at(moment + timedelta(days=7)), pytest.raises(InvitationOver):
        accept_invitation(person(colleague), token)
    with clock.at(moment + timedelta(days=7, microseconds=-1)):
        accept_invitation(person(colleague), token)


def test_a_withdrawn_or_replaced_invitation_is_over(owner: User, shop: Organisation) -> None:
    colleague = make_user()
    first = invited(owner, shop, colleague.email)
    second = invited(owner, shop, colleague.email)
    with pytest.raises(InvitationOver):
        accept_invitation(person(colleague), first)
    revoke_invitation(person(owner), Invitation.objects.get(revoked_at=None).pk)
    with pytest.raises(InvitationOver):
        accept_invitation(person(colleague), second)


def test_members_are_not_invited_again_and_staff_cannot_invite(owner: User, shop: Organisation) -> None:
    colleague = make_user()
    accept_invitation(person(colleague), invited(owner, shop, colleague.email))
    with pytest.raises(AlreadyMember):
        invite_member(person(owner), shop.pk, colleague.email)
    with pytest.raises(OnlyRepresentative):
        invite_member(person(colleague), shop.pk, "x@example.org")
    with pytest.raises(NotAMember):
        invite_member(person(make_user()), shop.pk, "x@example.org")


def test_the_representation_is_handed_over_and_only_then_one_can_leave(owner: User) -> None:
    colleague = make_user()
    shop = make_organisation(owner, colleague)
    with pytest.raises(RepresentativeCannotLeave):
        leave_organisation(person(owner), shop.pk)
    hand_over_representation(person(owner), shop.pk, shop.memberships.get(user=colleague).pk)
    assert shop.memberships.get(role=Membership.Role.REPRESENTATIVE).user == colleague
    leave_organisation(person(owner), shop.pk)
    assert not organisations_of(owner).exists()


def test_whoever_was_removed_can_be_invited_again(owner: User) -> None:
    colleague = make_user()
    shop = make_organisation(owner, colleague)
    remove_member(person(owner), shop.pk, shop.memberships.get(user=colleague).pk)
    assert not organisations_of(colleague).exists()
    accept_invitation(person(colleague), invited(owner, shop, colleague.email))
    assert organisations_of(colleague).exists()
