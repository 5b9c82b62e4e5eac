"""Photos and files of a record: kept with the draft as they are taken; a version has those that it speaks of."""

from __future__ import annotations

from django.core.files.base import File

from files.actions import store
from files.kinds import EVERYTHING
from kernel.action import action
from kernel.actor import Actor
from survey.actions.record import begun_record, locked_record, own_assignment
from survey.errors import RecordHandedIn
from survey.models import RecordFile
from survey.queries.work import OPEN_STATES

MOST_FILE = 50 * 1024 * 1024  # bytes of one file


@action
def keep_file(actor: Actor, wave_id: int, business_id: int, upload: File[bytes], form_version: str) -> RecordFile:
    """Keeps a file with one's own draft, which begins with it if it must; the same once more changes nothing. The
    answer is its ``name``, made of its content: other clients name files so as well.

    Raises NotAssignedToYou, NoQuestionnaire, RecordHandedIn, FileRefused.
    """
    assignment = own_assignment(actor, wave_id, business_id)
    record = locked_record(wave_id, business_id) or begun_record(actor, assignment, form_version)
    if record.state not in OPEN_STATES:
        raise RecordHandedIn(record=record)
    stored = store(actor, upload, kinds=EVERYTHING, most_bytes=MOST_FILE)
    name = f"{stored.content_id[:16]}.{stored.kind.value.endings[0]}"
    kept, _created = RecordFile.objects.get_or_create(record=record, name=name, defaults={"file": stored})
    return kept
