"""The usual submission of another client: the first record of one's own business, that nobody began on the page.

Three thousand of these come on the evening of a day in the field. Everything about the place was looked up together
with its sender (:func:`survey.queries.openrosa.caller`), the form is judged by the same rules as ever, and what follows
is written in one statement (:mod:`kernel.one_statement` says why), row by row what ``receive_submission`` writes.
Whatever is not usual, or was overtaken, goes there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

from django.db import IntegrityError
from psycopg import sql

from kernel import clock
from kernel.actor import Actor
from kernel.models import AuditEntry
from kernel.one_statement import Prepared, changed_at_once, insert_sql, insert_values, known, new_row
from survey.actions.case import stands, visit_told
from survey.actions.record import Filled, is_in_time, keep_verdict, series_of, version_of, wall_clock
from survey.lifecycles import CENSUS_RECORD
from survey.models import Case, CensusRecord, QuestionnaireVersion, RecordVersion, Visit, Wave
from survey.models.record import Origin
from survey.queries.openrosa import Place
from survey.queries.questionnaire import form_of
from survey.rules import record as rules
from survey.rules.frame_checks import FrameFacts
from survey.rules.openrosa import Sent
from survey.rules.xform.form import Form
from survey.rules.xform.reading import Unreadable, fitted

_RECEIPT_IN_AFTER: LiteralString = "replace(%(a.after)s, %(mark)s, receipt)"
# What the version repeats of its record goes over once.
_REPEATED: tuple[LiteralString, ...] = (
    "form_id", "instance_id", "content", "answers", "reasons", "problems", "paradata",
)  # fmt: skip
# The order in which rows are locked is that of the action: assignment, case, counter, head of the audit trail.
_WRITE = Prepared.of(
    sql.SQL("""
WITH place AS (SELECT FROM survey_assignment WHERE id = %(assignment)s AND ended_at IS NULL FOR UPDATE),
visited AS (
    UPDATE survey_case SET result = %(result)s, visited_at = %(visited_at)s, step = %(step)s,
        not_before = %(not_before)s, visits = %(visits)s
    FROM place WHERE id = %(case)s AND visits = %(visits)s - 1 RETURNING id
),
counted AS (
    INSERT INTO kernel_counter (series, value) SELECT %(series)s, 1 FROM visited
    ON CONFLICT (series) DO UPDATE SET value = kernel_counter.value + 1 RETURNING value
),
numbered AS (
    SELECT %(code)s || '-' || lpad(value::text, greatest(6, length(value::text)), '0') AS receipt FROM counted
),
written AS ({record} RETURNING id, receipt, entered_by_id, {repeated}),
kept AS ({version}),
visit AS ({visit}),
told AS ({line})
SELECT receipt FROM written
""").format(
        record=insert_sql("r", CensusRecord, "numbered", receipt="receipt"),
        repeated=sql.SQL(", ").join(map(sql.Identifier, _REPEATED)),
        version=insert_sql(
            "v", RecordVersion, "written", record_id="id", author_id="entered_by_id", **{one: one for one in _REPEATED}
        ),
        visit=insert_sql("t", Visit, "visited"),
        line=insert_sql("a", AuditEntry, "written", entity_id="id::text", after=_RECEIPT_IN_AFTER),
    )
)


@dataclass(frozen=True)
class Taken:
    """A submission that became a record; ``files``: those that its answers speak of."""

    receipt: str
    issues: int
    files: tuple[str, ...]


def take_usual(actor: Actor, wave: Wave, told: Sent, place: Place) -> Taken | None:
    """Makes a usual submission a record. None, and nothing happened, for one that is not."""
    if not (place.usual and is_in_time(wave, place.at)):
        return None
    form_version = known(QuestionnaireVersion, id=place.form, made_at=place.made_at)
    form = form_of(form_version)
    judged = _judged(form, told, place)
    if judged is None:
        return None
    record = new_row(
        CensusRecord, wave=wave, area_id=place.area, business_id=place.business, form=form_version,
        entered_by=actor.user, instance_id=told.instance_id, content=told.text,
    )  # fmt: skip
    keep_verdict(record, judged)
    receipt = _written(actor, record, place, told)
    if receipt is None:
        return None
    return Taken(receipt, record.issues, tuple(rules.file_names(form, record.answers)))


def _judged(form: Form, told: Sent, place: Place) -> rules.Judged | None:
    """The verdict; None where the form is another one, or asks for the shop number elsewhere."""
    if not told.is_of(form):
        return None
    try:
        root, unfit = fitted(form, told.element)
    except Unreadable:
        return None
    if rules.named_text(form, root, "shop_id").strip() != place.shop:
        return None
    frame = FrameFacts(clock.today(), frozenset([place.shop]), place.ksic_code)
    return rules.judged(form, root, unfit, wall_clock(), frame)


def _written(actor: Actor, record: CensusRecord, place: Place, told: Sent) -> str | None:
    """Writes the record with its version, its visit and its line in the audit trail; its receipt number. None when
    somebody else was first, or when no visit is told of."""
    case = known(Case, id=place.case, wave_id=record.wave_id, business_id=place.business)
    made = list(Visit.objects.filter(case=case)) if place.visits else []
    visit = visit_told(actor, record, made)
    arrow = CENSUS_RECORD.arrow(record.state, "submit")
    if visit is None or arrow is None:
        return None
    stands(case, made, visit)
    version = version_of(actor, record, Filled(told.text, told.sha256, Origin.CLIENT))
    before = {name: getattr(record, name) for name in ("state", "receipt", "version", "submitted_at")}
    record.state, record.version, record.submitted_at = arrow.target, version.number, version.at
    mark = str(record.public_id)  # where the receipt number comes in the audit line, once it is known
    after = {"state": record.state, "receipt": mark, "version": record.version, "submitted_at": record.submitted_at}
    line = AuditEntry.prepare(actor, "submit", record, before, after, "")
    values = insert_values(_WRITE, r=record, v=version, t=visit, a=line) | {
        "assignment": place.assignment, "case": place.case, "result": case.result, "visited_at": case.visited_at,
        "step": case.step, "not_before": case.not_before, "visits": case.visits, "series": series_of(record.wave),
        "code": record.wave.code, "mark": mark,
    }  # fmt: skip
    try:
        found = changed_at_once(_WRITE, values)
    except IntegrityError:
        return None
    return None if found is None else str(found[0])
