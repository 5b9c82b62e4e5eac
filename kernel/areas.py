"""The districts (구) and administrative dongs (행정동) of Daejeon, as the code list of 2023-05-01 (MOIS) has them.

Each dong comes with a point inside it, for maps and ways that start or end "in the dong"; nobody's address is meant.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

SOURCE = Path(__file__).resolve().parent / "reference" / "daejeon_dongs.csv"


@dataclass(frozen=True)
class Dong:
    """``code`` has ten digits, ``gu_code`` its first five; the point in degrees (WGS 84)."""

    code: str
    name: str
    gu_code: str
    gu: str
    latitude: Decimal
    longitude: Decimal


def _read() -> dict[str, Dong]:
    with SOURCE.open(encoding="utf-8", newline="") as lines:
        return {
            row["code"]: Dong(
                row["code"],
                row["name"],
                row["gu_code"],
                row["gu"],
                Decimal(row["latitude"]),
                Decimal(row["longitude"]),
            )
            for row in csv.DictReader(lines)
        }


DONGS: Mapping[str, Dong] = _read()
DISTRICTS: Mapping[str, str] = {dong.gu_code: dong.gu for dong in DONGS.values()}


def dong_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The dongs under their districts, as the choices of a select."""
    return [
        (name, [(dong.code, dong.name) for dong in DONGS.values() if dong.gu_code == code])
        for code, name in DISTRICTS.items()
    ]
