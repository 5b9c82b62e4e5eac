"""What keeps the counts of a wave's work (:class:`survey.models.tally.Tally`).

Records by area, businesses given out by area, visits by day and by part of the day hang on a row of one table alone:
nothing is locked for them, each row counts by itself, whatever happens beside it. Records by whom the business is given
to now count by the assignment too: whoever changes the state of a record locks its case before they are counted, as
whoever gives it to somebody does.

What is counted of a table is one statement, however many boards it is for: of a single record or visit most of the
work is to begin a statement.
"""

import pgtrigger

from survey.models.tally_triggers import NEW, OLD, after_statement
from survey.rules.field.hours import DOORS
from survey.rules.field.revisits import BEGINS, VISITS_END

# The case is looked up by its number whatever the planner thinks of the rows (OFFSET 0 keeps the order): one plan does
# for one visit and for many.
_VISITS = """INSERT INTO survey_tally (wave_id, board, key, result, n)
SELECT k.wave_id, t.board, t.key, v.result, count(*)
FROM (SELECT case_id, result, channel, at AT TIME ZONE 'Asia/Seoul' AS shown FROM new_rows) v
CROSS JOIN LATERAL (SELECT wave_id FROM survey_case WHERE id = v.case_id OFFSET 0) k
CROSS JOIN LATERAL (VALUES
    ('visited', to_char(v.shown, 'YYYY-MM-DD')),
    ('door', CASE
        WHEN v.channel NOT IN ({doors}) OR v.shown::time < '{morning}' OR v.shown::time >= '{ends}'
            OR v.shown::time = '12:00' THEN NULL
        WHEN v.shown::time < '{afternoon}' THEN 'morning'
        WHEN v.shown::time < '{evening}' THEN 'afternoon'
        ELSE 'evening' END)
) t (board, key)
WHERE t.key IS NOT NULL GROUP BY 1, 2, 3, 4; RETURN NULL;"""
_GIVEN = """INSERT INTO survey_tally (wave_id, board, key, result, n)
SELECT s.wave_id, 'given', s.area_id::text, '', sum(s.n) FROM ({rows}) s WHERE s.ended_at IS NULL
GROUP BY 1, 3 HAVING sum(s.n) <> 0; RETURN NULL;"""
# Two statements: what somebody else changed while the case was waited for is seen by the second one only.
_RECORDS = """PERFORM FROM survey_case k JOIN ({rows}) r ON k.wave_id = r.wave_id AND k.business_id = r.business_id
ORDER BY k.id FOR NO KEY UPDATE OF k;
INSERT INTO survey_tally (wave_id, board, key, result, n)
SELECT r.wave_id, t.board, t.key, t.result, sum(t.n) FROM ({rows}) r
LEFT JOIN survey_assignment s ON s.wave_id = r.wave_id AND s.business_id = r.business_id AND s.ended_at IS NULL
CROSS JOIN LATERAL (VALUES
    ('record', r.area_id::text, r.state, r.n),
    ('work', s.enumerator_id::text, r.state, r.n),
    ('work', s.enumerator_id::text, '', -r.n)
) t (board, key, result, n)
WHERE t.key IS NOT NULL GROUP BY 1, 2, 3, 4 HAVING sum(t.n) <> 0; RETURN NULL;"""
_UNMOVED = """IF NOT EXISTS (SELECT FROM new_rows n JOIN old_rows o USING (id)
    WHERE (n.wave_id, n.area_id, n.business_id, n.state) <> (o.wave_id, o.area_id, o.business_id, o.state))
THEN RETURN NULL; END IF;
"""


def visit_triggers() -> list[pgtrigger.Trigger]:
    """A visit, by its day, and by the part of the day where it was one to a door whose hour is known; it is never
    changed. A record that is handed in on another day than that of its visit knows the day only, and stands at noon
    sharp."""
    hours = {str(part): f"{begins:%H:%M}" for part, begins in BEGINS.items()} | {"ends": f"{VISITS_END:%H:%M}"}
    made = _VISITS.format(doors=", ".join(f"'{channel}'" for channel in sorted(DOORS)), **hours)
    return [after_statement(pgtrigger.Insert, "tally_visits", made)]


def given_triggers() -> list[pgtrigger.Trigger]:
    """A business that is somebody's."""
    return [
        after_statement(pgtrigger.Insert, "tally_given_new", _GIVEN.format(rows=NEW)),
        after_statement(pgtrigger.Update, "tally_given_changed", _GIVEN.format(rows=f"{NEW} UNION ALL {OLD}")),
        after_statement(pgtrigger.Delete, "tally_given_gone", _GIVEN.format(rows=OLD)),
    ]


def record_triggers() -> list[pgtrigger.Trigger]:
    """A record, by its state; a draft that is saved moves nothing and waits for nobody."""
    return [
        after_statement(pgtrigger.Insert, "tally_record_new", _RECORDS.format(rows=NEW)),
        after_statement(
            pgtrigger.Update, "tally_record_changed", _UNMOVED + _RECORDS.format(rows=f"{NEW} UNION ALL {OLD}")
        ),
        after_statement(pgtrigger.Delete, "tally_record_gone", _RECORDS.format(rows=OLD)),
    ]
