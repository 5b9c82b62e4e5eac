"""What the census can issue: its records, and the faults of a business file, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from kernel.permissions import may
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document
from survey import wording
from survey.errors import cell_message
from survey.models import CensusRecord, Wave
from survey.queries import frame, records
from survey.rules.questionnaire import QUESTIONS
from survey.rules.questionnaire import Kind as QuestionKind

_NUMBERS = {QuestionKind.WHOLE: Kind.WHOLE, QuestionKind.DECIMAL: Kind.DECIMAL}


def _may_export(actor: Actor, params: Params) -> bool:
    wave = Wave.objects.filter(pk=params.get("wave") or 0).first()
    return wave is not None and may(actor, "manage_wave", wave)


def _build_records(params: Params, progress: Progress) -> Workbook:
    wave = Wave.objects.get(pk=params["wave"])
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
        *(_column(name) for name in QUESTIONS),
        Column(_("Memo"), width=40),
        Column(_("Reasons for what was kept"), width=40),
        Column(_("Entered by")),
        Column(_("Submitted at"), Kind.MOMENT),
        Column(_("Version"), Kind.WHOLE),
    ]
    rows = (_record_row(record) for record in records.export_rows(wave.pk))
    sheet = Sheet(_("Census records"), columns, rows, expected=records.export_count(wave.pk))
    return Workbook([sheet], title=gettext("%(wave)s: census records") % {"wave": wave.title})


def _column(name: str) -> Column:
    question = QUESTIONS[name]
    label, money = str(wording.QUESTIONS[name]), gettext("10,000 won")
    title = f"{label} ({money})" if question.unit == "10k_won" else label
    # A year of birth is a number that wants no thousands separator.
    kind = Kind.TEXT if question.unit == "year" else _NUMBERS.get(question.kind, Kind.TEXT)
    return Column(title, kind)


def _record_row(record: CensusRecord) -> list[Any]:
    business = record.business
    answers = [_answer(name, record.answers.get(name)) for name in QUESTIONS]
    reasons = "; ".join(record.reasons.values())
    return [
        record.receipt, str(record.stage.label), business.source_id, str(business), business.dong.gu,
        business.dong.name, business.industry.code, business.industry.name, business.address,
        record.get_result_display(), record.visited_on, *answers, record.memo, reasons, record.entered_by.name,
        record.submitted_at, record.version,
    ]  # fmt: skip


def _answer(name: str, value: Any) -> Any:
    if QUESTIONS[name].kind in _NUMBERS:
        return str(value) if QUESTIONS[name].unit == "year" and value is not None else value
    return wording.answer_text(name, value)


def _may_see_frame(actor: Actor, params: Params) -> bool:
    from survey.actions.frame import FRAME_ROLES

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
            code="survey.faults", title=_("Bad rows of a business file"), formats=("xlsx", "csv"),
            may=_may_see_frame, build=_build_faults,
        ),
    )  # fmt: skip
