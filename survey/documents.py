"""What the census can issue: its records, and the faults of a business file, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from files.models import StoredFile
from files.registry import register_reader
from kernel.actor import Actor
from kernel.permissions import may
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document
from survey.actions.frame import FRAME_ROLES
from survey.actions.review import note_full_export
from survey.errors import cell_message
from survey.forms import FullRecordsForm
from survey.models import Wave
from survey.queries import frame
from survey.queries.openrosa import goes_on_with, waves_of_file
from survey.queries.work import managed_waves
from survey.records_table import Shown, records_table


def _may_export(actor: Actor, params: Params) -> bool:
    wave = Wave.objects.filter(pk=params.get("wave") or 0).first()
    return wave is not None and may(actor, "manage_wave", wave)


def _manages_a_wave(actor: Actor) -> bool:
    # Roles are known on every page, so that people outside the office cost no statement here.
    return actor.user is not None and actor.user.has_role(*FRAME_ROLES) and managed_waves(actor.user).exists()


def _note_reading(actor: Actor, params: Params) -> None:
    note_full_export(actor, params["wave"], str(params.get("reason", "")))


def _build_records(params: Params, progress: Progress) -> Workbook:
    """What is personal of the owners is hidden: their age by bands of ten years, all else not at all."""
    wave = Wave.objects.get(pk=params["wave"])
    words = not params.get("codes")
    return records_table(wave, gettext("%(wave)s: census records"), Shown(masked=True, words=words))


def _build_records_in_full(params: Params, progress: Progress) -> Workbook:
    wave = Wave.objects.get(pk=params["wave"])
    title = gettext("%(wave)s: census records with personal data")
    return records_table(wave, title, Shown(masked=False, words=not params.get("codes")))


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


def _may_read_file(actor: Actor, stored_file: StoredFile) -> bool:
    """Files that came to a wave: its managers, and the enumerator who goes on with the record."""
    waves = waves_of_file(stored_file)
    return any(may(actor, "manage_wave", wave) for wave in waves) or goes_on_with(actor.user_id, stored_file)


def register() -> None:
    """Called when the app is ready."""
    register_reader("survey.record_file", _may_read_file)
    register_document(
        Document(
            code="survey.records", title=_("Census records"), formats=("xlsx", "csv"), may=_may_export,
            build=_build_records,
        ),
        Document(
            code="survey.records_in_full", title=_("Census records with personal data"), formats=("xlsx", "csv"),
            description=_("With what is personal of the owners. Who asked, and why, is kept in the access log."),
            may=_may_export, build=_build_records_in_full, form=FullRecordsForm, offered=_manages_a_wave,
            on_request=_note_reading, keep_days=7,
        ),
        Document(
            code="survey.faults", title=_("Bad rows of a business file"), formats=("xlsx", "csv"),
            may=_may_see_frame, build=_build_faults,
        ),
    )  # fmt: skip
