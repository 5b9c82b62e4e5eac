"""Applications of a call that may be one person's under two accounts."""

from django.db.models import Func, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Right

from internships.rules.one_person import Identity, check_one_person
from programs.facts import handed_in
from programs.models import Application, Submission
from programs.rules.conflicts import digits
from programs.rules.eligibility import Finding

ENDING = 8  # digits of a telephone that the database compares: with or without the country, it ends alike
OVER = ("withdrawn", "given_up", "ineligible")


def check_alone(application: Application) -> list[Finding]:
    """Compares with every version that others handed in and did not withdraw: who mends a birthday after the fact is
    still found. Two statements."""
    answers = handed_in(application)
    own = Identity(application.name, str(answers.get("birth_date") or ""), str(answers.get("phone") or ""))
    others: dict[str, tuple[Identity, ...]] = {}
    for number, *said in _alike(application, own).values_list(
        "application__receipt_number", "application__name", "answers__birth_date", "answers__phone"
    ):
        name, born, phone = (str(one or "") for one in said)
        others[number] = (*others.get(number, ()), Identity(name, born, phone))
    return [check_one_person(own, others)]


def _alike(application: Application, own: Identity) -> QuerySet[Submission]:
    """Versions of other people with the birthday or the digits of the telephone."""
    rows = Submission.objects.filter(application__call=application.call_id)
    rows = rows.exclude(application=application).exclude(application__state__in=OVER)
    typed = Func(KT("answers__phone"), Value(r"\D"), Value(""), Value("g"), function="REGEXP_REPLACE")
    alike = Q()
    if own.birth_date:
        alike |= Q(answers__birth_date=own.birth_date)
    if number := digits(own.phone)[-ENDING:]:
        alike |= Q(ending=number)
    if not alike:
        return rows.none()
    return rows.annotate(ending=Right(typed, ENDING)).filter(alike).order_by("application__receipt_serial", "version")
