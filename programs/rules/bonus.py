"""Bonus points (가점) in the form: a box for each that the call offers, and the proof that a ticked one needs."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from programs.rules.form import DocumentKind, FormSpec, Gap, GapCode, Kind, Question, Section
from programs.rules.terms import BonusRule
from programs.rules.wording import gettext_noop

SECTION = "bonus"


def key_of(code: str) -> str:
    """The answer that asks for the bonus ``code``."""
    return f"bonus-{code}"


def is_bonus(question: str) -> bool:
    """Whether a question of the form asks for bonus points."""
    return question.startswith("bonus-")


def with_bonuses(form: FormSpec, bonuses: Iterable[BonusRule]) -> FormSpec:
    """The form with a section that asks which bonus points are wanted, before the consents; a call that offers none has
    no such section. Done again with other bonuses it replaces the earlier section."""
    rest = without_bonuses(form).sections
    questions = tuple(
        Question(key_of(bonus.code), bonus.label, Kind.CONSENT, bonus.help, required=False) for bonus in bonuses
    )
    if not questions:
        return replace(form, sections=rest)
    help_text = gettext_noop("Tick what applies and attach its proof below. The office checks each proof.")
    section = Section(SECTION, gettext_noop("Bonus points"), questions, help_text)
    last = len(rest) - 1 if rest and rest[-1].questions and _only_consents(rest[-1]) else len(rest)
    return replace(form, sections=(*rest[:last], section, *rest[last:]))


def without_bonuses(form: FormSpec) -> FormSpec:
    return replace(form, sections=tuple(section for section in form.sections if section.key != SECTION))


def with_proofs(kinds: Iterable[DocumentKind], bonuses: Iterable[BonusRule]) -> tuple[DocumentKind, ...]:
    """The documents, and for each bonus whose proof is none of them a document of its own, attached by who asks."""
    listed = tuple(kinds)
    known = {kind.code for kind in listed}
    more: dict[str, DocumentKind] = {}
    for bonus in bonuses:
        if bonus.document and bonus.document not in known:
            more.setdefault(bonus.document, _proof(bonus))
    return (*listed, *more.values())


def without_proofs(kinds: Iterable[DocumentKind], bonuses: Iterable[BonusRule]) -> tuple[DocumentKind, ...]:
    """The documents without those that :func:`with_proofs` added for ``bonuses``."""
    added = {_proof(bonus) for bonus in bonuses}
    return tuple(kind for kind in kinds if kind not in added)


def _proof(bonus: BonusRule) -> DocumentKind:
    help_text = gettext_noop("Proof for the bonus points that you ask for.")
    return DocumentKind(bonus.document, bonus.label, help_text, required=False)


def _only_consents(section: Section) -> bool:
    return all(question.kind is Kind.CONSENT for question in section.questions)


def asked_for(bonuses: Iterable[BonusRule], answers: Mapping[str, Any]) -> list[BonusRule]:
    """Those that the applicant ticked, in the call's order."""
    return [bonus for bonus in bonuses if answers.get(key_of(bonus.code)) is True]


def missing_proofs(bonuses: Iterable[BonusRule], answers: Mapping[str, Any], attached: set[str]) -> list[Gap]:
    """A gap for each ticked bonus whose proof is not among the documents (codes in ``attached``)."""
    return [
        Gap("documents", f"document-{bonus.document}", bonus.label, GapCode.NO_PROOF)
        for bonus in asked_for(bonuses, answers)
        if bonus.document and bonus.document not in attached
    ]
