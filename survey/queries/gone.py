"""What was found closed, moved or no business of the census, with what shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case as Which
from django.db.models import QuerySet, Value, When

from files.models import StoredFile
from kernel.errors import NotVisible
from survey.models import Case, FieldItem, Visit, Wave
from survey.rules.field.revisits import Step
from survey.rules.visit_results import GONE


@dataclass(frozen=True)
class Gone:
    """A case whose last visit says that the business is not there (any more): that visit, the photos of it."""

    case: Case
    visit: Visit | None
    photos: Sequence[StoredFile]

    @property
    def waits(self) -> bool:
        """Moved within the city, and not handed over yet."""
        return self.case.step == Step.ELSEWHERE


def gone_cases(wave: Wave, result: str = "") -> QuerySet[Case]:
    """Cases that ended so, by one result or all of them: what waits to be handed over first, then the latest."""
    found = Case.objects.filter(wave=wave, result__in=[result] if result else sorted(GONE), business__merged_into=None)
    waits = Which(When(step=Step.ELSEWHERE, then=Value(0)), default=Value(1))
    return found.select_related("business", "area__dong").order_by(waits, "-visited_at", "pk")


def with_evidence(wave: Wave, cases: Sequence[Case]) -> list[Gone]:
    """The cases of a page with what shows them. Two statements."""
    visits: dict[int, Visit] = {}
    photos: dict[int, list[StoredFile]] = {}
    made = Visit.objects.filter(case__in=cases).select_related("by", "photo", "case").order_by("at", "number")
    for visit in made:
        visits[visit.case_id] = visit
        if visit.photo is not None:
            photos.setdefault(visit.case.business_id, []).append(visit.photo)
    taken = FieldItem.objects.filter(wave=wave, business__in=[one.business_id for one in cases], file__isnull=False)
    for item in taken.select_related("file").defer("text", "receipt").order_by("pk"):
        if item.file is not None and item.business_id is not None:
            photos.setdefault(item.business_id, []).append(item.file)
    return [Gone(case, visits.get(case.pk), photos.get(case.business_id, [])) for case in cases]


def moved_case(wave: Wave, case_id: int) -> Gone:
    """A case with what shows where it went. Raises NotVisible."""
    case = gone_cases(wave).filter(pk=case_id).first()
    if case is None:
        raise NotVisible()
    return with_evidence(wave, [case])[0]
