"""What contract, leave and pay reckon with: longest day and week, the weekly holiday, the paid hours of a month."""

from enum import StrEnum
from fractions import Fraction

FULL_DAY = 480  # minutes without breaks, the most a contract may say, 근로기준법 §50 ②
FULL_WEEK = 2400  # 근로기준법 §50 ①
SHORT_WEEK = 900  # below 15 hours a week there is neither weekly holiday nor annual leave, 근로기준법 §18 ③


class WageKind(StrEnum):
    HOURLY = "hourly"
    MONTHLY = "monthly"


class Insurance(StrEnum):
    """The four social insurances (4대보험) in the order of the standard contract; long-term care goes with health."""

    EMPLOYMENT = "employment"
    ACCIDENT = "accident"
    PENSION = "pension"
    HEALTH = "health"


def weekly_holiday_minutes(weekly_minutes: int) -> Fraction:
    """Paid minutes of the weekly holiday: (weekly hours / 40) × 8, at most 8 hours; none below 15 hours a week
    (근로기준법 §55 ①, §18 ③)."""
    if weekly_minutes < SHORT_WEEK:
        return Fraction(0)
    return Fraction(min(weekly_minutes, FULL_WEEK) * FULL_DAY, FULL_WEEK)


def monthly_hours(weekly_minutes: int) -> int:
    """Paid hours of an average month, weekly holidays in them: (week + holiday) × 365 ÷ 7 ÷ 12, rounded up as the
    notice of the minimum wage does: 209 for 40 hours (근로기준법 시행령 §6 ② 4, 최저임금법 시행령 §5 ①)."""
    return -(-(weekly_minutes + weekly_holiday_minutes(weekly_minutes)) * 365 // (60 * 7 * 12))
