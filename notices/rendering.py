"""The words of a notice: plain-text templates, one per language, the first line the subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template import Context, Engine, Template
from django.utils import translation

LANGUAGES = tuple(code for code, _label in settings.LANGUAGES)


@dataclass(frozen=True)
class Message:
    """A notice in one language."""

    subject: str
    body: str


def template_name(code: str, language: str) -> str:
    return f"notices/messages/{code}.{language}.txt"


@lru_cache(maxsize=1)
def _engine() -> Engine:
    # Plain text: nothing is escaped here; pages and HTML mails escape what they show.
    libraries = {"l10n": "django.templatetags.l10n", "humanize": "django.contrib.humanize.templatetags.humanize"}
    return Engine(
        dirs=[str(settings.BASE_DIR / "templates")],
        libraries=libraries,
        builtins=["django.templatetags.l10n", "django.contrib.humanize.templatetags.humanize"],
    )


@lru_cache(maxsize=256)
def _template(code: str, language: str) -> Template:
    return _engine().get_template(template_name(code, language))


def render(code: str, language: str, context: Mapping[str, Any]) -> Message:
    """The message in ``language``. Raises TemplateDoesNotExist when an app forgot to write it."""
    with translation.override(language):
        text = _template(code, language).render(
            Context({**context, "service_name": settings.SERVICE_NAME}, autoescape=False)
        )
    subject, _line, body = text.strip().partition("\n")
    return Message(subject=" ".join(subject.split())[:200], body=body.strip())


def absolute(url: str) -> str:
    """An address as it is written in a mail."""
    return urljoin(f"{settings.PUBLIC_URL}/", url) if url else ""
