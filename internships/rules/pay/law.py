"""What the law itself fixes for everybody and for years; what changes is a reference figure (:mod:`.figures`)."""

from datetime import date
from fractions import Fraction

SHORT_MONTH = 60  # contractual hours a month below which the insurances leave people out
PENSION_AGES = (18, 60)  # 국민연금법 §6: from the 18th birthday up to the 60th
EMPLOYMENT_AGE = 65  # hired at that age or later: no unemployment insurance, 고용보험법 §10 ②
LONG_ENOUGH = 3  # months of contract that make even a short-time worker insured, 고용보험법 시행령 §3 ①
SMALL_TAX = 1_000  # income tax below that is not withheld, 소득세법 §86
# Since then a week counts that the contract outlasts, whether or not another follows (고용노동부 임금근로시간과-1736).
WEEK_WITHOUT_A_NEXT = date(2021, 8, 4)

BASE = "근로기준법 §43 ①, §2 ① 5"
MINIMUM = "최저임금법 §6 ①·③"
WEEKLY = "근로기준법 §55 ①, §18 ③, 시행령 §30 ①"
WEEKLY_NEXT = "근로기준법 §55 ①, 고용노동부 임금근로시간과-1736 (2021-08-04)"
PUBLIC_HOLIDAY = "근로기준법 §55 ②, 시행령 §30 ②"
PAID_LEAVE = "근로기준법 §60 ①·②·⑤"
OVERTIME = "근로기준법 §56 ①"
SHORT_TIME_OVERTIME = "기간제법 §6 ③"
NIGHT = "근로기준법 §56 ③"
HOLIDAY_WORK = "근로기준법 §56 ②"
PART_MONTH = "근로기준법 §43 ①, 최저임금법 §6 ①"
ABSENCE = "근로기준법 §2 ① 5, 시행령 §6 ② 4"
LEAVE_OUT = "근로기준법 §60 ②·⑤, §36"
PENSION = "국민연금법 §88 ③·④, 시행령 §5"
PENSION_MONTHS = "국민연금법 §17 ①"
PENSION_AGE = "국민연금법 §6, §8 ①"
PENSION_SHORT = "국민연금법 시행령 §2"
HEALTH = "국민건강보험법 §69 ④, §73 ①, §76 ①"
HEALTH_MONTHS = "국민건강보험법 §69 ②"
HEALTH_SHORT = "국민건강보험법 §6 ② 1·4, 시행령 §9 1"
CARE = "노인장기요양보험법 §9 ①"
EMPLOYMENT = "고용산재보험료징수법 §13 ②, §16의2"
EMPLOYMENT_AGED = "고용보험법 §10 ②"
EMPLOYMENT_SHORT = "고용보험법 §10 ① 2, 시행령 §3"
STABILITY = "고용산재보험료징수법 §13 ④ 2, 시행령 §12 ① 1"
ACCIDENT = "고용산재보험료징수법 §13 ⑤, §14 ③"
INCOME_TAX = "소득세법 §134 ①, 시행령 §189, 별표 2"
SMALL_TAX_SOURCE = "소득세법 §86 1"
LOCAL_TAX = "지방세법 §103의13 ①"
AT_THE_EXIT = 14  # days after the end of an employment within which all is paid, unless both agreed, 근로기준법 §36
LATE_RATE = Fraction(20, 100)  # a year, on wages that are paid later than that, 근로기준법 §37 ①, 시행령 §17
DAYS_OF_YEAR = 365
LATE = "근로기준법 §36, §37 ①, 시행령 §17"
SHORTFALL = "근로기준법 §43 ①, 국민연금법 §90 ①, 국민건강보험법 §77 ③, 민법 §741"
DROP = "국고금관리법 §47 ①"  # less than ten won is not reckoned
