"""Files of an application."""

from django.core.files.base import File

from files.actions import store
from files.models import StoredFile
from files.queries import reusable
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from programs.actions.application import check_editable, own_locked
from programs.errors import TooManyFiles, UnknownDocument
from programs.models import Application, Attachment

MOST_FILES = 10  # of one document


@action
def attach_file(actor: Actor, application_id: int, kind: str, upload: "File[bytes] | StoredFile") -> Attachment:
    """Puts an upload, or a file that the applicant uploaded earlier, to the application as document ``kind``.

    The same file twice is one attachment. Raises UnknownDocument, TooManyFiles, NotEditable, CallClosed, and whatever
    the file itself is refused for (FileRefused).
    """
    application = own_locked(actor, application_id)
    check_editable(application)
    return put(actor, application, kind, upload)


def put(actor: Actor, application: Application, kind: str, upload: "File[bytes] | StoredFile") -> Attachment:
    """The file as one of the application's documents, once it is clear that it may be changed. Raises UnknownDocument,
    TooManyFiles, FileRefused."""
    if kind not in {document.code for document in application.call.terms.document_kinds}:
        raise UnknownDocument(field="kind")
    present = application.attachments.filter(kind=kind, removed_at=None)
    if present.count() >= MOST_FILES:
        raise TooManyFiles(field="upload", most=MOST_FILES)
    stored = _stored(actor, application, upload)
    attachment, created = Attachment.objects.get_or_create(
        application=application,
        kind=kind,
        file=stored,
        removed_at=None,
        defaults={"attached_by": actor.user, "attached_at": clock.now()},
    )
    if created:
        record(actor, "attach", application, after={"kind": kind, "file": stored.name, "sha256": stored.sha256})
    return attachment


def _stored(actor: Actor, application: Application, upload: "File[bytes] | StoredFile") -> StoredFile:
    if isinstance(upload, StoredFile):
        if not reusable(actor).filter(pk=upload.pk).exists():
            raise UnknownDocument(field="earlier")
        return upload
    return store(actor, upload, organisation=application.organisation)


@action
def detach_file(actor: Actor, application_id: int, attachment_id: int) -> None:
    """Takes a file off the working copy; versions that were handed in keep it."""
    application = own_locked(actor, application_id)
    check_editable(application)
    attachment = application.attachments.filter(pk=attachment_id, removed_at=None).first()
    if attachment is not None:
        take_off(actor, application, attachment)


def take_off(actor: Actor, application: Application, attachment: Attachment) -> None:
    attachment.removed_at = clock.now()
    attachment.save(update_fields=["removed_at"])
    record(actor, "detach", application, before={"kind": attachment.kind, "file": attachment.file.name})
