"""What visits left to a supervisor, as they find, read and count it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from accounts.models import User
from kernel.errors import NotVisible
from survey.models import Area, Assignment, Business, Case, CensusRecord, Ruling, Visit, Wave
from survey.queries.find import looks_like_number, name_fits, number_fits
from survey.queries.work import possible_enumerators
from survey.rules.field.revisits import LEFT_TO_SUPERVISOR, Step
from survey.rules.visit_results import INTERVIEWS


@dataclass(frozen=True)
class Sought:
    """How the list is narrowed; what is empty narrows nothing. ``typed``: a shop number or part of a name; ``person``:
    to whom the business is given; ``again``: only where somebody already tried again."""

    step: str = ""
    gu: str = ""
    person: int | None = None
    typed: str = ""
    again: bool = False


def left_cases(wave: Wave, sought: Sought) -> Any:  # annotated, which its type cannot say
    """Cases that wait for a ruling, the longest waiting first, each with its visits and rulings. Three statements."""
    exact = {"step": sought.step, "area__dong__gu_code": sought.gu, "enumerator_id": sought.person}
    found = _with_people(Case.objects.filter(wave=wave, step__in=LEFT_TO_SUPERVISOR, business__merged_into=None))
    found = found.filter(**{name: value for name, value in exact.items() if value not in ("", None)})
    if sought.again:
        found = found.filter(pk__in=Ruling.objects.filter(again=True).values("case_id"))
    if typed := sought.typed.strip():
        fits = number_fits(typed) if looks_like_number(typed) else name_fits(typed)
        found = found.filter(business_id__in=Business.objects.filter(fits).values("pk"))
    return found.order_by("visited_at", "pk")


def _with_people(cases: QuerySet[Case]) -> Any:
    """Adds whom the business is given to (``enumerator_id``, ``enumerator_name``), what was found, what was ruled."""
    given = Assignment.objects.filter(wave=OuterRef("wave_id"), business=OuterRef("business_id"), ended_at=None)
    return (
        cases.select_related("business__dong", "business__industry", "area__dong", "wave")
        .annotate(
            enumerator_id=Subquery(given.values("enumerator_id")[:1]),
            enumerator_name=Subquery(given.values("enumerator__name")[:1]),
        )
        .prefetch_related(
            Prefetch("visits_made", Visit.objects.select_related("by").order_by("at", "number")),
            Prefetch("rulings", Ruling.objects.select_related("by", "person").order_by("pk")),
        )
    )


def case_for(wave: Wave, case_id: int) -> Any:
    """One case of this wave that somebody visited, ruled already or not. Raises NotVisible."""
    case = _with_people(Case.objects.filter(wave=wave, pk=case_id, visits__gt=0)).first()
    if case is None:
        raise NotVisible()
    return case


def record_of_case(case: Case) -> CensusRecord | None:
    """The record of the business, if one was handed in; without its content."""
    found = CensusRecord.objects.filter(wave=case.wave_id, business=case.business_id).exclude(receipt="")
    return found.only("receipt", "state", "wave_id").first()


def who_may_try(supervisor_id: int | None) -> QuerySet[User]:
    """To whom a business can be given for another try: enumerators, and the supervisor."""
    enumerators = possible_enumerators().order_by().values("pk")
    return User.objects.filter(Q(pk__in=enumerators) | Q(pk=supervisor_id)).order_by("name", "pk")


def people_of_left(wave: Wave) -> QuerySet[User]:
    """Whoever has a business that waits for a ruling."""
    waiting = Case.objects.filter(wave=wave, step__in=LEFT_TO_SUPERVISOR).values("business_id")
    holds = Assignment.objects.filter(wave=wave, business_id__in=waiting, ended_at=None).values("enumerator_id")
    return User.objects.filter(pk__in=holds).order_by("name", "pk")


def gus_of(wave: Wave) -> list[tuple[str, str]]:
    """The gu of a wave, each with its code."""
    found = Area.objects.filter(wave=wave).order_by("dong__gu_code")
    return list(found.values_list("dong__gu_code", "dong__gu").distinct())


@dataclass(frozen=True)
class Conversion:
    """How many cases wait by step, on how many somebody was sent again, how many of these gave an interview after all,
    and how many stayed as they were found."""

    waiting: dict[str, int]
    again: int
    converted: int
    final: int

    @property
    def all_waiting(self) -> int:
        return sum(self.waiting.values())


def conversion_of(wave: Wave) -> Conversion:
    """Two statements."""
    standing = Case.objects.filter(wave=wave, step__in=LEFT_TO_SUPERVISOR, business__merged_into=None)
    by_step = standing.values_list("step").annotate(n=Count("pk")).order_by("step")
    after_all = Q(case__result__in=INTERVIEWS)
    figures = Ruling.objects.filter(case__wave=wave, case__business__merged_into=None).aggregate(
        sent=Count("case", filter=Q(again=True), distinct=True),
        converted=Count("case", filter=Q(again=True) & after_all, distinct=True),
        final=Count("case", filter=Q(again=False, case__step=Step.DONE) & ~after_all, distinct=True),
    )
    return Conversion(dict(by_step), figures["sent"], figures["converted"], figures["final"])


def waiting_in(wave: Wave) -> int:
    """How many cases wait for a ruling. One statement, which the index of such cases answers alone: merged businesses
    are few and set aside, instead of looking each business up."""
    merged = Business.objects.filter(merged_into__isnull=False).values("pk")
    return Case.objects.filter(wave=wave, step__in=LEFT_TO_SUPERVISOR).exclude(business__in=merged).count()


def asked_again(wave: Wave, business_id: int) -> Ruling | None:
    """The ruling by which somebody was sent to a business once more and has not been there yet. One statement."""
    here = Ruling.objects.filter(case__wave=wave, case__business_id=business_id)
    return here.filter(again=True, visits=F("case__visits")).select_related("by").last()
