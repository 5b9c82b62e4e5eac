from collections.abc import Iterator
from typing import Any

import pytest

from notices import registry
from notices.registry import ByMail, NoticeKind
from tests.stand_ins.smtp import SmtpServer


@pytest.fixture
def smtp(settings: Any) -> Iterator[SmtpServer]:
    """A mail server of the test's own, to which the worker delivers."""
    with SmtpServer() as running:
        settings.DELIVERY_EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 5
        yield running


@pytest.fixture
def decided() -> Iterator[str]:
    """A kind of notice as an app would register it; its text is that of a kind which is always there."""
    kept = dict(registry._kinds)
    kind = registry.notice_kind("file_quarantined")
    registry.register_notice(NoticeKind("file_quarantined", kind.title, "cases", kind.sample, ByMail.AS_PREFERRED))
    yield "file_quarantined"
    registry._kinds.clear()
    registry._kinds.update(kept)
