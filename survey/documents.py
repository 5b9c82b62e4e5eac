"""What the census can issue: its records, and the faults of a business file, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.permissions import may
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document
from survey import wording
from survey.actions.frame import FRAME_ROLES
from survey.actions.record import note_full_export
from survey.errors import cell_message
from survey.forms import FullRecordsForm
from survey.models import CensusRecord, Wave
from survey.queries import frame, records
from survey.queries.work import managed_waves
from survey.rules.age_bands import age_band
from survey.rules.questionnaire import QUESTIONS
from survey.rules.questionnaire import Kind as QuestionKind

HIDDEN = "****"  # of one length, so that it does not betray the answer
_NUMBERS = {QuestionKind.WHOLE: Kind.WHOLE, QuestionKind.DECIMAL: Kind.DECIMAL}


def _may_export(actor: Actor, params: Params) -> bool:
    wave = Wave.objects.filter(pk=params.get("wave") or 0).first()
    return wave is not None and may(actor, "manage_wave", wave)


def _manages_a_wave(actor: Actor) -> bool:
    # Roles are known on every page, so that people outside the office cost no statement here.
    return actor.user is not None and actor.user.has_role(*FRAME_ROLES) and managed_waves(actor.user).exists()


def _note_reading(actor: Actor, params: Params) -> None:
    note_full_export(actor, params["wave"], str(params.get("reason", "")))


def _build_records(params: Params, progress: Progress) -> Workbook:
    """What is personal of the owners is hidden: their age by bands of ten years, their sex not at all."""
    wave = Wave.objects.get(pk=params["wave"])
    return _workbook(wave, gettext("%(wave)s: census records"), masked=True)


def _build_records_in_full(params: Params, progress: Progress) -> Workbook:
    wave = Wave.objects.get(pk=params["wave"])
    return _workbook(wave, gettext("%(wave)s: census records with personal data"), masked=False)


def _workbook(wave: Wave, title: str, *, masked: bool) -> Workbook:
    columns = [
        Column(_("Receipt number")),
        Column(_("State")),
        Column(_("Shop number"), width=24),
        Column(_("Business name"), width=30),
        Column(_("Gu")),
        Column(_("Dong")),
        Column(_("Industry code")),
        Column(_("Industry"), width=24),
        Column(_("Address"), width=44),
        Column(_("Result of the visit")),
        Column(_("Day of the visit"), Kind.DATE),
        *(_column(name, masked=masked) for name in QUESTIONS),
        Column(_("Memo"), width=40),
        Column(_("Reasons for what was kept"), width=40),
        Column(_("Entered by")),
        Column(_("Submitted at"), Kind.MOMENT),
        Column(_("Version"), Kind.WHOLE),
    ]
    rows = (_record_row(record, masked=masked) for record in records.export_rows(wave.pk))
    sheet = Sheet(_("Census records"), columns, rows, expected=records.export_count(wave.pk))
    return Workbook([sheet], title=title % {"wave": wave.title})


def _column(name: str, *, masked: bool) -> Column:
    question = QUESTIONS[name]
    if masked and name == "owner_birth_year":
        return Column(_("Age of the owner in the year of the visit"))
    # A year of birth is a number that wants no thousands separator.
    kind = Kind.TEXT if question.unit == "year" else _NUMBERS.get(question.kind, Kind.TEXT)
    return Column(wording.label_with_unit(name), kind)


def _record_row(record: CensusRecord, *, masked: bool) -> list[Any]:
    business = record.business
    answers = [_shown(record, name, masked=masked) for name in QUESTIONS]
    reasons = "; ".join(record.reasons.values())
    return [
        record.receipt, str(record.stage.label), business.source_id, str(business), business.dong.gu,
        business.dong.name, business.industry.code, business.industry.name, business.address,
        record.get_result_display(), record.visited_on, *answers, record.memo, reasons, record.entered_by.name,
        record.submitted_at, record.version,
    ]  # fmt: skip


def _shown(record: CensusRecord, name: str, *, masked: bool) -> Any:
    value = record.answers.get(name)
    if not masked or not QUESTIONS[name].personal or value in (None, ""):
        return _answer(name, value)
    if name == "owner_birth_year" and isinstance(value, int):
        return wording.age_band_text(age_band(value, record.visited_on.year)) if record.visited_on else ""
    return HIDDEN


def _answer(name: str, value: Any) -> Any:
    if QUESTIONS[name].kind in _NUMBERS:
        if value is None or value == "":
            return None
        if QUESTIONS[name].unit == "year":
            return str(value)
        return Decimal(value) if QUESTIONS[name].kind is QuestionKind.DECIMAL else value
    return wording.answer_text(name, value)


def _may_see_frame(actor: Actor, params: Params) -> bool:
    return actor.user is not None and actor.user.is_active and actor.user.has_role(*FRAME_ROLES)


def _build_faults(params: Params, progress: Progress) -> Workbook:
    frame_import = frame.import_of(int(params["frame_import"]))
    faults = frame.faults_of(frame_import)
    columns = [
        Column(_("Row"), Kind.WHOLE),
        Column(_("Column")),
        Column(_("Value")),
        Column(_("What is wrong"), width=60),
    ]
    rows: Iterator[list[Any]] = (
        [fault.row, fault.column, fault.value, cell_message(fault.problem, fault.facts)]
        for fault in faults.iterator(chunk_size=2000)
    )
    return Workbook([Sheet(_("Bad rows"), columns, rows, expected=faults.count())], title=frame_import.file_name)


def register() -> None:
    """Called when the app is ready."""
    register_document(
        Document(
            code="survey.records", title=_("Census records"), formats=("xlsx", "csv"), may=_may_export,
            build=_build_records,
        ),
        Document(
            code="survey.records_in_full", title=_("Census records with personal data"), formats=("xlsx", "csv"),
            description=_("With sex and year of birth of the owners. Who asked, and why, is kept in the access log."),
            may=_may_export, build=_build_records_in_full, form=FullRecordsForm, offered=_manages_a_wave,
            on_request=_note_reading, keep_days=7,
        ),
        Document(
            code="survey.faults", title=_("Bad rows of a business file"), formats=("xlsx", "csv"),
            may=_may_see_frame, build=_build_faults,
        ),
    )  # fmt: skip
