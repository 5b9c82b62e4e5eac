"""Small made-up people and bodies for tests. Everything is fictional and looks it."""

from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import STAFF_ROLES, Membership, Organisation, RoleGrant, User
from accounts.rules.numbers import business_check_digit
from kernel.actor import Actor, Channel

PASSWORD = "hanbat-test-2026"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_NAMES = ("홍길동", "성춘향", "임꺽정", "심청", "변학도", "이몽룡", "전우치", "장화", "홍련", "배비장")
_numbers = count(1)


def make_user(*roles: str, password: str = "", second_factor: bool | None = None, **fields: Any) -> User:
    """A person with a verified address, holding ``roles``; staff have a second factor (TOTP_SECRET) unless told.

    Without ``password`` nobody signs in by form; use ``client.force_login(user)``.
    """
    n = next(_numbers)
    fields = {"name": _NAMES[n % len(_NAMES)], "email": f"person{n}@example.org"} | fields
    user = User.objects.create_user(password=password or None, **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for role in roles:
        RoleGrant.objects.create(user=user, role=role)
    works_here = bool(STAFF_ROLES & set(roles))
    if works_here:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    if works_here if second_factor is None else second_factor:
        TOTP.activate(user, TOTP_SECRET)
    return user


def person(user: User) -> Actor:
    """The actor for ``user`` as if in a browser."""
    return Actor(user=user, channel=Channel.WEB, label=str(user), address="203.0.113.7", device="test")


def make_registration_number(n: int | None = None) -> str:
    """The ``n``-th made-up business number with a right check digit, under a district code that no tax office has."""
    first_nine = f"999{n if n is not None else next(_numbers):06d}"
    return first_nine + str(business_check_digit(first_nine))


def make_organisation(representative: User | None = None, *staff: User, **fields: Any) -> Organisation:
    """A business with its members; without a representative nobody belongs to it."""
    n = next(_numbers)
    values = {
        "registration_number": make_registration_number(n),
        "name": f"한빛가게 {n}호",
        "representative": representative.name if representative else "홍길동",
        "size_class": Organisation.SizeClass.MICRO,
        "industry_code": "56111",
        "address": "대전광역시 가상구 없는로 1",
    }
    organisation = Organisation.objects.create(**values | fields)
    if representative:
        Membership.objects.create(organisation=organisation, user=representative, role=Membership.Role.REPRESENTATIVE)
    for colleague in staff:
        Membership.objects.create(organisation=organisation, user=colleague, role=Membership.Role.STAFF)
    return organisation


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()
