"""What the worker does for files."""

import logging
from datetime import timedelta

from django.db import models, transaction

from files import blobs, queries
from files.models import Content
from kernel import clock

log = logging.getLogger(__name__)
KEEP_UNUSED = timedelta(days=365)
GRACE = timedelta(days=1)


def scan_content(sha256: str) -> None:
    """Asks the scanner about one content; repeatable."""


def clear_orphans() -> dict[str, int]:
    """Removes files that nothing has needed for a year, contents without files, bytes without a row. Repeatable."""
    now = clock.now()
    files = sum(_removed(stored) for stored in queries.unused(now - KEEP_UNUSED).iterator())
    contents = sum(_clear(sha256) for sha256 in queries.bare_contents(now - GRACE).values_list("pk", flat=True))
    known = set(Content.objects.values_list("pk", flat=True))
    strays = sum(_clear(sha256) for sha256 in blobs.stored_hashes() if sha256 not in known)
    return {"files": files, "contents": contents, "bytes": strays}


def _removed(stored: models.Model) -> bool:
    try:
        stored.delete()
    except models.ProtectedError:  # attached in this very moment
        return False
    return True


@transaction.atomic
def _clear(sha256: str) -> bool:
    """Deletes row and bytes of a content to which nothing points; looked at again under the lock."""
    blobs.lock_content(sha256)
    content = Content.objects.filter(pk=sha256).first()
    if content is None:
        blobs.delete(Content(sha256=sha256))
        return True
    if content.files.exists() or content.scan == Content.Scan.INFECTED:
        return False
    content.delete()
    blobs.delete(content)
    return True
