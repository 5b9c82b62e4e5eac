"""A form that was filled in on a device, read beside the record of the same business."""

from __future__ import annotations

from survey.models import CensusRecord, QuestionnaireVersion, Wave
from survey.queries.questionnaire import asked_by, form_of
from survey.rules.xform.instance import Node
from survey.rules.xform.reading import Unreadable, parsed, read


class OtherForm(ValueError):
    """A form that the wave does not ask, or of another version than the record's."""


def beside(record: CensusRecord | None, wave: Wave, content: str) -> tuple[QuestionnaireVersion, Node]:
    """The version by which a filled-in form is read beside a record, and the form as nodes. Raises OtherForm."""
    try:
        told = parsed(content.encode()).get("version", "")
        version = record.form if record is not None else asked_by(wave.questionnaire_id, told or "1")
        if version is None or form_of(version).version != told:
            raise OtherForm("another version")
        return version, read(form_of(version), content.encode())[0]
    except Unreadable as fault:
        raise OtherForm("no instance of the form") from fault
