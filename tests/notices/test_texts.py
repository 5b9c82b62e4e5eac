"""Every kind of notice that any app registers can be told, in both languages."""

import pytest

from notices.previews import sample_message
from notices.registry import NoticeKind, categories, notice_kinds
from notices.rendering import LANGUAGES, _engine, render

EVERY = [
    pytest.param(kind, language, id=f"{kind.code}.{language}") for kind in notice_kinds() for language in LANGUAGES
]


def test_there_are_kinds_to_test() -> None:
    assert "file_quarantined" in {kind.code for kind in notice_kinds()}


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_every_kind_has_a_subject_and_a_text_in_both_languages(kind: NoticeKind, language: str) -> None:
    message = sample_message(kind, language)
    assert 0 < len(message.subject) <= 200
    assert len(message.body) > 20
    assert "{{" not in message.body and "{%" not in message.body
    if language == "ko":
        assert any("가" <= letter <= "힣" for letter in message.subject + message.body)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_the_sample_names_everything_that_the_text_speaks_of(
    kind: NoticeKind, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_engine(), "string_if_invalid", "«missing %s»")
    message = sample_message(kind, language)
    assert "«missing" not in message.subject + message.body


@pytest.mark.parametrize("kind", notice_kinds(), ids=lambda kind: kind.code)
def test_every_kind_belongs_to_a_category_that_people_can_choose(kind: NoticeKind) -> None:
    assert kind.category in {category.code for category in categories()}


def test_a_text_is_plain_and_its_first_line_the_subject() -> None:
    message = render("file_quarantined", "en", {"file_name": "R&D <plan>.pdf", "finding": "X"})
    assert message.subject == "A file of yours was locked: R&D <plan>.pdf"
