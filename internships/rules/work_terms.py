"""What a call says of contract and clock; kept with its terms like :mod:`internships.rules.terms`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from internships.rules.labour import WageKind
from internships.rules.whereabouts import Evidence

DEFAULTS: Mapping[str, Any] = {
    "employer_head": "",
    "employer_address": "",
    "wage_kind": "hourly",
    "wage": None,
    "pay_day": 10,
    "evidence": "",
    "radius": 200,
}


@dataclass(frozen=True)
class WorkTerms:
    """``wage`` in won an hour or a month (None: not said yet, so that no contract can be drawn up); ``pay_day`` of the
    following month; ``employer_head`` is who represents the city in contracts. ``evidence`` is what
    a click has to show of where it was made, ``radius`` the metres around the place of work."""

    employer_head: str
    employer_address: str
    wage_kind: WageKind
    wage: int | None
    pay_day: int
    evidence: Evidence
    radius: int


def work_terms_from(settings: Mapping[str, Any]) -> WorkTerms:
    """Reads the settings of a call; what is missing is taken from :data:`DEFAULTS`."""
    values = {**DEFAULTS, **settings}
    return WorkTerms(
        employer_head=str(values["employer_head"]),
        employer_address=str(values["employer_address"]),
        wage_kind=WageKind(values["wage_kind"]),
        wage=values["wage"],
        pay_day=int(values["pay_day"]),
        evidence=Evidence(values["evidence"]),
        radius=int(values["radius"]),
    )
