"""Roles, consents, closing, and what the office sees."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts import registry
from accounts.actions import (
    change_profile,
    close_account,
    deactivate_person,
    give_consent,
    grant_role,
    revoke_role,
    withdraw_consent,
)
from accounts.consents import ACCOUNT, ConsentItem, declare_consent
from accounts.errors import AccountHeld, ConsentNeeded, RepresentativeCannotLeave, RoleNotYours
from accounts.models import Consent, Role, RoleGrant, User
from accounts.queries.consent import has_consent, open_items
from kernel.errors import ReasonNeeded
from kernel.models import AccessEntry, AuditEntry
from tests.factories import PASSWORD, make_organisation, make_user, person

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_a_role_is_given_once_and_its_taking_needs_a_reason() -> None:
    admin, user = make_user("administrator"), make_user()
    grant_role(person(admin), user, Role.MANAGER, reason="인사발령")
    grant_role(person(admin), user, Role.MANAGER, reason="인사발령")
    assert user.has_role(Role.MANAGER)
    assert User.objects.get(pk=user.pk).is_staff
    with pytest.raises(ReasonNeeded):
        revoke_role(person(admin), user, Role.MANAGER, reason=" ")
    revoke_role(person(admin), user, Role.MANAGER, reason="전보")
    assert not user.has_role(Role.MANAGER)
    assert not User.objects.get(pk=user.pk).is_staff
    verbs = AuditEntry.objects.filter(entity="accounts.user", entity_id=str(user.pk)).values_list("verb", flat=True)
    assert sorted(verbs) == ["grant_role", "revoke_role"]


def test_nobody_helps_himself_and_managers_make_no_managers() -> None:
    admin, manager = make_user("administrator"), make_user("manager")
    for giver, receiver, role in [(admin, admin, "auditor"), (manager, make_user(), "manager")]:
        with pytest.raises(RoleNotYours):
            grant_role(person(giver), receiver, role)
    grant_role(person(manager), make_user(), "reviewer")


def test_with_the_role_go_the_groups_of_that_role() -> None:
    admin, user = make_user("administrator"), make_user("reviewer")
    user.groups.add(*(Group.objects.create(name=f"programs.call:7:{role}") for role in ("reviewer", "manager")))
    revoke_role(person(admin), user, "reviewer", reason="해촉")
    assert list(user.groups.values_list("name", flat=True)) == ["programs.call:7:manager"]


def test_whoever_leaves_the_office_is_shut_out_at_once() -> None:
    admin, leaver = make_user("administrator"), make_user("manager")
    client = signed_in(leaver)
    assert client.get("/people/me/").status_code == 200
    deactivate_person(person(admin), leaver, reason="퇴직")
    assert client.get("/people/me/")["Location"].startswith("/accounts/login/")
    assert not RoleGrant.objects.filter(user=leaver, revoked_at=None).exists()


def test_each_consent_stands_alone_with_the_words_that_were_shown() -> None:
    user = make_user()
    give_consent(person(user), user, "account")
    give_consent(person(user), user, "news")
    give_consent(person(user), user, "news")
    assert Consent.objects.filter(user=user).count() == 2
    kept = Consent.objects.get(user=user, code="account").text
    assert (kept.language, kept.purpose) == ("ko", "이용자 식별, 계정 보호, 신청 건에 관한 연락")
    assert kept.items and kept.retention and kept.refusal
    withdraw_consent(person(user), user, "news")
    assert has_consent(user, "account")
    assert not has_consent(user, "news")
    with pytest.raises(ConsentNeeded):
        withdraw_consent(person(user), user, "account")


def test_new_words_are_asked_anew_and_the_old_ones_stay_on_file() -> None:
    user = make_user()
    item = ConsentItem("test.item", 1, "제목", "목적", "항목", "기간", "거부", at_sign_up=True)
    declare_consent(item)
    try:
        give_consent(person(user), user, "test.item")
        assert "test.item" not in {one.code for one in open_items(user)}
        declare_consent(ConsentItem("test.item", 2, "제목", "다른 목적", "항목", "기간", "거부", at_sign_up=True))
        assert "test.item" in {one.code for one in open_items(user)}
        give_consent(person(user), user, "test.item")
        versions = Consent.objects.filter(user=user, code="test.item").order_by("version")
        assert [(one.text.purpose, one.withdrawn_at is None) for one in versions] == [
            ("목적", False),
            ("다른 목적", True),
        ]
    finally:
        from accounts import consents

        consents._declared.pop("test.item")
    assert ACCOUNT.code in {one.code for one in open_items(user)}


def test_a_closed_account_keeps_no_personal_data_and_lets_nobody_in() -> None:
    user = make_user(name="홍길동", phone="010-0000-1234", password=PASSWORD)
    address = user.email
    give_consent(person(user), user, "account")
    client = signed_in(user)
    close_account(person(user))
    user.refresh_from_db()
    assert (user.name, user.phone, user.is_active) == ("탈퇴 회원", "", False)
    assert address not in user.email
    assert not Consent.objects.filter(user=user, withdrawn_at=None).exists()
    assert client.get("/people/me/")["Location"].startswith("/accounts/login/")
    row = AuditEntry.objects.get(verb="close_account")
    assert "홍길동" not in row.before + row.after and address not in row.before + row.after


def test_an_account_with_a_running_case_or_members_to_represent_stays_open() -> None:
    user = make_user()
    registry.register_hold("test", lambda one: "진행 중인 신청이 있습니다." if one.pk == user.pk else "")
    with pytest.raises(AccountHeld, match=r"진행 중인 신청"):
        close_account(person(user))
    owner = make_user()
    make_organisation(owner, make_user())
    with pytest.raises(RepresentativeCannotLeave):
        close_account(person(owner))


def test_the_phone_number_lies_encrypted_and_the_audit_trail_has_it_masked() -> None:
    from django.db import connection

    user = make_user()
    change_profile(person(user), name="홍길동", phone="010-0000-1234")
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM accounts_user WHERE id = %s", [user.pk])
        (stored,) = cursor.fetchone()
    assert "0000" not in stored and stored.startswith("gAAAA")
    assert User.objects.get(pk=user.pk).phone == "010-0000-1234"
    assert "010-****-1234" in AuditEntry.objects.get(verb="change_profile").after


@pytest.mark.parametrize("count", [3, 45])
def test_the_list_of_people_is_masked_and_costs_the_same_however_many_there_are(
    count: int, django_assert_num_queries: Any
) -> None:
    admin = make_user("administrator", name="임꺽정")
    for _ in range(count):
        make_user("reviewer", name="심청이", phone="010-0000-9999")
    client = signed_in(admin)
    client.get("/people/all/")
    with django_assert_num_queries(8):
        page = client.get("/people/all/").content.decode()
    assert "심*이" in page
    assert "심청이" not in page and "@example.org" in page


def test_people_are_found_by_part_of_the_name_and_by_role() -> None:
    client = signed_in(make_user("auditor", name="황진이"))
    make_user("reviewer", name="남궁민수")
    make_user(name="심청이")
    assert "남**수" in client.get("/people/all/?q=궁민").content.decode()
    by_role = client.get("/people/all/?role=reviewer").content.decode()
    assert "남**수" in by_role and "심*이" not in by_role


def test_a_look_in_full_needs_a_reason_and_the_person_sees_who_looked() -> None:
    manager, user = make_user("manager", name="전우치"), make_user(name="심청이", phone="010-0000-9999")
    client = signed_in(manager)
    address = f"/people/all/{user.pk}/reveal/phone/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert not AccessEntry.objects.exists()
    answer = client.post(address, {"reason": "서류 보완 연락"}, headers={"HX-Request": "true"})
    assert "010-0000-9999" in answer.content.decode()
    assert AccessEntry.objects.get().subject == f"#{user.pk} 심*이"
    own = signed_in(user).get("/people/me/looks/").content.decode()
    assert "전우치" in own and "서류 보완 연락" in own
    assert "서류 보완 연락" not in signed_in(make_user()).get("/people/me/looks/").content.decode()


def test_the_trail_is_filtered_paged_by_key_and_tells_whether_it_is_whole(django_assert_num_queries: Any) -> None:
    from kernel.tasks import verify_trail

    auditor, admin = make_user("auditor"), make_user("administrator")
    for _ in range(60):
        grant_role(person(admin), make_user(name="심청이"), "reviewer")
    verify_trail()
    client = signed_in(auditor)
    client.get("/people/trail/")
    with django_assert_num_queries(8):
        first = client.get("/people/trail/").content.decode()
    assert "위변조 없음" in first and "?below=11" in first
    assert 'rel="next"' not in client.get("/people/trail/?below=11").content.decode()
    assert "<div>역할 부여" in first
    assert "<div>역할 부여" not in client.get("/people/trail/?entity=accounts.organisation").content.decode()
    assert client.get(f"/people/trail/?person=%23{admin.pk}&since=2020-01-01").status_code == 200
