"""Documents as people get them, made in the test's own process."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.core.files.storage import default_storage
from pypdf import PdfReader

from kernel.actor import Actor
from reports.actions import produce_now


def made(actor: Actor, code: str, params: Mapping[str, Any], format: str) -> bytes:
    """The file of a finished document."""
    job = produce_now(actor, code, params, format)
    assert job.stored_as, (job.state, job.failure if hasattr(job, "failure") else "")
    with default_storage.open(job.stored_as) as stored:
        return stored.read()


def words(pdf: bytes) -> str:
    """What a paper says, without its white space."""
    return "".join(pages(pdf))


def pages(pdf: bytes) -> list[str]:
    """The same page by page."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]
