"""Businesses register themselves."""

import pytest

from accounts.actions import register_organisation
from accounts.errors import OrganisationExists, RegistrationNumberWrong
from accounts.models import Membership
from accounts.queries import organisations_of
from kernel.models import AuditEntry
from tests.factories import make_registration_number, make_user, person

pytestmark = pytest.mark.django_db


def test_whoever_registers_a_business_becomes_its_representative() -> None:
    user = make_user()
    shop = register_organisation(person(user), make_registration_number(), "한빛가게", "홍길동")
    assert list(organisations_of(user)) == [shop]
    assert shop.memberships.get().role == Membership.Role.REPRESENTATIVE
    assert AuditEntry.objects.filter(verb="register_organisation", entity_id=str(shop.pk)).count() == 1


@pytest.mark.parametrize("number", ["1208800768", "120880076", "12088007677", "0000000000", "일이삼"])
def test_a_mistyped_registration_number_is_refused_at_its_field(number: str) -> None:
    with pytest.raises(RegistrationNumberWrong) as refusal:
        register_organisation(person(make_user()), number, "한빛가게", "홍길동")
    assert refusal.value.field == "registration_number"


def test_a_business_is_registered_once_however_its_number_is_written() -> None:
    number = make_registration_number()
    register_organisation(person(make_user()), number, "한빛가게", "홍길동")
    with pytest.raises(OrganisationExists):
        register_organisation(person(make_user()), f"{number[:3]}-{number[3:5]}-{number[5:]}", "딴가게", "성춘향")
