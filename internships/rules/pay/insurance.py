"""The four social insurances: who is insured in a month, and both sides' premiums."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from internships.rules.labour import SHORT_WEEK, Insurance
from internships.rules.leave import month_end
from internships.rules.pay import figures, law
from internships.rules.pay.figures import Figure, FigureBook
from internships.rules.pay.inputs import PersonMonth
from internships.rules.pay.lines import Line, Part, dropping, percent, ten, won

THOUSAND = 1_000
OF_INCOME = "monthly income %(income)s won × %(rate)s"
OF_LIMITED = "monthly income %(income)s won, within the limits %(base)s won × %(rate)s"
OF_PREMIUM = "health premium %(premium)s won × %(rate)s"
OF_PAY = "pay subject to insurance %(pay)s won × %(rate)s"
LIMITED = "%(income)s won × %(rate)s = %(reckoned)s won, within the limits of a month"
NOT_INSURED = "not insured: %(reason)s"

# Why somebody is not insured, as the page says it.
BY_OFFICE = "as noted by the office"
AGE = "age %(age)s"
TOO_SHORT = "a contract of less than a month"
FEW_HOURS = "fewer than 60 hours a month"
JOINED_LATER = "joined after the first of the month"
HIRED_AGED = "65 or older when hired"


@dataclass(frozen=True)
class Exempt:
    """Why an insurance takes nothing, with its law."""

    reason: str
    source: str


def birthday(birth: date, age: int) -> date:
    """The day on which somebody reaches an age; born on 29 February, on 1 March of other years (민법 §160 ③)."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return date(birth.year + age, 3, 1)


def premiums(month: PersonMonth, book: FigureBook, pay: int) -> list[Line]:
    """Both sides' premiums; ``pay`` is what the month brings that insurance goes by, in won. Raises FigureMissing."""
    return [
        *_pension(month, book),
        *_health(month, book),
        *_employment(month, book, pay),
        *_accident(month, book, pay),
    ]


def _few_hours(month: PersonMonth) -> bool:
    """Contractual hours of an average month below 60."""
    return Fraction(month.contract.weekly_minutes * 365, 60 * 7 * 12) < law.SHORT_MONTH


def _less_than(months: int, month: PersonMonth) -> bool:
    """Whether the contract was agreed for less than so many months (민법 §160 ②·③): whoever leaves one that was not is
    insured until the end (국민연금법 시행령 §2 1, 국민건강보험법 §6 ② 1: hired for less than a month)."""
    contract = month.contract
    return (contract.agreed_until or contract.last_day) < month_end(contract.first_day, months)


def _noted(month: PersonMonth, insurance: Insurance) -> Exempt | None:
    for one in month.person.exemptions:
        if one.insurance is insurance:
            return Exempt(one.reason or BY_OFFICE, one.source)
    return None


def pension_exempt(month: PersonMonth) -> Exempt | None:
    """국민연금법 §6, §8, §17 ①, 시행령 §2: from the 18th birthday up to and with the month of the 60th; not for less
    than a month or 60 hours; from the month after joining, unless on its first day or by the person's wish."""
    birth, first_day = month.person.birth, month.contract.first_day
    youngest, oldest = law.PENSION_AGES
    begins = max(first_day, birthday(birth, youngest))
    if begins > month.employed_to or birthday(birth, oldest) < month.first or birthday(birth, oldest) <= first_day:
        return Exempt(AGE, law.PENSION_AGE)
    if _less_than(1, month):
        return Exempt(TOO_SHORT, law.PENSION_SHORT)
    if _few_hours(month):
        return Exempt(FEW_HOURS, law.PENSION_SHORT)
    if begins > month.first and not month.person.pension_at_once:
        return Exempt(JOINED_LATER, law.PENSION_MONTHS)
    return _noted(month, Insurance.PENSION)


def health_exempt(month: PersonMonth) -> Exempt | None:
    """국민건강보험법 §6 ②, §69 ②: not for less than a month or 60 hours; from the month after joining, unless on its
    first day."""
    if _less_than(1, month):
        return Exempt(TOO_SHORT, law.HEALTH_SHORT)
    if _few_hours(month):
        return Exempt(FEW_HOURS, law.HEALTH_SHORT)
    if month.contract.first_day > month.first:
        return Exempt(JOINED_LATER, law.HEALTH_MONTHS)
    return _noted(month, Insurance.HEALTH)


def employment_exempt(month: PersonMonth) -> Exempt | None:
    """고용보험법 §10, 시행령 §3: fewer than 60 hours a month or 15 a week count only for three months and more; hired
    at 65 or older there is no unemployment insurance (the employer's part for stability stays)."""
    short = _few_hours(month) or month.contract.weekly_minutes < SHORT_WEEK
    if short and _less_than(law.LONG_ENOUGH, month):
        return Exempt(FEW_HOURS, law.EMPLOYMENT_SHORT)
    if birthday(month.person.birth, law.EMPLOYMENT_AGE) <= month.contract.first_day:
        return Exempt(HIRED_AGED, law.EMPLOYMENT_AGED)
    return _noted(month, Insurance.EMPLOYMENT)


