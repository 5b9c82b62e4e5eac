"""Questionnaires with their versions."""

from django.db.models import Prefetch, QuerySet

from kernel.errors import NotVisible
from survey.models import Questionnaire, QuestionnaireVersion

HEAVY = ("workbook", "xform", "compiled")


def questionnaires() -> QuerySet[Questionnaire]:
    """With their versions, latest first, those discarded left out. Two statements."""
    versions = QuestionnaireVersion.objects.exclude(state="discarded").defer(*HEAVY).select_related("made_by")
    return Questionnaire.objects.prefetch_related(Prefetch("versions", versions))


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
