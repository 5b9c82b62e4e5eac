"""Two places changed one record: which fields go together by themselves, and which a person has to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from survey.rules.record import different_fields, field_of, is_typed
from survey.rules.xform.form import Form
from survey.rules.xform.instance import Node


@dataclass(frozen=True)
class Division:
    """``taken``: fields that only the sender changed; ``apart``: fields that both changed, to different answers;
    ``different``: all that are not the same in both, whoever changed them."""

    taken: frozenset[str]
    apart: tuple[str, ...]
    different: frozenset[str]


def divided(
    form: Form,
    theirs: Node,
    mine: Node,
    changed: Iterable[str],
    stamps: Mapping[str, int],
    since: int | None,
    revision: int,
) -> Division:
    """What is to be done with each field of ``mine``, which was begun from revision ``since`` of the record.

    Args:
        revision: the record's present one.
        changed: addresses that the sender changed since then. While nobody else saved, everything that is different is
            the sender's.
        stamps: the revision at which each field of the record last changed.
        since: None for whatever is there.
    """
    different = frozenset(different_fields(form, theirs, mine))
    if since is None or since >= revision:
        return Division(different, (), different)
    touched = different & set(map(field_of, changed))
    apart = tuple(sorted(one for one in touched if stamps.get(one, 0) > since and is_typed(form, one)))
    return Division(touched - set(apart), apart, different)
