"""What a call for internships says beyond what every call says: whom it admits, when work is, what completing takes.

Kept by the engine as the settings of the call's terms (JSON), so that each application is read under its own version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

# 19 to 34 and no limit of residence were the rules of the national programme of 2020; 80 % is a common share.
DEFAULTS: Mapping[str, Any] = {
    "minimum_age": 19,
    "maximum_age": 34,
    "residence": "30",
    "age_day": "",
    "first_day": "",
    "last_day": "",
    "attendance_percent": "80",
}


@dataclass(frozen=True)
class Terms:
    """``residence`` is the start of the codes of the areas whose residents are admitted (``30``: Daejeon), or empty.

    ``age_day`` is the day on which age is counted; without one it is the day of the check.
    Both days of the period are days of work; ``attendance_percent`` is the share of the hours due.
    """

    minimum_age: int
    maximum_age: int
    residence: str
    age_day: date | None
    first_day: date | None
    last_day: date | None
    attendance_percent: Decimal

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
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
