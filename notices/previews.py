"""Every kind of notice with its sample, for staff and for the test that renders them all."""

from dataclasses import dataclass
from types import SimpleNamespace

from django.utils import timezone

from notices.errors import NoSuchPreview, UnknownNotice
from notices.registry import ByMail, Category, NoticeKind, categories, notice_kind, notice_kinds
from notices.rendering import LANGUAGES, Message, render

SAMPLE_PERSON = {"ko": "홍길동", "en": "Hong Gildong"}


@dataclass(frozen=True)
class Preview:
    """A kind and its message in each language."""

    kind: NoticeKind
    messages: dict[str, Message]

    @property
    def always_by_mail(self) -> bool:
        return self.kind.by_mail is ByMail.ALWAYS


def preview(code: str) -> Preview:
    """Raises NoSuchPreview."""
    try:
        kind = notice_kind(code)
    except UnknownNotice:
        raise NoSuchPreview() from None
    return Preview(kind, {language: sample_message(kind, language) for language in LANGUAGES})


def sample_message(kind: NoticeKind, language: str) -> Message:
    """The kind's own sample, told to a made-up person."""
    person = SimpleNamespace(name=SAMPLE_PERSON[language], email="hong@example.org", language=language)
    standard = {"recipient": person, "about": SimpleNamespace(pk=1), "now": timezone.now()}
    return render(kind.code, language, standard | dict(kind.sample))


def previews() -> list[tuple[Category, list[NoticeKind]]]:
    """All kinds under their categories; those of an unknown category come last under its code."""
    known = categories()
    extra = sorted({kind.category for kind in notice_kinds()} - {category.code for category in known})
    groups = known + [Category(code, code, "") for code in extra]
    kinds = {group.code: [kind for kind in notice_kinds() if kind.category == group.code] for group in groups}
    return [(group, kinds[group.code]) for group in groups if kinds[group.code]]
