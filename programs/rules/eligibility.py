"""Eligibility: each rule answers with a finding that a person can read, never with a bare yes or no.

A rule that lacks a fact answers ``UNCONFIRMED``: a person decides then (개인정보보호법 §37의2: nobody is turned away
by a machine alone).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class TaxEvidence:
    """A certificate of taxes paid (납세증명서) or the answer of the tax office: ``kind`` national or local, whether
    nothing is owed, and the last day on which it is valid."""

    kind: str
    clear: bool
    valid_until: date


@dataclass(frozen=True)
class Exclusion:
    """An exclusion from subsidies (수행배제, 참여제한): on ``since`` it holds, on ``until`` no more (None: no end)."""

    source: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class OtherCase:
    """Another case of the same business in ``programme``, under ``number``. ``same_task``: whether it pays for the
    same task (None: nobody has compared them yet)."""

    programme: str
    number: str
    active: bool
    same_task: bool | None = None


@dataclass(frozen=True)
class ApplicantFacts:
    """What is known of an applicant on the day of the check. ``answers`` are those of the draft, if there is one.

    ``taxes``, ``exclusions`` and ``cases`` are None until somebody has looked them up; empty says that none was found.
    ``cases`` are those that are known here; ``elsewhere`` says whether somebody also looked with other bodies.
    """

    name: str
    size_class: str = ""
    business_status: str = ""  # active, suspended, closed, or empty when not yet confirmed
    founded_on: date | None = None
    industry_code: str = ""
    address: str = ""
    birth_date: date | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    taxes: tuple[TaxEvidence, ...] | None = None
    exclusions: tuple[Exclusion, ...] | None = None
    cases: tuple[OtherCase, ...] | None = None
    elsewhere: bool = True


@dataclass(frozen=True)
class Source:
    """Where a fact comes from: ``code`` of a kind of source (programs.wording), ``detail`` as it was noted (a list, a
    number), ``at`` the moment of the look-up as ISO text, ``file`` the public id of the proof."""

    code: str
    detail: str = ""
    at: str = ""
    file: str = ""


@dataclass(frozen=True)
class Finding:
    """One rule's answer. ``label`` names the rule, ``explanation`` says what was found; both are message ids whose
    ``%(name)s`` places are filled from ``values``. ``sources`` are what it follows from."""

    code: str
    verdict: Verdict
    label: str
    explanation: str
    values: dict[str, Any] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()


def overall(findings: Iterable[Finding]) -> Verdict:
    """UNMET when any rule is unmet, else UNCONFIRMED when any is open, else MET."""
    verdicts = {finding.verdict for finding in findings}
    if Verdict.UNMET in verdicts:
        return Verdict.UNMET
    return Verdict.UNCONFIRMED if Verdict.UNCONFIRMED in verdicts else Verdict.MET


def age_on(birth_date: date, on: date) -> int:
    """Completed years (만 나이): a birthday counts from its own day; 29 February from 1 March in other years."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))
