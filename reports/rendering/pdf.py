"""Pages to PDF: tagged for screen readers (PDF/UA-1), made to last (PDF/A-3a), the same bytes for the same input."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML
from weasyprint import Document as Layout
from weasyprint.urls import FatalURLFetchingError

from kernel.clock import SEOUL
from reports.content import Page
from reports.errors import ResourceRefused
from reports.models import Issue
from reports.rendering.qr import qr_data
from reports.rendering.resources import BASE_URL, HouseFetcher, fonts, stylesheet
from reports.rendering.variant import VARIANT, declare_both


@dataclass(frozen=True)
class Imprint:
    """What the engine itself prints on a page. ``issue`` is None for documents without number and verification."""

    title: str
    made_at: datetime
    issue: Issue | None = None

    def context(self) -> dict[str, Any]:
        """What ``reports/base.html`` needs beside the page's own context."""
        values: dict[str, Any] = {
            "document_title": self.title,
            "made_at": self.made_at.astimezone(SEOUL),
            "issuer": settings.SERVICE_NAME,
            "document_language": translation.get_language() or "ko",
            "issue": self.issue,
        }
        if self.issue:
            values["verify_url"] = verify_url(self.issue)
            values["verify_qr"] = qr_data(values["verify_url"])
        return values


def verify_url(issue: Issue) -> str:
    """The public address in the QR code; short, so that the code stays coarse enough for a bad print."""
    return f"{settings.PUBLIC_URL}/verify/{issue.grouped_code}"


def lay_out(page: Page, imprint: Imprint) -> Layout:
    """The laid-out document. Raises ResourceRefused when the template asks for what is not the house's."""
    html = render_to_string(page.template, {**imprint.context(), **page.context})
    try:
        return HTML(string=html, base_url=BASE_URL, url_fetcher=HouseFetcher()).render(
            font_config=fonts(), stylesheets=[stylesheet()], pdf_variant=VARIANT, pdf_tags=True
        )
    except FatalURLFetchingError as error:
        raise ResourceRefused(str(error)) from error


def write_pdf(layouts: Sequence[Layout], target: Path) -> None:
    """Writes the layouts one after the other into one tagged PDF with the bookmarks of all."""
    first = layouts[0]
    whole = first if len(layouts) == 1 else first.copy([page for layout in layouts for page in layout.pages])
    seed = "\n".join(str(layout.metadata.title) + str(layout.metadata.created) for layout in layouts)
    identifier = hashlib.sha256(seed.encode()).digest()[:16]
    whole.write_pdf(target, pdf_variant=VARIANT, pdf_tags=True, pdf_identifier=identifier, finisher=declare_both)
