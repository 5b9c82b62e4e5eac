"""Bringing a questionnaire in: a workbook becomes a draft, a draft is published, a version is closed."""

from collections.abc import Mapping

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.transition import advance, lock
from survey.actions.frame import require_frame_manager
from survey.errors_questionnaire import FieldChangesType, QuestionnaireRefused, VersionTaken
from survey.models import Questionnaire, QuestionnaireFile, QuestionnaireVersion
from survey.queries.questionnaire import published_before
from survey.rules.openrosa import md5_of
from survey.rules.xform.changes import breaking, differences
from survey.rules.xform.workbook import RefusedWorkbook, make


@action
def upload_questionnaire(
    actor: Actor, content: bytes, file_name: str, attached: Mapping[str, bytes] | None = None
) -> QuestionnaireVersion:
    """The workbook with the tables ``attached`` to it, by the names of their files, as a draft of its version. A draft
    of the same version that lies there already is discarded.

    Raises NotPermitted, QuestionnaireRefused (with its faults by sheet and row), VersionTaken when that version was
    published: records may have been filled in by it.
    """
    require_frame_manager(actor)
    try:
        made = make(content, file_name, attached)
    except RefusedWorkbook as refusal:
        raise QuestionnaireRefused(refusal.faults) from refusal
    questionnaire, _created = Questionnaire.objects.get_or_create(code=made.form.id[:80])
    questionnaire = lock(Questionnaire, questionnaire.pk)
    version = (made.form.version or "1")[:60]
    for earlier in questionnaire.versions.filter(version=version).exclude(state="discarded"):
        if earlier.state != "draft":
            raise VersionTaken(version=version)
        advance(earlier, "discard", actor)
    questionnaire.title = made.form.title[:200]
    questionnaire.save(update_fields=["title"])
    draft = QuestionnaireVersion.objects.create(
        questionnaire=questionnaire,
        version=version,
        file_name=file_name[-255:],
        workbook=content,
        xform=made.xform.decode(),
        compiled=made.form.to_json(),
        warnings=[one.to_json() for one in made.warnings],
        made_by=actor.user,
    )
    QuestionnaireFile.objects.bulk_create(
        QuestionnaireFile(version=draft, name=name, content=table, md5=md5_of(table))
        for name, table in (attached or {}).items()
    )
    after = {"version": version, "questions": len(made.form.asked), "tables": sorted(attached or {})}
    record(actor, "upload_questionnaire", draft, after=after)
    return draft


@action
def publish_questionnaire(actor: Actor, version_id: int) -> QuestionnaireVersion:
    """From now on records can be filled in by it. Versions published earlier stay open until they are closed.

    Raises NotPermitted, TransitionRefused, FieldChangesType when an answer would mean something else than before.
    """
    require_frame_manager(actor)
    draft: QuestionnaireVersion = lock(QuestionnaireVersion, version_id)
    lock(Questionnaire, draft.questionnaire_id)  # of two that are published at once the second sees the first
    earlier = published_before(draft)
    changed = breaking(differences(earlier.form, draft.form)) if earlier is not None else []
    if changed and draft.state == "draft":
        raise FieldChangesType(fields=", ".join(one.path.rpartition("/")[2] for one in changed))
    return advance(draft, "publish", actor, published_by=actor.user, published_at=clock.now())


@action
def move_questionnaire(actor: Actor, version_id: int, verb: str) -> QuestionnaireVersion:
    """Closes a version, opens it again or discards a draft. Raises NotPermitted, TransitionRefused."""
    require_frame_manager(actor)
    version: QuestionnaireVersion = lock(QuestionnaireVersion, version_id)
    return advance(version, verb, actor)