def _both(code: str, amount: int, formula: str, values: dict[str, str], source: str) -> Iterator[Line]:
    """The same premium from both sides (각각 100분의 50)."""
    yield Line(code, Part.DEDUCTION, amount, formula, values, dropping(source))
    yield Line(code, Part.EMPLOYER, amount, formula, values, dropping(source))


def _nothing(code: str, exempt: Exempt, month: PersonMonth) -> Line:
    age = str(_age(month.person.birth, month.employed_to))
    return Line(code, Part.DEDUCTION, 0, NOT_INSURED, {"reason": exempt.reason, "age": age}, exempt.source)


def _age(birth: date, on: date) -> int:
    return next(age for age in range(on.year - birth.year, -2, -1) if birthday(birth, age) <= on)


def _from(law_source: str, *used: Figure) -> str:
    return "; ".join([law_source, *dict.fromkeys(one.source for one in used)])


def _pension(month: PersonMonth, book: FigureBook) -> Iterator[Line]:
    """기준소득월액: the declared income without its last three digits, within the limits of its half-year."""
    exempt = pension_exempt(month)
    if exempt:
        yield _nothing("pension", exempt, month)
        return
    rate, least, most = (
        book.of(name, month.first, month.last)
        for name in (figures.PENSION_RATE, figures.PENSION_LEAST, figures.PENSION_MOST)
    )
    income = month.contract.monthly_wage
    rounded = income // THOUSAND * THOUSAND
    base = min(max(rounded, int(least.value)), int(most.value))
    values = {"income": won(rounded), "base": won(base), "rate": percent(rate.value)}
    formula = OF_INCOME if base == rounded else OF_LIMITED
    limits = (rate,) if base == rounded else (rate, least if base > rounded else most)
    yield from _both("pension", ten(base * rate.value), formula, values, _from(law.PENSION, *limits))


def _health(month: PersonMonth, book: FigureBook) -> Iterator[Line]:
    """The premium of the declared income within the limits of a month's premium; long-term care as a share of it."""
    exempt = health_exempt(month)
    if exempt:
        yield _nothing("health", exempt, month)
        yield _nothing("care", exempt, month)
        return
    rate, least, most, care = (
        book.of(name, month.first, month.last)
        for name in (figures.HEALTH_RATE, figures.HEALTH_LEAST, figures.HEALTH_MOST, figures.CARE_RATE)
    )
    income = month.contract.monthly_wage
    reckoned = ten(income * rate.value)
    premium = min(max(reckoned, ten(least.value / 2)), ten(most.value / 2))
    values = {"income": won(income), "rate": percent(rate.value), "reckoned": won(reckoned)}
    formula = OF_INCOME if premium == reckoned else LIMITED
    limits = (rate,) if premium == reckoned else (rate, least if premium > reckoned else most)
    yield from _both("health", premium, formula, values, _from(law.HEALTH, *limits))
    values = {"premium": won(premium), "rate": percent(care.value)}
    yield from _both("care", ten(premium * care.value), OF_PREMIUM, values, _from(law.CARE, care))


def _employment(month: PersonMonth, book: FigureBook, pay: int) -> Iterator[Line]:
    """Unemployment from both sides, stability and training from the employer alone, by its size."""
    exempt = employment_exempt(month)
    if exempt:
        yield _nothing("employment", exempt, month)
    else:
        rate = book.of(figures.EMPLOYMENT_RATE, month.first, month.last)
        values = {"pay": won(pay), "rate": percent(rate.value)}
        yield from _both("employment", ten(pay * rate.value), OF_PAY, values, _from(law.EMPLOYMENT, rate))
    if exempt and exempt.source != law.EMPLOYMENT_AGED:
        return
    rate = book.of(figures.STABILITY_RATE + month.employer.size, month.first, month.last)
    yield _employer("stability", pay, rate, law.STABILITY)


def _accident(month: PersonMonth, book: FigureBook, pay: int) -> Iterator[Line]:
    """Everybody is insured against accidents at work, by the employer alone (산재보험법 §6)."""
    exempt = _noted(month, Insurance.ACCIDENT)
    if exempt is None:
        rate = book.of(figures.ACCIDENT_RATE + month.employer.industry, month.first, month.last)
        yield _employer("accident", pay, rate, law.ACCIDENT)


def _employer(code: str, pay: int, rate: Figure, source: str) -> Line:
    values = {"pay": won(pay), "rate": percent(rate.value)}
    return Line(code, Part.EMPLOYER, ten(pay * rate.value), OF_PAY, values, dropping(_from(source, rate)))
