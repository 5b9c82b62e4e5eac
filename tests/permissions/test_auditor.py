"""An auditor writes nothing: everything that any address takes is sent to every address, and the trail is read."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import Role
from kernel.models import AuditEntry
from tests.permissions.test_matrix import ask, rows
from tests.permissions.world import Access, World

AUDITOR = Role.AUDITOR.value
# One's own account, and the papers of an audit.
OWN = {
    "audit_look", "audit_list", "draw_sample", "change_profile", "give_consent", "withdraw_consent", "close_account",
    "renew_feed",
    "store_file", "remove_file", "read_file", "request", "register_organisation", "invite_member", "start",
}  # fmt: skip
# The page of components, which is not part of the service, takes JSON only.
OURS = [row for row in rows() if row.url != "styleguide_draft"]
SENT = [row for row in OURS if row.method == "post"]
READ_BY_POST = [
    Access(row.url, row.allowed, "post", row.arguments, row.data, row.refused) for row in OURS if row.method == "get"
]


@pytest.mark.django_db
@pytest.mark.parametrize("row", [*SENT, *READ_BY_POST], ids=lambda row: f"{row.method}-{row.url}")
def test_an_auditor_changes_nothing_by_any_address(row: Access) -> None:
    with transaction.atomic():
        world = World()
        auditor = world.person(AUDITOR)
        answer = ask(row, reverse(row.url, kwargs=dict(row.arguments(world))), auditor)
        written = set(AuditEntry.objects.filter(actor_id=auditor.pk).values_list("verb", flat=True))
        transaction.set_rollback(True)
    assert answer.status_code < 500, row.url
    assert not written - OWN, row.url
