"""Businesses register themselves."""

import pytest

from accounts.actions import register_organisation
from accounts.errors import OrganisationExists, RegistrationNumberWrong
from accounts.models import Membership
from accounts.queries import organisations_of
from kernel.models import AuditEntry
from tests.factories import make_organisation, make_registration_number, make_user, person

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


def test_the_certificate_of_the_size_class_is_kept_and_open_to_members_only() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    owner, colleague = make_user(), make_user()
    shop = make_organisation(owner, colleague)
    picture = b"\x89PNG\r\n\x1a\n" + (
        b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
        b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
    )
    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/people/organisations/{shop.pk}/evidence/"
    refused = client.post(address, {"size_evidence": SimpleUploadedFile("확인서.png", b"MZ not a picture")})
    assert refused.status_code == 422
    kept = client.post(address, {"size_evidence": SimpleUploadedFile("확인서.png", picture)})
    assert kept.status_code == 302
    shop.refresh_from_db()
    for reader, status in [(colleague, 200), (make_user(), 404)]:
        client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get(f"/files/{shop.size_evidence}/").status_code == status
