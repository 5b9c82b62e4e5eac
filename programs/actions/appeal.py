"""An applicant's appeal (이의신청): written, filed before the end of its time, withdrawn."""

from collections.abc import Mapping
from typing import Any

from django.core.files.base import File

from files.actions import store
from files.models import StoredFile
from files.queries import reusable
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.numbering import next_number
from kernel.transition import advance, lock
from programs.actions.application import FAR_TOO_LONG, Saved, own_locked
from programs.errors import NotEditable, TooMuchText, UnknownDocument, UnknownField
from programs.errors_aftermath import (
    AppealMade,
    AppealNotVisible,
    AppealOver,
    GroundsNeeded,
    NothingToAppeal,
    TooManyMaterials,
)
from programs.messages_aftermath import tell_appeal_filed, tell_appeal_withdrawn
from programs.models import Appeal, AppealFile, Application
from programs.queries.appeals import appealable, present_appeal
from programs.rules.merging import merge
from programs.wording import moment_text

MOST_FILES = 10


def _open(actor: Actor, application_id: int) -> Appeal:
    """The actor's own appeal while it can be written, its application locked; begun when there is none yet.

    Raises ApplicationNotVisible, NothingToAppeal, AppealMade, AppealOver by the moment of arrival.
    """
    application = own_locked(actor, application_id)
    found = appealable(application)
    if found is None:
        raise NothingToAppeal()
    appeal = present_appeal(application, found.against)
    if appeal is not None and appeal.state != "draft":
        raise AppealMade()
    if clock.arrived() >= found.due_at:
        raise AppealOver(moment=moment_text(found.due_at))
    return appeal or _begin(actor, application, found.against, found.due_at)


def _begin(actor: Actor, application: Application, against: str, due_at: Any) -> Appeal:
    appeal = Appeal.objects.create(
        application=application, against=against, due_at=due_at, made_by=actor.user, made_at=clock.now()
    )
    record(actor, "start", appeal, after={"application": application.receipt_number, "against": against})
    return appeal


@action
def save_appeal(
    actor: Actor, application_id: int, fields: Mapping[str, Any], base_revisions: Mapping[str, Any]
) -> Saved:
    """Autosave of the grounds, as ``save_answers`` does it: nobody's text is overwritten by a colleague's.

    Raises what an appeal is refused for, UnknownField, TooMuchText.
    """
    appeal = _open(actor, application_id)
    if set(fields) - {"grounds"}:
        raise UnknownField(key=min(set(fields) - {"grounds"}))
    incoming = {key: str(raw or "").replace("\r\n", "\n").replace("\x00", "") for key, raw in fields.items()}
    if any(len(text) > FAR_TOO_LONG for text in incoming.values()):
        raise TooMuchText(field="grounds", length=FAR_TOO_LONG)
    merged = merge({"grounds": appeal.grounds}, appeal.revisions, incoming, base_revisions)
    saved_at = appeal.saved_at or appeal.made_at
    if merged.changed:
        saved_at = clock.now()
        appeal.grounds, appeal.revisions, appeal.saved_at = merged.values["grounds"], merged.revisions, saved_at
        appeal.save(update_fields=["grounds", "revisions", "saved_at"])
    return Saved({key: merged.revisions.get(key, 0) for key in incoming}, saved_at, merged.conflicts)


@action
def attach_to_appeal(actor: Actor, application_id: int, upload: "File[bytes] | StoredFile") -> AppealFile:
    """Puts a file to the appeal; the same file twice is one. Raises TooManyMaterials, FileRefused and what an appeal
    is refused for."""
    appeal = _open(actor, application_id)
    if appeal.files.filter(removed_at=None).count() >= MOST_FILES:
        raise TooManyMaterials(field="upload", most=MOST_FILES)
    if isinstance(upload, StoredFile):
        if not reusable(actor).filter(pk=upload.pk).exists():
            raise UnknownDocument(field="earlier")
        stored = upload
    else:
        stored = store(actor, upload, organisation=appeal.application.organisation)
    put, created = AppealFile.objects.get_or_create(
        appeal=appeal, file=stored, removed_at=None, defaults={"added_at": clock.now()}
    )
    if created:
        record(actor, "attach", appeal, after={"file": stored.name, "sha256": stored.sha256})
    return put


@action
def detach_from_appeal(actor: Actor, application_id: int, file_id: int) -> None:
    """Takes a file off an appeal that is still being written."""
    appeal = _open(actor, application_id)
    put = appeal.files.filter(pk=file_id, removed_at=None).select_related("file").first()
    if put is not None:
        put.removed_at = clock.now()
        put.save(update_fields=["removed_at"])
        record(actor, "detach", appeal, before={"file": put.file.name})


@action
def file_appeal(actor: Actor, application_id: int) -> Appeal:
    """Hands the appeal in: it gets its number, its applicant and the office are told. A second click finds it filed.

    Raises GroundsNeeded, and what an appeal is refused for.
    """
    application = own_locked(actor, application_id)
    filed = present_appeal(application)
    if filed is not None and filed.state == "filed":
        return filed
    appeal = _open(actor, application_id)
    if not appeal.grounds.strip():
        raise GroundsNeeded(field="grounds")
    year = clock.today().year
    number = f"AP-{year}-{next_number(f'appeal:{year}'):05d}"
    advance(appeal, "file", actor, number=number, filed_at=clock.now())
    tell_appeal_filed(appeal)
    return appeal


@action
def withdraw_appeal(actor: Actor, application_id: int) -> Appeal:
    """Takes the appeal back, as long as it is not answered; the result stands. Raises AppealNotVisible, NotEditable."""
    application = own_locked(actor, application_id)
    found = present_appeal(application)
    if found is None:
        raise AppealNotVisible()
    appeal: Appeal = lock(Appeal, found.pk)
    appeal.application = application
    if appeal.state in {"upheld", "dismissed"}:
        raise NotEditable(state=appeal.stage.label)
    was_filed = appeal.filed_at is not None
    advance(appeal, "withdraw", actor)
    if was_filed:
        tell_appeal_withdrawn(appeal)
    return appeal
