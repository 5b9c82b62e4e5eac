"""Who may take part: age in full years (만 나이) and residence, on the day that the call counts from.

Each rule answers with a finding that a person can read. The texts are message ids: :mod:`internships.wording` marks
them for translation.
"""

from datetime import date
from typing import Any

from internships.rules.terms import Terms
from programs.rules.eligibility import Finding, Verdict, age_on

AGE_LABEL = "Age"
AGE_MET = "Aged %(age)s on %(day)s; the call admits %(minimum)s to %(maximum)s."
AGE_TOO_YOUNG = "Aged %(age)s on %(day)s; the call admits people from %(minimum)s years on."
AGE_TOO_OLD = "Aged %(age)s on %(day)s; the call admits people up to %(maximum)s years."
AGE_UNKNOWN = "The date of birth is not known yet; the call admits %(minimum)s to %(maximum)s years."
BIRTH_AHEAD = "The date of birth lies after %(day)s. Please correct it."
RESIDENCE_LABEL = "Residence"
RESIDENCE_MET = "Lives in the city."
RESIDENCE_ELSEWHERE = "Lives outside the city; the call admits its residents only."
RESIDENCE_UNKNOWN = "The place of residence is not known yet."

TEXTS = (
    AGE_LABEL, AGE_MET, AGE_TOO_YOUNG, AGE_TOO_OLD, AGE_UNKNOWN, BIRTH_AHEAD,
    RESIDENCE_LABEL, RESIDENCE_MET, RESIDENCE_ELSEWHERE, RESIDENCE_UNKNOWN,
)  # fmt: skip


def check_age(birth_date: date | None, on: date, terms: Terms) -> Finding:
    """Age on the day ``on``. The window is half-open: the birthday of the lowest age is in, the one after the
    highest age is out (born 29 February: the year is complete on 1 March, 민법 §160 ③)."""
    values: dict[str, Any] = {"day": on.isoformat(), "minimum": terms.minimum_age, "maximum": terms.maximum_age}
    if birth_date is None:
        return Finding("age", Verdict.UNCONFIRMED, AGE_LABEL, AGE_UNKNOWN, values)
    if birth_date > on:
        return Finding("age", Verdict.UNMET, AGE_LABEL, BIRTH_AHEAD, values)
    age = values["age"] = age_on(birth_date, on)
    if age < terms.minimum_age:
        return Finding("age", Verdict.UNMET, AGE_LABEL, AGE_TOO_YOUNG, values)
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


def findings(birth_date: date | None, residence: str, on: date, terms: Terms) -> list[Finding]:
    """Every rule's answer, in the order in which a person reads them."""
    return [check_age(birth_date, on, terms), *check_residence(residence, terms)]
