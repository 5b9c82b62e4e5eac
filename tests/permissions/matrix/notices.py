"""Notices: one's own inbox, texts for the office, the outbox for administrators."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from notices.actions import notify
from notices.models import OutgoingMail
from notices.outbox import new_mail, post
from tests.permissions.world import APPLICANT, OFFICE, SIGNED_IN, Access, World

ADMINISTRATOR = {"administrator"}


def notice(world: World) -> Mapping[str, Any]:
    with transaction.atomic():
        context = {"file_name": "계획.pdf", "finding": "Eicar"}
        return {"public_id": notify("file_quarantined", world.person(APPLICANT), context=context)[0].public_id}


def failed_mail(world: World) -> Mapping[str, Any]:
    mail = new_mail(sender="a@hanbat.example", to=["p@example.org"], subject="s", body="b")
    post([mail])
    row = OutgoingMail.objects.filter(pk=mail.pk)
    row.update(state="sending", claim=mail.public_id, lease_until=mail.created_at)
    row.update(state="failed", claim=None, lease_until=None)
    return {"public_id": mail.public_id}


ROWS = [
    Access("notices:inbox", SIGNED_IN),
    Access("notices:mark_all_read", SIGNED_IN, "post"),
    Access("notices:preferences", SIGNED_IN),
    Access("notices:preferences", SIGNED_IN, "post", data={"by_mail": ["cases"]}),
    Access("notices:notice", {APPLICANT}, arguments=notice, refused=frozenset({404})),
    Access("notices:previews", OFFICE),
    Access("notices:preview", OFFICE, arguments=lambda world: {"code": "file_quarantined"}),
    Access("notices:outbox", ADMINISTRATOR),
    Access("notices:resend", ADMINISTRATOR, "post", failed_mail),
]
