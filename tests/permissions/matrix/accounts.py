"""Accounts: one's own pages, an organisation's pages for its members, the office's pages for their readers."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Membership
from tests.permissions.world import (
    COLLEAGUE,
    EVERYBODY,
    REPRESENTATIVE,
    SIGNED_IN,
    Access,
    World,
)

MEMBERS = {REPRESENTATIVE, COLLEAGUE}
READERS = {"administrator", "manager", "auditor"}
OUT = frozenset({403})


def organisation(world: World) -> Mapping[str, Any]:
    return {"organisation_id": world.organisation.pk}


def colleague(world: World) -> Mapping[str, Any]:
    membership = world.organisation.memberships.get(role=Membership.Role.STAFF)
    return {"organisation_id": world.organisation.pk, "membership_id": membership.pk}


def invitation(world: World) -> Mapping[str, Any]:
    made = world.organisation.invitations.create(
        email="guest@example.org",
        token_hash="0" * 64,
        invited_by=world.person(REPRESENTATIVE),
        expires_at="2099-01-01T00:00:00+09:00",
    )
    return {"invitation_id": made.pk}


def somebody(world: World) -> Mapping[str, Any]:
    return {"user_id": world.somebody.pk}


ROWS = [
    Access("session_extend", SIGNED_IN, visitor_refused=True, refused=frozenset({401})),
    Access("set_language", EVERYBODY, "post", data={"language": "ko"}),
    # one's own page
    Access("accounts:me", SIGNED_IN),
    Access("accounts:security", SIGNED_IN),
    Access("accounts:consents", SIGNED_IN),
    Access("accounts:withdraw_consent", SIGNED_IN, "post", lambda world: {"code": "news"}),
    Access("accounts:give_consent", SIGNED_IN, "post", lambda world: {"code": "news"}),
    Access("accounts:looks", SIGNED_IN),
    Access("accounts:close", SIGNED_IN),
    Access("accounts:organisations", SIGNED_IN),
    Access("accounts:kept_work", SIGNED_IN),
    Access("accounts:second_factor", SIGNED_IN),
    # organisations, for their own people
    Access("accounts:industries", SIGNED_IN),
    Access("accounts:register_organisation", SIGNED_IN),
    Access("accounts:organisation", MEMBERS, arguments=organisation, refused=frozenset({404})),
    Access("accounts:change_organisation", MEMBERS, arguments=organisation, refused=frozenset({404})),
    Access("accounts:size_evidence", MEMBERS, "post", organisation, refused=frozenset({404})),
    Access("accounts:invite", {REPRESENTATIVE}, "post", organisation, {"email": "new@example.org"}),
    Access("accounts:leave", {COLLEAGUE}, "post", organisation, refused=frozenset({404, 409})),
    Access("accounts:remove_member", {REPRESENTATIVE}, "post", colleague),
    Access("accounts:hand_over", {REPRESENTATIVE}, "post", colleague),
    Access("accounts:revoke_invitation", {REPRESENTATIVE}, "post", invitation),
    Access("accounts:accept_invitation", set(), "post", invitation),  # only its receiver: tests/accounts
    Access("accounts:invitation", set(), arguments=lambda world: {"token": "guessed"}, refused=frozenset({410})),
    # the office
    Access("accounts:people", READERS, refused=OUT),
    Access("accounts:person", READERS, arguments=somebody, refused=OUT),
    Access(
        "accounts:reveal",
        READERS,
        "post",
        lambda world: {"user_id": world.somebody.pk, "field": "phone"},
        {"reason": "전화 문의 회신"},
        OUT,
    ),
    Access(
        "accounts:grant_role",
        {"administrator", "manager"},
        "post",
        somebody,
        {"role": "reviewer", "reason": "위촉"},
        OUT,
    ),
    Access(
        "accounts:revoke_role",
        {"administrator", "manager"},
        "post",
        lambda world: {"user_id": world.somebody.pk, "role": "reviewer"},
        {"reason": "해촉"},
        OUT,
    ),
    Access("accounts:deactivate", {"administrator"}, "post", somebody, {"reason": "퇴직"}, OUT),
    Access("accounts:staff_organisations", READERS, refused=OUT),
    Access("accounts:staff_organisation", READERS, arguments=organisation, refused=OUT),
    Access(
        "accounts:confirm_status",
        {"administrator", "manager"},
        "post",
        organisation,
        {"outcome": "active", "reason": "사업자등록증 확인"},
        OUT,
    ),
    Access("accounts:audit", {"administrator", "auditor"}, refused=OUT),
    Access("accounts:access", {"administrator", "auditor"}, refused=OUT),
    Access("accounts:verify_trail", {"administrator", "auditor"}, "post", refused=OUT),
]
