"""Who besides its owner may read an application's file."""

from files.models import StoredFile
from files.registry import register_reader
from kernel.actor import Actor
from kernel.permissions import may
from programs.facts import applications_of
from programs.models import Attachment, ReviewAssignment


def register() -> None:
    register_reader("programs.attachment", may_read_attachment)


def may_read_attachment(actor: Actor, stored: StoredFile) -> bool:
    """Managers of the call and reviewers who were given the application, once it was handed in; members of the
    applying organisation at any time."""
    if actor.user is None:
        return False
    attachments = Attachment.objects.filter(file=stored).select_related("application__call")
    for attachment in attachments:
        application = attachment.application
        if application.receipt_serial is None:
            continue
        if may(actor, "manage_call", application.call):
            return True
        given = ReviewAssignment.objects.filter(application=application, reviewer=actor.user, revoked_at=None)
        if given.exists() and may(actor, "review_call", application.call):
            return True
    mine = applications_of(actor.user).filter(attachments__file=stored)
    return mine.exists()
