"""Surveys after a case (성과조사, 만족도): questions, what counts as an answer, tables in which nobody is known."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from statistics import median
from typing import Any

FEWEST = 3  # answers, below which nothing is shown: with one or two, whoever knows the cases knows who said what
LONGEST = 2000  # characters of a text
SCALE = (1, 2, 3, 4, 5)


class Ask(StrEnum):
    """How a question is answered."""

    SCALE = "scale"  # 1 (not at all) to 5 (fully)
    NUMBER = "number"  # a whole number, below zero too
    YES_NO = "yes_no"
    TEXT = "text"


@dataclass(frozen=True)
class Question:
    """``key`` stays when the wording is mended; only texts may be left out."""

    key: str
    text: str
    ask: Ask

    @property
    def required(self) -> bool:
        return self.ask is not Ask.TEXT


@dataclass(frozen=True)
class Plan:
    """One survey of a call: of which parties, ``after`` days from the completion of a case, to be answered ``within``
    days, with a reminder ``remind`` days before the last one. Without questions it is not asked."""

    parties: tuple[str, ...]
    after: int
    within: int
    remind: int
    questions: tuple[Question, ...]


def plan_to_json(plan: Plan) -> dict[str, Any]:
    return {**asdict(plan), "parties": list(plan.parties), "questions": questions_to_json(plan.questions)}


def plan_from_json(data: Mapping[str, Any]) -> Plan:
    """The inverse. Raises KeyError, TypeError or ValueError for what is none."""
    questions = questions_from_json(data["questions"])
    return Plan(**{**data, "parties": tuple(data["parties"]), "questions": questions})


def questions_to_json(questions: Sequence[Question]) -> list[dict[str, str]]:
    return [{"key": one.key, "text": one.text, "ask": one.ask.value} for one in questions]


def questions_from_json(data: Sequence[Mapping[str, str]]) -> tuple[Question, ...]:
    return tuple(Question(one["key"], one["text"], Ask(one["ask"])) for one in data)


def read_answers(questions: Sequence[Question], given: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """(answers, keys of the questions whose answer is missing or cannot be). What was not asked is not kept."""
    answers, wrong = {}, []
    for question in questions:
        raw = given.get(question.key)
        value = _read(question.ask, "" if raw is None else str(raw).strip())
        if value is None and (question.required or raw not in {None, ""}):
            wrong.append(question.key)
        elif value is not None:
            answers[question.key] = value
    return answers, tuple(wrong)


def _read(ask: Ask, text: str) -> Any:
    match ask:
        case Ask.TEXT:
            return text if 0 < len(text) <= LONGEST else None
        case Ask.YES_NO:
            return text if text in {"yes", "no"} else None
        case _number:
            try:
                value = int(text.replace(",", ""))
            except ValueError:
                return None
            fits = value in SCALE if ask is Ask.SCALE else abs(value) <= 10**13
            return value if fits else None


@dataclass(frozen=True)
class Tally:
    """What all answers to one question come to. ``counts``: answer → how many; ``mean`` to two decimals, halves up;
    ``texts`` in the order of the alphabet, so that their order tells nothing."""

    question: Question
    answered: int
    counts: Mapping[Any, int]
    mean: Decimal | None = None
    middle: Decimal | None = None
    total: int | None = None
    texts: tuple[str, ...] = ()


def tally(questions: Sequence[Question], answers: Sequence[Mapping[str, Any]]) -> tuple[Tally, ...]:
    """The anonymised table of a survey; nothing while fewer than ``FEWEST`` have answered."""
    if len(answers) < FEWEST:
        return ()
    return tuple(
        _tally(question, [one[question.key] for one in answers if question.key in one]) for question in questions
    )


def _tally(question: Question, values: list[Any]) -> Tally:
    if question.ask is Ask.TEXT:
        return Tally(question, len(values), {}, texts=tuple(sorted(values)))
    if question.ask is Ask.NUMBER:
        # single values of sums of money would be known again: only what they come to
        return Tally(question, len(values), {}, _mean(values), _middle(values), sum(values))
    if question.ask is Ask.YES_NO:
        return Tally(question, len(values), {word: values.count(word) for word in ("yes", "no")})
    return Tally(question, len(values), {mark: values.count(mark) for mark in SCALE}, _mean(values), _middle(values))


def _mean(values: Sequence[int]) -> Decimal | None:
    if not values:
        return None
    return (Decimal(sum(values)) / len(values)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _middle(values: Sequence[int]) -> Decimal | None:
    return Decimal(str(median(values))) if values else None


def response_rate(asked: int, answered: int) -> Decimal | None:
    """In per cent to one decimal, halves up; None while nobody was asked."""
    if not asked:
        return None
    return (Decimal(100 * answered) / asked).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Results:
    """One survey as it came back: how many were asked and answered, and the table from ``FEWEST`` answers on."""

    kind: str
    label: str
    asked: int
    answered: int
    tallies: tuple[Tally, ...]

    @property
    def rate(self) -> Decimal | None:
        return response_rate(self.asked, self.answered)

    @property
    def hidden(self) -> bool:
        """Whether too few answered for anything to be shown."""
        return 0 < self.answered < FEWEST
