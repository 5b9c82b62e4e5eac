"""Files of a call's notice (공고문, 서식): put there while it is a draft, open to everybody once it is published."""

from django.core.files.base import File

from files.actions import store
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted
from kernel.permissions import require
from kernel.transition import lock
from programs.errors import TooManyFiles
from programs.models import Call, CallAttachment

MOST_FILES = 20


def _draft(actor: Actor, call_id: int) -> Call:
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    if call.state != "draft":
        raise NotPermitted()
    return call


@action
def attach_to_notice(actor: Actor, call_id: int, upload: "File[bytes]", title: str = "") -> CallAttachment:
    """Raises NotPermitted once the call is no draft, TooManyFiles, FileRefused."""
    call = _draft(actor, call_id)
    if call.notice_files.filter(removed_at=None).count() >= MOST_FILES:
        raise TooManyFiles(field="upload", most=MOST_FILES)
    stored = store(actor, upload)
    made, created = CallAttachment.objects.get_or_create(
        call=call,
        file=stored,
        removed_at=None,
        defaults={"title": title.strip() or stored.name, "added_by": actor.user, "added_at": clock.now()},
    )
    if created:
        record(actor, "attach_to_notice", call, after={"file": stored.name, "sha256": stored.sha256})
    return made


@action
def detach_from_notice(actor: Actor, call_id: int, attachment_id: int) -> None:
    """Takes a file off the notice; it stays on record."""
    call = _draft(actor, call_id)
    found = call.notice_files.filter(pk=attachment_id, removed_at=None).select_related("file").first()
    if found is not None:
        found.removed_at = clock.now()
        found.save(update_fields=["removed_at"])
        record(actor, "detach_from_notice", call, before={"file": found.file.name})
