"""The form of a call: sections, questions, what is required and how long an answer may be.

A form is plain data: it is kept with the terms of its call as JSON, so that an application can be read for ever with
the questions it was asked. Texts are message ids: a programme marks its own with ``gettext_noop`` and pages translate
them; a text that a manager typed stands for itself and may have an English one beside it (``…_en``), which
:mod:`programs.rules.form_language` puts in its place for English readers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

DOCUMENTS_SECTION = "documents"  # where gaps of documents lead to; no section of a form is called so


class Kind(StrEnum):
    """What an answer looks like. Answers are kept as JSON: text, whole number, true/false, ISO date, list of codes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"  # whole won
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    CONSENT = "consent"  # must be ticked when required
    EMAIL = "email"
    PHONE = "phone"
    LOOKUP = "lookup"  # text, found by typing at the address that `source` names; other text is kept too


class GapCode(StrEnum):
    """Why an answer does not do; the texts stand in :mod:`programs.wording`."""

    MISSING = "missing"
    NOT_AGREED = "not_agreed"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    TOO_MANY_WORDS = "too_many_words"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    UNKNOWN_CHOICE = "unknown_choice"
    NOT_A_MAIL_ADDRESS = "not_a_mail_address"
    NOT_A_PHONE_NUMBER = "not_a_phone_number"
    MALFORMED = "malformed"
    NO_DOCUMENT = "no_document"
    NO_PROOF = "no_proof"
    NOT_LISTED = "not_listed"
    NO_PRIOR_AGREEMENT = "no_prior_agreement"


@dataclass(frozen=True)
class Choice:
    code: str
    label: str
    label_en: str = ""


@dataclass(frozen=True)
class Condition:
    """A question is asked only when the answer to ``key`` is (or contains) one of ``values``."""

    key: str
    values: tuple[str, ...]

    def holds(self, answers: Mapping[str, Any]) -> bool:
        answer = answers.get(self.key)
        given = answer if isinstance(answer, list) else [answer]
        return any(str(value) in self.values for value in given)


@dataclass(frozen=True)
class Question:
    """One field. ``min_length``/``max_length`` count characters, ``max_words`` words between blanks (0: not counted),
    ``minimum``/``maximum`` bound numbers and won."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    help: str = ""
    required: bool = True
    min_length: int = 0
    max_length: int = 200
    max_words: int = 0
    minimum: int | None = None
    maximum: int | None = None
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    condition: Condition | None = None
    source: str = ""  # of a look-up: the name of the address that answers ?q= as a combobox wants it
    personal: bool = False  # shown masked to the office; in full only with a logged reason
    identifying: bool = False  # says who applies or who stands behind it: hidden where judged without names
    label_en: str = ""
    help_en: str = ""

    def asked(self, answers: Mapping[str, Any]) -> bool:
        return self.condition is None or self.condition.holds(answers)

    def needed(self, answers: Mapping[str, Any]) -> bool:
        """Whether nothing can be handed in without an answer to it."""
        return self.required and self.asked(answers)

    def choice_label(self, code: object) -> str:
        return next((choice.label for choice in self.choices if choice.code == code), str(code))


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    questions: tuple[Question, ...]
    help: str = ""
    title_en: str = ""
    help_en: str = ""


@dataclass(frozen=True)
class FormSpec:
    sections: tuple[Section, ...]

    def questions(self) -> Iterator[tuple[Section, Question]]:
        for section in self.sections:
            for question in section.questions:
                yield section, question

    def question(self, key: str) -> Question | None:
        return next((question for _section, question in self.questions() if question.key == key), None)

    def question_keys(self) -> set[str]:
        return {question.key for _section, question in self.questions()}


@dataclass(frozen=True)
class DocumentKind:
    """A document that an application must or may carry. An ``identifying`` one names the applicant by its nature
    (proof of residence, certificate): where applications are judged without names it is the office's alone."""

    code: str
    label: str
    help: str = ""
    required: bool = True
    identifying: bool = False
    label_en: str = ""
    help_en: str = ""


@dataclass(frozen=True)
class Gap:
    """What still stands between a draft and its submission; ``field`` is the id to jump to."""

    section: str
    field: str
    label: str
    code: GapCode
    limit: int | None = None


def empty(answer: object) -> bool:
    return answer is None or answer == [] or (isinstance(answer, str) and not answer.strip())


def check_form(form: FormSpec, answers: Mapping[str, Any]) -> list[Gap]:
    """Every gap of ``answers``, in the order of the form; questions that are not asked are not looked at."""
    gaps = []
    for section, question in form.questions():
        if question.asked(answers):
            found = check_answer(question, answers.get(question.key))
            if found:
                code, limit = found
                gaps.append(Gap(section.key, question.key, question.label, code, limit))
    return gaps


def check_documents(kinds: tuple[DocumentKind, ...], attached: set[str]) -> list[Gap]:
    """A gap for each required document that is not in ``attached`` (codes)."""
    return [
        Gap(DOCUMENTS_SECTION, f"document-{kind.code}", kind.label, GapCode.NO_DOCUMENT)
        for kind in kinds
        if kind.required and kind.code not in attached
    ]


