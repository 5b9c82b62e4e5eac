"""Removing what nothing needs any more."""

from datetime import timedelta

from django.db import models

from files import blobs
from files.models import Content, StoredFile
from kernel.action import action, record
from kernel.actor import Actor

KEEP_UNUSED = timedelta(days=365)
GRACE = timedelta(days=1)
CLEANER = Actor.system("file clean-up")


@action
def remove_unused(stored: StoredFile) -> bool:
    """Removes a file to which no row points; False when it was attached in this very moment."""
    record(CLEANER, "remove_file", stored, before={"name": stored.name, "sha256": stored.sha256})
    try:
        stored.delete()
    except models.ProtectedError:
        return False
    return True


@action
def remove_bare(sha256: str) -> bool:
    """Deletes a content, row and bytes, to which no file points; looked at again under the lock of the hash."""
    blobs.lock_content(sha256)
    content = Content.objects.filter(pk=sha256).first()
    if content is not None:
        if content.scan == Content.Scan.INFECTED or content.files.exists():
            return False
        content.delete()
    blobs.delete(sha256)
    return True
