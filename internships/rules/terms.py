"""What a call for internships says beyond what every call says: whom it admits, when work is, what completing takes.

Kept by the engine as the settings of the call's terms (JSON), so that each application is read under its own version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from internships.rules import ending, work_terms
from internships.rules.pay import terms as pay_terms
from internships.rules.way import Pace

# Which groups come first was not found as a rule; these five are usual, and a call names its own.
# 19 to 34 and no limit of residence were the rules of the national programme of 2020; 80 % is a common share.
DEFAULTS: Mapping[str, Any] = {
    "minimum_age": 19,
    "maximum_age": 34,
    "residence": "30",
    "age_day": "",
    "first_day": "",
    "last_day": "",
    "attendance_percent": "80",
    "wishes_until": "",
    "most_wishes": 20,
    "offer_days": 3,
    "fit_points": "3",
    "way_base": 15,
    "way_per_km": "4",
    "positions_until": "",
    "mentor_capacity": 10,
    "quotas": {},
    "groups": ["low_income", "disabled", "single_parent", "care_leaver", "long_unemployed"],
    **work_terms.DEFAULTS,
    "interview_change_days": 1,
    "priority_points": "0",
    **pay_terms.DEFAULTS,
    **ending.DEFAULTS,
    "military_years": 0,
    "without_work": True,
}


@dataclass(frozen=True)
class Terms:
    """``residence`` is the start of the codes of the areas whose residents are admitted (``30``: Daejeon), or empty.

    ``age_day`` is the day on which age is counted; without one it is the day of the check.
    Both days of the period are days of work; ``attendance_percent`` is the share of the hours due.

    Matching: wishes count until the end of ``wishes_until`` (None: until the matching), at most ``most_wishes``
    positions; an offer is answered within ``offer_days``; work of a wished kind adds ``fit_points``; the way is
    estimated at ``pace``.
    ``positions_until`` is the last day on which hosts ask for positions (None: as long as work lasts);
    ``mentor_capacity`` the most interns of one mentor, ``quotas`` the most seats of each kind of host, both without a
    limit where nothing stands.
    ``interview_change_days``: an interview is booked, changed and given back until the end of the day that lies so many
    days before it (0: until it begins). ``groups`` are the priority groups (우선선발) that applicants name with their
    evidence and for which seats can be kept (:mod:`internships.rules.priority`); ``priority_points``: what belonging to
    any of them adds to the score, once, the same for each, so that points never tell which.
    ``military_years``: the most years by which military service extends the limit of age (0: not at all);
    ``without_work``: whether the employed are kept out.
    """

    minimum_age: int
    maximum_age: int
    residence: str
    age_day: date | None
    first_day: date | None
    last_day: date | None
    attendance_percent: Decimal
    wishes_until: date | None
    most_wishes: int
    offer_days: int
    fit_points: Decimal
    pace: Pace
    positions_until: date | None
    mentor_capacity: int | None
    quotas: Mapping[str, int]
    groups: tuple[str, ...]
    interview_change_days: int
    military_years: int
    without_work: bool
    priority_points: Decimal

    def takes_positions(self, today: date) -> bool:
        """Whether a host may ask for a position on ``today``."""
        if self.last_day is None:
            return False
        return today <= (self.positions_until or self.last_day)

    def covers(self, first_day: date, last_day: date) -> bool:
        """Whether a period of work lies within the call's."""
        if self.first_day is None or self.last_day is None:
            return False
        return self.first_day <= first_day <= last_day <= self.last_day


def terms_from(settings: Mapping[str, Any]) -> Terms:
    """Reads the settings of a call; what is missing is taken from :data:`DEFAULTS`."""
    values = {**DEFAULTS, **settings}
    return Terms(
        minimum_age=int(values["minimum_age"]),
        maximum_age=int(values["maximum_age"]),
        residence=str(values["residence"]),
        age_day=_day(values["age_day"]),
        first_day=_day(values["first_day"]),
        last_day=_day(values["last_day"]),
        attendance_percent=Decimal(str(values["attendance_percent"])),
        wishes_until=_day(values["wishes_until"]),
        most_wishes=int(values["most_wishes"]),
        offer_days=int(values["offer_days"]),
        fit_points=Decimal(str(values["fit_points"])),
        pace=Pace(int(values["way_base"]), Decimal(str(values["way_per_km"]))),
        positions_until=_day(values["positions_until"]),
        mentor_capacity=values["mentor_capacity"],
        quotas=dict(values["quotas"]),
        groups=tuple(values["groups"]),
        interview_change_days=int(values["interview_change_days"]),
        military_years=int(values["military_years"]),
        without_work=bool(values["without_work"]),
        priority_points=Decimal(str(values["priority_points"])),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
