"""The figures of 2020 to 2026 that are known, each with its source; entered as reference figures when the system is set
up. What is not known (accident insurance by industry, the tax table) is entered by the office. Sources that name
:data:`UNCONFIRMED` are figures as they are generally given, not compared with the notice itself: the office compares
them before it pays a month of that time."""

from datetime import date
from decimal import Decimal

from internships.rules.pay import figures

Known = tuple[str, str, str]  # since, value, source

UNCONFIRMED = " – 고시 원문 대조 전"
_WAGE = "고용노동부 고시 {} 적용 최저임금"
_LIMITS = "보건복지부 고시 국민연금 기준소득월액 하한액과 상한액 ({})"
_HEALTH = "국민건강보험법 시행령 §44 ① ({})"
_HEALTH_LIMITS = "보건복지부 고시 월별 건강보험료액의 상한과 하한에 관한 고시 ({})"
_CARE = "노인장기요양보험법 시행령 §4 ({}), 건강보험료에 대한 비율"
_CALENDAR = "관공서의 공휴일에 관한 규정 §2·§3, {}년 월력요항"
_SIZES = {"small": "0.0025", "priority": "0.0045", "medium": "0.0065", "public": "0.0085"}


def _of(source: str, time: str, *, confirmed: bool) -> str:
    return source.format(time) + ("" if confirmed else UNCONFIRMED)


KNOWN: dict[str, tuple[Known, ...]] = {
    figures.MINIMUM_WAGE: tuple(
        (f"{year}-01-01", won, _WAGE.format(f"{year}년"))
        for year, won in (
            (2020, "8590"), (2021, "8720"), (2022, "9160"), (2023, "9620"), (2024, "9860"), (2025, "10030"),
            (2026, "10320"),
        )
    ),
    figures.PENSION_RATE: (
        ("2020-01-01", "0.045", "국민연금법 §88 ③"),
        ("2026-01-01", "0.0475", "국민연금법 §88 ③ (2025-04-02 개정, 2026년 9.5%)"),
    ),
    figures.PENSION_LEAST: tuple(
        (since, won, _of(_LIMITS, since, confirmed=since >= "2025-07-01"))
        for since, won in (
            ("2019-07-01", "310000"), ("2020-07-01", "320000"), ("2021-07-01", "330000"), ("2022-07-01", "350000"),
            ("2023-07-01", "370000"), ("2024-07-01", "390000"), ("2025-07-01", "400000"), ("2026-07-01", "410000"),
        )
    ),
    figures.PENSION_MOST: tuple(
        (since, won, _of(_LIMITS, since, confirmed=since >= "2025-07-01"))
        for since, won in (
            ("2019-07-01", "4860000"), ("2020-07-01", "5030000"), ("2021-07-01", "5240000"),
            ("2022-07-01", "5530000"), ("2023-07-01", "5900000"), ("2024-07-01", "6170000"),
            ("2025-07-01", "6370000"), ("2026-07-01", "6590000"),
        )
    ),
    figures.HEALTH_RATE: tuple(
        (f"{year}-01-01", rate, _of(_HEALTH, f"{year}년", confirmed=year >= 2021))
        for year, rate in (
            (2020, "0.03335"), (2021, "0.0343"), (2022, "0.03495"), (2023, "0.03545"), (2026, "0.03595"),
        )
    ),
    figures.HEALTH_LEAST: tuple(
        (f"{year}-01-01", won, _of(_HEALTH_LIMITS, f"{year}년", confirmed=False))
        for year, won in ((2020, "18600"), (2021, "19140"), (2022, "19500"), (2023, "19780"), (2026, "20160"))
    ),
    figures.HEALTH_MOST: tuple(
        (f"{year}-01-01", won, _of(_HEALTH_LIMITS, f"{year}년", confirmed=False))
        for year, won in (
            (2020, "6644340"), (2021, "7047900"), (2022, "7307100"), (2023, "7822560"), (2024, "8481420"),
            (2025, "9008340"), (2026, "9183480"),
        )
    ),
    figures.CARE_RATE: tuple(
        (f"{year}-01-01", rate, _of(_CARE, f"{year}년", confirmed=year >= 2021))
        for year, rate in (
            (2020, "0.1025"), (2021, "0.1152"), (2022, "0.1227"), (2023, "0.1281"), (2024, "0.1295"),
            (2026, "0.1314"),
        )
    ),
    figures.EMPLOYMENT_RATE: (
        ("2019-10-01", "0.008", "고용산재보험료징수법 시행령 §12 ① 2 (실업급여 1.6%)"),
        ("2022-07-01", "0.009", "고용산재보험료징수법 시행령 §12 ① 2 (실업급여 1.8%)"),
    ),
    **{
        figures.STABILITY_RATE + size: (("2019-10-01", rate, "고용산재보험료징수법 시행령 §12 ① 1"),)
        for size, rate in _SIZES.items()
    },
    figures.CALENDAR: tuple(
        (f"{year}-01-01", "1", _CALENDAR.format(year) + UNCONFIRMED) for year in range(2020, 2027)
    ),
    figures.LOCAL_TAX_RATE: (("2015-01-01", "0.1", "지방세법 §103의13 ①"),),
}  # fmt: skip

# Set anew each year: none of them is taken for a year that it was not made for.
ENDS = dict.fromkeys(
    (
        figures.MINIMUM_WAGE,
        figures.PENSION_RATE,
        figures.HEALTH_RATE,
        figures.HEALTH_LEAST,
        figures.HEALTH_MOST,
        figures.CARE_RATE,
        figures.CALENDAR,
    ),
    date(2027, 1, 1),
) | dict.fromkeys((figures.PENSION_LEAST, figures.PENSION_MOST), date(2027, 7, 1))


def known_figures() -> list[tuple[str, Decimal, date, date | None, str]]:
    """Rows of name, value, since, until and source: each value holds until the next one of its name."""
    rows: list[tuple[str, Decimal, date, date | None, str]] = []
    for name, times in KNOWN.items():
        begins = [date.fromisoformat(since) for since, _value, _source in times]
        ends: list[date | None] = [*begins[1:], ENDS.get(name)]
        rows += [
            (name, Decimal(value), since, until, source)
            for (_since, value, source), since, until in zip(times, begins, ends, strict=True)
        ]
    return rows
