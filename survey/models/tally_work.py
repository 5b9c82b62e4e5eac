"""What keeps the counts of a wave's work (:class:`survey.models.tally.Tally`).

Records by area, businesses given out by area, doors by part of the day hang on a row of one table alone: nothing is
locked for them, each row counts by itself, whatever happens beside it. Records by whom the business is given to now
count by the assignment too: whoever changes the state of a record locks its case before they are counted, as whoever
gives it to somebody does.
"""

import pgtrigger

from survey.models.tally_triggers import after_statement, by_size
from survey.rules.field.hours import DOORS
from survey.rules.field.revisits import BEGINS, VISITS_END

_CHANGES = """INSERT INTO survey_tally (wave_id, board, key, result, n)
SELECT r.wave_id, '{board}', r.area_id::text, r.result, sum(r.n) FROM ({rows}) r
GROUP BY 1, 3, 4 HAVING sum(r.n) <> 0; RETURN NULL;"""
_RECORDS = "SELECT wave_id, area_id, state AS result, {n} AS n FROM {rows}"
_GIVEN = "SELECT wave_id, area_id, '' AS result, {n} AS n FROM {rows} WHERE ended_at IS NULL"

_DOORS = """INSERT INTO survey_tally (wave_id, board, key, result, n)
        SELECT c.wave_id, 'door', CASE WHEN v.shown < '{afternoon}' THEN 'morning' WHEN v.shown < '{evening}'
            THEN 'afternoon' ELSE 'evening' END, v.result, count(*)
        FROM (SELECT case_id, result, channel, (at AT TIME ZONE 'Asia/Seoul')::time AS shown FROM new_rows) v
        JOIN survey_case c ON c.id = v.case_id
        WHERE v.channel IN ({doors}) AND v.shown >= '{morning}' AND v.shown < '{ends}'
            AND v.shown <> '12:00'
        GROUP BY 1, 2, 3, 4"""


def _changes(board: str, counted: str) -> list[pgtrigger.Trigger]:
    """Triggers for rows that come, change or go."""
    new, old = counted.format(rows="new_rows", n=1), counted.format(rows="old_rows", n=-1)
    both = f"{new} UNION ALL {old}"
    return [
        after_statement(pgtrigger.Insert, f"tally_{board}_new", _CHANGES.format(board=board, rows=new)),
        after_statement(pgtrigger.Update, f"tally_{board}_changed", _CHANGES.format(board=board, rows=both)),
        after_statement(pgtrigger.Delete, f"tally_{board}_gone", _CHANGES.format(board=board, rows=old)),
    ]


_NEW_STATE = "SELECT wave_id, business_id, state AS result, 1 AS n FROM new_rows"
_OLD_STATE = "SELECT wave_id, business_id, state AS result, -1 AS n FROM old_rows"
_NO_RECORD = "SELECT wave_id, business_id, '' AS result, {n} AS n FROM {rows}"
_HELD = """PERFORM FROM survey_case k JOIN {rows} r ON k.wave_id = r.wave_id AND k.business_id = r.business_id
ORDER BY k.id FOR NO KEY UPDATE OF k;"""
_WORK = """INSERT INTO survey_tally (wave_id, board, key, result, n)
SELECT r.wave_id, 'work', s.enumerator_id::text, r.result, sum(r.n) FROM ({rows}) r
JOIN survey_assignment s ON s.wave_id = r.wave_id AND s.business_id = r.business_id AND s.ended_at IS NULL
GROUP BY 1, 3, 4 HAVING sum(r.n) <> 0;"""


def record_triggers() -> list[pgtrigger.Trigger]:
    """A record, by its state; a draft that is saved moves nothing and waits for nobody."""
    made = _HELD.format(rows="new_rows") + _WORK.format(
        rows=f"{_NEW_STATE} UNION ALL {_NO_RECORD.format(rows='new_rows', n=-1)}"
    )
    gone = _HELD.format(rows="old_rows") + _WORK.format(
        rows=f"{_OLD_STATE} UNION ALL {_NO_RECORD.format(rows='old_rows', n=1)}"
    )
    moved = "IF EXISTS (SELECT FROM new_rows n JOIN old_rows o USING (id) WHERE n.state <> o.state) THEN {work} END IF;"
    changed = moved.format(
        work=_HELD.format(rows="new_rows") + _WORK.format(rows=f"{_NEW_STATE} UNION ALL {_OLD_STATE}")
    )
    return [
        *_changes("record", _RECORDS),
        after_statement(pgtrigger.Insert, "tally_work_new", f"{made} RETURN NULL;"),
        after_statement(pgtrigger.Update, "tally_work_changed", f"{changed} RETURN NULL;"),
        after_statement(pgtrigger.Delete, "tally_work_gone", f"{gone} RETURN NULL;"),
    ]


def given_triggers() -> list[pgtrigger.Trigger]:
    """A business that is somebody's."""
    return _changes("given", _GIVEN)


def door_triggers() -> list[pgtrigger.Trigger]:
    """A visit to a door whose hour is known. A record that is handed in on another day than that of its visit knows the
    day only, and stands at noon sharp."""
    hours = {str(part): f"{begins:%H:%M}" for part, begins in BEGINS.items()} | {"ends": f"{VISITS_END:%H:%M}"}
    made = _DOORS.format(doors=", ".join(f"'{channel}'" for channel in sorted(DOORS)), **hours)
    return [after_statement(pgtrigger.Insert, "tally_doors", by_size("new_rows", made))]
