"""What the worker does for files."""

import logging

from django.conf import settings

from files import blobs, queries
from files.actions import cleaning, scan
from files.models import Content
from files.scanning import ScannerUnavailable
from kernel import clock

log = logging.getLogger(__name__)


def scan_content(sha256: str) -> str:
    """Asks the scanner about one content and keeps its verdict. Repeatable; returns the state reached."""
    content = Content.objects.filter(pk=sha256, scan=Content.Scan.WAITING).first()
    if content is None:
        return "nothing to do"
    if not settings.CLAMAV_URL:  # it was switched off meanwhile
        return scan.keep_verdict(sha256, None).scan
    try:
        verdict = scan.ask(content)
    except ScannerUnavailable as error:
        log.warning("Content %s stays unchecked for now: %s", sha256[:12], error)
        return Content.Scan.WAITING
    return scan.keep_verdict(sha256, verdict).scan


def scan_waiting() -> dict[str, int]:
    """Scans what a scanner that was down, or a killed worker, left behind; stops at the first that fails again."""
    done = 0
    for sha256 in queries.waiting_for_scan():
        if scan_content(sha256) == Content.Scan.WAITING:
            break
        done += 1
    return {"scanned": done}


def clear_orphans() -> dict[str, int]:
    """Removes files that nothing has needed for a year, contents without files, bytes without a row. Repeatable."""
    now = clock.now()
    for infected in Content.objects.filter(scan=Content.Scan.INFECTED):
        blobs.lock_away(infected)
    files = sum(map(cleaning.remove_unused, queries.unused(now - cleaning.KEEP_UNUSED).iterator()))
    contents = sum(map(cleaning.remove_bare, list(queries.bare_contents(now - cleaning.GRACE))))
    known = set(Content.objects.values_list("pk", flat=True))
    strays = sum(cleaning.remove_bare(sha256) for sha256 in blobs.stored_hashes() if sha256 not in known)
    return {"files": files, "contents": contents, "bytes": strays}
