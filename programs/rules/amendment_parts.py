"""The parts of a published call beyond its figures, one by one, as an amendment names them: the questions and documents
of the form, the lines of the scoring table, bonus points, rules of eligibility, how the order is made, who judges.

Keys are ``question:<key>``, ``section:<key>``, ``document:<code>``, ``criterion:<key>``, ``bonus:<code>``,
``rule:<code>``, ``track:<code>``, ``quotas:<code>``, ``marking:<name>``, ``panel:<name>``, ``told``, and what the
programme sets itself as ``settings:<name>`` and ``step:<code>``; values are plain JSON, None for a part that is not
there. While nobody has applied every part may change. Afterwards :func:`unfair` says what may not.
"""

from collections.abc import Iterable
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from programs.rules.form import DocumentKind, FormSpec, Kind
from programs.rules.scoring import Criterion
from programs.rules.terms import ChoosingTerms, plain

Parts = dict[str, Any]
KINDS = frozenset(
    {"question", "section", "document", "criterion", "bonus", "rule", "quotas", "panel", "told", "settings", "step"}
)
ORDER = "order"  # of sections and questions, as keys
# What explains, or says where a question stands: the rest of a part is what people answered or are judged by.
EXPLAINS = frozenset({"help", "help_en", "label_en", "title_en", "section"})
ONLY_MORE = frozenset({"reviewers", "experts", "conflict_years"})


class Unfair(StrEnum):
    """Why a part may not change once somebody has applied."""

    ASKED = "asked"  # everybody answers the same questions and attaches the same documents
    JUDGED = "judged"  # everybody is judged by what stood when they applied
    MARKED = "marked"  # the yardstick has been used
    LESS_CAREFUL = "less_careful"  # fewer reviewers, or names shown


def parts_of(
    form: FormSpec, documents: Iterable[DocumentKind], criteria: Iterable[Criterion], choosing: ChoosingTerms
) -> Parts:
    """Everything but the figures of :func:`programs.rules.amendment.values_of`; ``form`` and ``documents`` without what
    the bonus points bring along."""
    found: Parts = {ORDER: [one for section in form.sections for one in (f"§{section.key}", *_keys(section.questions))]}
    for section in form.sections:
        found[f"section:{section.key}"] = {**asdict(section), "questions": None}
        found |= {f"question:{one.key}": asdict(one) | {"section": section.key} for one in section.questions}
    found |= {f"document:{one.code}": asdict(one) for one in documents}
    found |= {f"criterion:{one.key}": asdict(one) for one in criteria}
    found |= {f"bonus:{one.code}": asdict(one) for one in choosing.bonuses}
    found |= {f"rule:{one.code}": dict(one.values) for one in choosing.eligibility}
    for track in choosing.tracks:
        found[f"track:{track.code}"] = {"label": track.label}
        found[f"quotas:{track.code}"] = {
            "quotas": [asdict(one) for one in track.quotas], "partial": track.partial, "misfit": track.misfit
        }  # fmt: skip
    found |= {f"marking:{name}": value for name, value in asdict(choosing.marking).items() if name != "cut_off"}
    found |= {f"panel:{name}": value for name, value in asdict(choosing.panel).items()}
    parts: Parts = plain(found | {"told": choosing.told})
    return parts


def _keys(questions: Iterable[Any]) -> list[str]:
    return [one.key for one in questions]


def is_part(key: str) -> bool:
    """Whether ``key`` names a part and not a figure: ``track:ai`` does, ``track:ai:places`` is a figure."""
    head, *rest = key.split(":")
    return (
        head in KINDS
        or key == ORDER
        or (head == "track" and len(rest) == 1)
        or (head == "marking" and key != "marking:cut_off")
    )


def changed_parts(before: Parts, after: Parts) -> tuple[Parts, Parts]:
    """The parts that differ, old and new. The order counts as changed only where parts that stay changed places."""
    keys = [key for key in (*before, *(one for one in after if one not in before)) if before.get(key) != after.get(key)]
    if ORDER in keys and _common(before, after) == _common(after, before):
        keys.remove(ORDER)
    return {key: before.get(key) for key in keys}, {key: after.get(key) for key in keys}


def _common(of: Parts, other: Parts) -> list[str]:
    return [key for key in of.get(ORDER, ()) if key in other.get(ORDER, ())]


def unfair(key: str, before: Any, after: Any, *, marked: bool) -> Unfair | None:
    """Why the part may not change so now that somebody has applied; ``marked``: a sheet has been handed in.

    May change: what only explains (help, English texts, place and order of questions; of a consent only its place: its
    help is what people agreed to); a question or document that was required and becomes optional; a grade of the
    scoring table where none stood, until the first sheet; more reviewers, more years of conflict, hidden names, the
    bound of a reviewer's load.
    """
    head, _colon, name = key.partition(":")
    if key == ORDER:
        return None
    if head in {"question", "section", "document"}:
        return None if _same_asked(before, after) else Unfair.ASKED
    if head == "criterion":
        return _criterion(before, after, marked)
    if head == "bonus":
        return None if _explained(before, after, EXPLAINS) else Unfair.JUDGED
    if head == "panel":
        return _panel(name, before, after)
    return Unfair.JUDGED


def _explained(before: Any, after: Any, free: frozenset[str]) -> bool:
    """Whether nothing but what is ``free`` differs."""
    if before is None or after is None:
        return False
    return all(before.get(name) == after.get(name) for name in {*before, *after} - free)


def _same_asked(before: Any, after: Any) -> bool:
    """Whether the same is asked for; what was required and is optional now takes nothing from whoever gave it."""
    if before is None or after is None:
        return False
    if before.get("kind") == Kind.CONSENT:
        return _explained(before, after, frozenset({"section"}))
    eased = frozenset({"required"}) if before.get("required") else frozenset()
    return _explained(before, after, EXPLAINS | eased)


def _criterion(before: Any, after: Any, marked: bool) -> Unfair | None:
    if not _explained(before, after, EXPLAINS | {"anchors"}):
        return Unfair.JUDGED
    old, new = before["anchors"], after["anchors"]
    if any(one not in new for one in old):
        return Unfair.JUDGED
    added = [one for one in new if one not in old]
    if any(one["points"] in {kept["points"] for kept in old} for one in added):
        return Unfair.JUDGED
    return Unfair.MARKED if added and marked else None


def _panel(name: str, before: Any, after: Any) -> Unfair | None:
    if name in ONLY_MORE:
        return Unfair.LESS_CAREFUL if after < before else None
    if name == "blind":
        return Unfair.LESS_CAREFUL if before and not after else None
    return None
