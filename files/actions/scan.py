"""What the virus scanner said, and what follows from it."""

from django.conf import settings
from django.db import transaction

from files import blobs
from files.models import Content
from files.registry import tell_of_quarantine
from files.scanning import ScannerUnavailable, Verdict
from files.scanning import scan as ask_clamd
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.transition import lock

SCANNER = Actor.system("virus scanner")


def ask(content: Content) -> Verdict:
    """The scanner's verdict, asked outside any transaction. Raises ScannerUnavailable."""
    try:
        with blobs.open_content(content) as source:
            return ask_clamd(source, settings.CLAMAV_URL)
    except FileNotFoundError as error:
        raise ScannerUnavailable(f"the bytes of {content} are not in the storage") from error


@action
def keep_verdict(sha256: str, verdict: Verdict | None) -> Content:
    """Writes the verdict down (None: no scanner is configured any more); a second verdict changes nothing.

    An infected content is locked away, and everybody who has a file with it is told.
    """
    content: Content = lock(Content, sha256)
    if content.scan != Content.Scan.WAITING:
        return content
    content.scan = Content.Scan.NOT_SCANNED
    if verdict is not None:
        content.scan = Content.Scan.CLEAN if verdict.clean else Content.Scan.INFECTED
        content.scanned_at, content.finding = clock.now(), verdict.finding
    content.save(update_fields=["scan", "scanned_at", "finding"])
    if content.scan == Content.Scan.INFECTED:
        _quarantine(content)
    return content


def _quarantine(content: Content) -> None:
    record(SCANNER, "quarantine", content, before={"scan": "waiting"}, after={"finding": content.finding})
    for stored in content.files.select_related("uploader", "content").order_by("pk"):
        tell_of_quarantine(stored)
    # After the commit: rolled back, the bytes must still be in their place. A kill in between is made good by the
    # nightly clean-up, and the state alone already keeps the file from being served.
    transaction.on_commit(lambda: blobs.lock_away(content))
