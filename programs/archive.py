"""Records that are kept for a time by law and destroyed together; registered by the programmes that make them.

What hangs on an application is one or several such kinds: each has its own time, is archived by its programme
(:func:`programs.actions.archive.archive_records`) and destroyed on its own order.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from kernel.actor import Actor
from kernel.erasure import GONE, Erasable, Removable
from programs.erasure import KINDS
from programs.models import Application, ArchivedCase
from programs.rules.survey import Ask

Text = str | Promise
Way = tuple[type[Model], str]  # a table, and the lookup that leads from its rows to the key of the application


def _no_papers(_application: Application) -> Q:
    return Q(pk__in=[])


def _nothing(_actor: Actor, _application: Application) -> None:
    return None


def _no_pages(_cases: Iterable[ArchivedCase]) -> dict[int, str]:
    return {}


@dataclass(frozen=True)
class Further:
    """What does not go row by row of a table. Both get the key of the application: ``erase`` takes up to so many away
    inside the running transaction and says how many, ``left`` says whether something is there; ``rows`` are those
    whose lines in the trail go as well."""

    kind: str
    erase: Callable[[int, int], int]
    left: Callable[[int], bool]
    rows: Callable[[int], "QuerySet[Any]"] | None = None


@dataclass(frozen=True)
class Records:
    """One kind of records about an application (기록물의 보존 단위).

    ``erased``: what is blanked or removed, in this order; ``attached``: rows that only say that a file belongs to it
    and go with it; ``files``: tables with a field that holds a file or several; ``in_trail``: further records that
    lines of the trail are about; ``papers``: which documents were made of it; ``destroyed``: what its programme notes
    at the end; ``pages``: where each archived case is read, in a bounded number of statements; ``kinds``: what the
    certificate calls what went.
    """

    code: str
    title: Text
    erased: tuple[Erasable | Removable, ...]
    attached: tuple[Way, ...] = ()
    files: tuple[tuple[type[Model], str, str], ...] = ()
    in_trail: tuple[Way, ...] = ()
    papers: Callable[[Application], Q] = _no_papers
    further: tuple[Further, ...] = ()
    destroyed: Callable[[Actor, Application], None] = _nothing
    pages: Callable[[Iterable[ArchivedCase]], dict[int, str]] = _no_pages
    kinds: Mapping[str, Text] = field(default_factory=dict)


_records: dict[str, Records] = {}


def register_records_kept(*kinds: Records) -> None:
    _records.update({one.code: one for one in kinds})


def records(code: str) -> Records:
    """Raises KeyError for a kind that no programme registered."""
    return _records[code]


def kinds_words(counts: Mapping[str, int]) -> str:
    """What was erased, kind by kind with how many."""
    names = dict(KINDS)
    for one in _records.values():
        names |= one.kinds
    return ", ".join(f"{names[kind]} {number:,}" for kind, number in counts.items() if kind in names)


def texts_of_survey(model: type[Model], application: str) -> Further:
    """Free texts of a survey's answers go, since they may name people; figures stay in the call's table. ``model`` has
    ``answers``, and the first step of the way to the ``application`` leads to what was asked, with its questions."""

    def with_texts(key: int) -> list[tuple[Any, dict[str, Any], int]]:
        found = []
        rows = model._base_manager.filter(**{application: key}).order_by("pk")
        asked, _step, _way = application.partition("__")
        for pk, answers, questions in rows.values_list("pk", "answers", f"{asked}__questions"):
            texts = {q["key"] for q in questions if q["ask"] == Ask.TEXT} & answers.keys()
            if texts:
                found.append((pk, {name: one for name, one in answers.items() if name not in texts}, len(texts)))
        return found

    def erase(key: int, most: int) -> int:
        done = 0
        for pk, figures, texts in with_texts(key)[:most]:
            model._base_manager.filter(pk=pk).update(answers=figures)
            done += texts
        return done

    return Further("survey", erase, lambda key: bool(with_texts(key)))


def blanked(model: type[Model], name: str, rows: Callable[[int], "QuerySet[Any]"]) -> Callable[[int, int], int]:
    """A step that blanks one text of up to so many of ``rows``."""

    def erase(key: int, most: int) -> int:
        keys = list(rows(key).order_by("pk").values_list("pk", flat=True)[:most])
        return model._base_manager.filter(pk__in=keys).update(**{name: GONE})

    return erase
