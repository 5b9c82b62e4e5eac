"""Ages in bands of ten years."""

import pytest

from survey.rules.age_bands import AgeBand, age_band


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (2027, None),
        (2026, AgeBand(0, 20)),
        (2007, AgeBand(0, 20)),  # 19
        (2006, AgeBand(20, 30)),
        (1997, AgeBand(20, 30)),  # 29
        (1996, AgeBand(30, 40)),
        (1947, AgeBand(70, 80)),  # 79
        (1946, AgeBand(80, None)),
        (1900, AgeBand(80, None)),
    ],
)
def test_the_age_reached_in_the_year_falls_into_one_band(born: int, band: AgeBand | None) -> None:
    assert age_band(born, 2026) == band
