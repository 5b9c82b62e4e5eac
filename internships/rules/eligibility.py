"""Who may take part: age in full years (만 나이), residence and employment, on the day that the call counts from.

Each rule answers with a finding that a person can read. The texts are message ids: :mod:`internships.wording` marks
them for translation.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from internships.rules.terms import Terms
from programs.rules.eligibility import Finding, Verdict, age_on

AGE_LABEL = "Age"
AGE_MET = "Aged %(age)s on %(day)s; the call admits %(minimum)s to %(maximum)s."
AGE_TOO_YOUNG = "Aged %(age)s on %(day)s; the call admits people from %(minimum)s years on."
AGE_TOO_OLD = "Aged %(age)s on %(day)s; the call admits people up to %(maximum)s years."
AGE_EXTENDED = (
    "Aged %(age)s on %(day)s; the limit of %(maximum)s years is extended by %(years)s for military service, "
    "if that is proven."
)
AGE_UNKNOWN = "The date of birth is not known yet; the call admits %(minimum)s to %(maximum)s years."
BIRTH_AHEAD = "The date of birth lies after %(day)s. Please correct it."
EMPLOYMENT_LABEL = "Employment"
EMPLOYMENT_MET = "Is not employed."
EMPLOYMENT_PART = "Works part-time: a person looks whether that is insured."
EMPLOYMENT_UNMET = "Is employed; the call admits people who are not."
EMPLOYMENT_UNKNOWN = "The employment is not known yet."
RESIDENCE_LABEL = "Residence"
RESIDENCE_MET = "Lives in the city."
RESIDENCE_ELSEWHERE = "Lives outside the city; the call admits its residents only."
RESIDENCE_UNKNOWN = "The place of residence is not known yet."

TEXTS = (
    AGE_LABEL, AGE_MET, AGE_TOO_YOUNG, AGE_TOO_OLD, AGE_EXTENDED, AGE_UNKNOWN, BIRTH_AHEAD,
    EMPLOYMENT_LABEL, EMPLOYMENT_MET, EMPLOYMENT_PART, EMPLOYMENT_UNMET, EMPLOYMENT_UNKNOWN,
    RESIDENCE_LABEL, RESIDENCE_MET, RESIDENCE_ELSEWHERE, RESIDENCE_UNKNOWN,
)  # fmt: skip


def years_for_service(first: date | None, last: date | None, on: date, most: int) -> int:
    """By how many years military service from ``first`` to ``last`` (both served) extends the limit of age, at most
    ``most``: one for less than a year, two for less than two, three from two on (제대군인지원법 §16 ①). Only what was
    served by the day ``on`` counts."""
    if first is None or last is None or not first <= min(last, on):
        return 0
    served = age_on(first, min(last, on) + timedelta(days=1))
    return min(served + 1, 3, most)


def check_age(
    birth_date: date | None, on: date, terms: Terms, service: tuple[date | None, date | None] = (None, None)
) -> Finding:
    """Age on the day ``on``. The window is half-open: the birthday of the lowest age is in, the one after the
    highest age is out (born 29 February: the year is complete on 1 March, 민법 §160 ③). Whoever is in by ``service``
    (first and last day) alone is left to a person, who looks at its proof."""
    values: dict[str, Any] = {"day": on.isoformat(), "minimum": terms.minimum_age, "maximum": terms.maximum_age}
    if birth_date is None:
        return Finding("age", Verdict.UNCONFIRMED, AGE_LABEL, AGE_UNKNOWN, values)
    if birth_date > on:
        return Finding("age", Verdict.UNMET, AGE_LABEL, BIRTH_AHEAD, values)
    age = values["age"] = age_on(birth_date, on)
    if age < terms.minimum_age:
        return Finding("age", Verdict.UNMET, AGE_LABEL, AGE_TOO_YOUNG, values)
    years = years_for_service(*service, on, terms.military_years)
    if terms.maximum_age < age <= terms.maximum_age + years:
        return Finding("age", Verdict.UNCONFIRMED, AGE_LABEL, AGE_EXTENDED, values | {"years": years})
    if age > terms.maximum_age:
        return Finding("age", Verdict.UNMET, AGE_LABEL, AGE_TOO_OLD, values)
    return Finding("age", Verdict.MET, AGE_LABEL, AGE_MET, values)


def check_residence(residence: str, terms: Terms) -> list[Finding]:
    """Residence by the code of the area (``30170``: 서구); nothing when the call admits people from everywhere."""
    if not terms.residence:
        return []
    if not residence:
        return [Finding("residence", Verdict.UNCONFIRMED, RESIDENCE_LABEL, RESIDENCE_UNKNOWN)]
    if not residence.startswith(terms.residence):
        return [Finding("residence", Verdict.UNMET, RESIDENCE_LABEL, RESIDENCE_ELSEWHERE)]
    return [Finding("residence", Verdict.MET, RESIDENCE_LABEL, RESIDENCE_MET)]


def check_employment(employment: str, terms: Terms) -> list[Finding]:
    """Nothing when the call admits the employed too. Part-time work may be insured or not: a person looks."""
    if not terms.without_work:
        return []
    verdict, text = {
        "none": (Verdict.MET, EMPLOYMENT_MET),
        "student": (Verdict.MET, EMPLOYMENT_MET),
        "part_time": (Verdict.UNCONFIRMED, EMPLOYMENT_PART),
        "employed": (Verdict.UNMET, EMPLOYMENT_UNMET),
    }.get(employment, (Verdict.UNCONFIRMED, EMPLOYMENT_UNKNOWN))
    return [Finding("employment", verdict, EMPLOYMENT_LABEL, text)]


@dataclass(frozen=True)
class Known:
    """What an applicant says of themselves; days of military service are the first and the last one served."""

    birth_date: date | None = None
    residence: str = ""
    employment: str = ""
    service: tuple[date | None, date | None] = (None, None)


def findings(known: Known, on: date, terms: Terms) -> list[Finding]:
    """Every rule's answer, in the order in which a person reads them."""
    return [
        check_age(known.birth_date, on, terms, known.service),
        *check_residence(known.residence, terms),
        *check_employment(known.employment, terms),
    ]


def needs_proof_of_service(known: Known, on: date, terms: Terms) -> bool:
    """Whether only military service brings the applicant below the limit of age."""
    return check_age(known.birth_date, on, terms, known.service).explanation == AGE_EXTENDED