def check_answer(question: Question, answer: Any) -> tuple[GapCode, int | None] | None:
    """Why ``answer`` does not do (with the limit it breaks), or None."""
    if question.kind is Kind.CONSENT:
        return (GapCode.NOT_AGREED, None) if question.required and answer is not True else None
    if empty(answer):
        return (GapCode.MISSING, None) if question.required else None
    match question.kind:
        case Kind.NUMBER | Kind.MONEY:
            return _check_number(question, answer)
        case Kind.DATE:
            return None if _is_date(answer) else (GapCode.NOT_A_DATE, None)
        case Kind.CHOICE | Kind.CHOICES:
            return _check_choice(question, answer)
        case _:
            return _check_text(question, answer)


def _check_text(question: Question, answer: Any) -> tuple[GapCode, int | None] | None:
    if not isinstance(answer, str):
        return GapCode.MALFORMED, None
    length = len(answer.strip())
    if length > question.max_length:
        return GapCode.TOO_LONG, question.max_length
    if question.max_words and len(answer.split()) > question.max_words:
        return GapCode.TOO_MANY_WORDS, question.max_words
    if length < question.min_length:
        return GapCode.TOO_SHORT, question.min_length
    if question.kind is Kind.EMAIL and not _looks_like_mail(answer.strip()):
        return GapCode.NOT_A_MAIL_ADDRESS, None
    if question.kind is Kind.PHONE and not 8 <= sum(c.isdigit() for c in answer) <= 12:
        return GapCode.NOT_A_PHONE_NUMBER, None
    return None


def _looks_like_mail(text: str) -> bool:
    name, sign, host = text.partition("@")
    return bool(sign and name and "." in host.strip(".") and " " not in text)


def _check_number(question: Question, answer: Any) -> tuple[GapCode, int | None] | None:
    if isinstance(answer, bool) or not isinstance(answer, int):
        return GapCode.NOT_A_NUMBER, None
    if question.minimum is not None and answer < question.minimum:
        return GapCode.TOO_SMALL, question.minimum
    if question.maximum is not None and answer > question.maximum:
        return GapCode.TOO_LARGE, question.maximum
    return None


def _check_choice(question: Question, answer: Any) -> tuple[GapCode, int | None] | None:
    known = {choice.code for choice in question.choices}
    given = answer if isinstance(answer, list) else [answer]
    if question.kind is Kind.CHOICE and len(given) != 1:
        return GapCode.UNKNOWN_CHOICE, None
    return None if all(isinstance(code, str) and code in known for code in given) else (GapCode.UNKNOWN_CHOICE, None)


def _is_date(answer: Any) -> bool:
    try:
        date.fromisoformat(answer)
    except (TypeError, ValueError):
        return False
    return True


def parse_answer(question: Question, raw: Any) -> Any:
    """What a page sends (text, or a list of texts) as it is kept. What cannot be read stays as typed: nothing is
    lost, and the check before submitting names it."""
    if question.kind is Kind.CHOICES:
        given = raw if isinstance(raw, list) else [raw]
        return [str(value) for value in given if value not in ("", None)]
    if isinstance(raw, list):
        raw = raw[-1] if raw else ""
    if question.kind is Kind.CONSENT:
        return raw is True or str(raw).lower() in {"on", "true", "1", "yes"}
    if question.kind in {Kind.NUMBER, Kind.MONEY}:
        return _parse_number(raw)
    return "" if raw is None else str(raw).replace("\r\n", "\n").replace("\x00", "")


def _parse_number(raw: Any) -> int | str | None:
    if isinstance(raw, int):
        return raw
    text = str(raw or "").replace("\x00", "").strip()
    digits = text.replace(",", "").removesuffix("원").strip()
    if not digits:
        return None
    # Longer figures are kept as typed and named by the check: no sum of money has more than fifteen digits.
    return (
        int(digits)
        if digits.removeprefix("-").isascii() and digits.removeprefix("-").isdigit() and len(digits) <= 15
        else text
    )


def progress(form: FormSpec, answers: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Section → (required questions answered well, required questions asked)."""
    result = {}
    for section in form.sections:
        asked = [question for question in section.questions if question.needed(answers)]
        done = sum(check_answer(question, answers.get(question.key)) is None for question in asked)
        result[section.key] = (done, len(asked))
    return result


# -- as JSON ---------------------------------------------------------------------------------------------------


def form_from_json(data: Mapping[str, Any]) -> FormSpec:
    """The inverse of ``dataclasses.asdict`` on a FormSpec. Raises KeyError or ValueError when it is not one."""
    return FormSpec(
        tuple(
            Section(**{**section, "questions": tuple(map(_question, section["questions"]))})
            for section in data["sections"]
        )
    )


def _question(data: Mapping[str, Any]) -> Question:
    condition = data.get("condition")
    return Question(
        **{
            **data,
            "kind": Kind(data["kind"]),
            "choices": tuple(Choice(**choice) for choice in data.get("choices", ())),
            "condition": Condition(condition["key"], tuple(condition["values"])) if condition else None,
        }
    )
