"""Participation numbers: whom one opens the questionnaire to, and what became of those that were given."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from kernel.errors import NotVisible
from survey.models import Area, CensusRecord, Participation, QuestionnaireVersion
from survey.queries.entry import WEB
from survey.queries.questionnaire import HEAVY, asked_by
from survey.rules.field.revisits import Step


def answering(public_id: uuid.UUID, participation_id: int) -> Participation:
    """The participation at an address, for whom has come in by its number. Raises NotVisible."""
    rows = Participation.objects.select_related("case__wave", "case__business__dong", "case__business__industry")
    found = rows.filter(public_id=public_id, pk=participation_id, withdrawn_at=None).first()
    if found is None:
        raise NotVisible()
    return found


def record_of(given: Participation) -> CensusRecord | None:
    """The record of the business, by whomever it was begun; one statement."""
    rows = CensusRecord.objects.select_related("form").defer(*(f"form__{name}" for name in HEAVY))
    return rows.filter(wave=given.wave_id, business=given.business_id).first()


def form_of_answers(given: Participation, record: CensusRecord | None) -> QuestionnaireVersion:
    """The version that the respondent answers: that of the record, else the one asked now. Raises NotVisible where
    there is none."""
    version = record.form if record is not None else asked_by(given.wave.questionnaire_id)
    if version is None:
        raise NotVisible()
    return version


@dataclass(frozen=True)
class Answered:
    """Of an area: how many numbers are in use, how many came in by theirs, how many handed in on the web."""

    given: int
    came_in: int
    handed_in: int


def answered(area: Area) -> Answered:
    """Two statements."""
    figures = Participation.objects.filter(case__area=area, withdrawn_at=None).aggregate(
        given=Count("pk"), came_in=Count("pk", filter=Q(agreed_at__isnull=False))
    )
    by_web = CensusRecord.objects.filter(area=area, channel=WEB).exclude(receipt="")
    return Answered(figures["given"], figures["came_in"], by_web.count())


def letters(area: Area) -> QuerySet[Participation]:
    """Those whose letter is still of use, in the order of the way through the area; one statement."""
    rows = Participation.objects.filter(case__area=area, withdrawn_at=None).exclude(case__step=Step.DONE)
    return rows.select_related("case__wave", "case__business__dong").order_by("case__position", "pk")
