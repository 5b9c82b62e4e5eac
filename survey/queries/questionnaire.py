"""Questionnaires with their versions."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, QuerySet

from kernel.errors import NotVisible
from survey.models import Assignment, Questionnaire, QuestionnaireVersion
from survey.rules.xform.form import Form

HEAVY = ("workbook", "xform", "compiled")


def questionnaires() -> QuerySet[Questionnaire]:
    """With their versions, latest first, those discarded left out. Two statements."""
    versions = QuestionnaireVersion.objects.exclude(state="discarded").defer(*HEAVY).select_related("made_by")
    return Questionnaire.objects.prefetch_related(Prefetch("versions", versions))


def for_a_wave() -> QuerySet[Questionnaire]:
    """Questionnaires with a published version."""
    return Questionnaire.objects.filter(versions__state="published").distinct()


def version_of(version_id: int) -> QuestionnaireVersion:
    """Raises NotVisible."""
    found = QuestionnaireVersion.objects.defer("workbook", "xform").select_related(
        "questionnaire", "made_by", "published_by"
    )
    version = found.filter(pk=version_id).first()
    if version is None:
        raise NotVisible()
    return version


def published_before(version: QuestionnaireVersion) -> QuestionnaireVersion | None:
    """The version of the same questionnaire that was published last before this one."""
    others = QuestionnaireVersion.objects.filter(questionnaire_id=version.questionnaire_id, published_at__isnull=False)
    if version.published_at is not None:
        others = others.filter(published_at__lt=version.published_at)
    return others.exclude(pk=version.pk).defer("workbook", "xform").order_by("-published_at").first()


def asked_by(questionnaire_id: int, version: str = "") -> QuestionnaireVersion | None:
    """The version that a new record is filled in with: that of this name, if it was ever published (whoever opened the
    page before a newer one came goes on with it), else the newest that is published; None without any."""
    found = QuestionnaireVersion.objects.filter(questionnaire_id=questionnaire_id).defer(*HEAVY)
    named = found.filter(version=version, published_at__isnull=False).first() if version else None
    return named or found.filter(state="published").order_by("-published_at", "-pk").first()


def form_of(version: QuestionnaireVersion) -> Form:
    """The compiled form, kept in this process: a version never changes. At most one statement."""
    return _form(version.pk, version.made_at)


@lru_cache(maxsize=32)
def _form(version_id: int, _made_at: datetime) -> Form:
    return Form.from_json(QuestionnaireVersion.objects.values_list("compiled", flat=True).get(pk=version_id))


def readable_form(user: Any, version_id: int) -> QuestionnaireVersion:
    """A version that was published, for whom has a business to visit in a wave that asks it. Raises NotVisible."""
    mine = Assignment.objects.filter(enumerator=user, ended_at=None).values("wave__questionnaire_id")
    found = QuestionnaireVersion.objects.defer(*HEAVY).filter(pk=version_id, published_at__isnull=False)
    version = found.filter(questionnaire_id__in=mine).first()
    if version is None:
        raise NotVisible()
    return version
