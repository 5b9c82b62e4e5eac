"""What keeps the counts of a wave's cases (:class:`survey.models.tally.Tally`): triggers, whoever changes a case, an
assignment or a business.

A case counts by all three tables; so whoever changes one of the other two locks its cases before they are counted, and
is counted before or after a visit, never beside it.

For a few rows of cases or assignments a connection plans its statements once and keeps the plans. Anything else
is planned each time it runs (``EXECUTE``): a plan made for one visit would not do for the hundred thousand cases of a
frame that is cut, nor the other way round.
"""

from collections.abc import Iterable

import pgtrigger

FEW = 100  # rows of a statement
_ADD = """INSERT INTO survey_tally (wave_id, board, key, result, n)
SELECT k.wave_id, t.board, t.key, t.result, sum(n)
FROM {cases} k JOIN survey_area r ON r.id = k.area_id
JOIN {businesses} b ON b.id = k.business_id AND b.merged_into_id IS NULL
LEFT JOIN survey_assignment s ON s.wave_id = k.wave_id AND s.business_id = k.business_id AND s.ended_at IS NULL
CROSS JOIN LATERAL (VALUES
    ('area', CASE WHEN k.added = '' THEN k.area_id::text END, k.result),
    ('dong', CASE WHEN k.added = '' THEN r.dong_id END, k.result),
    ('industry', CASE WHEN k.added = '' THEN b.industry_id::text END, k.result),
    ('person', CASE WHEN k.added = '' THEN coalesce(s.enumerator_id, 0)::text END, k.result),
    ('open', CASE WHEN k.step <> 'done' THEN coalesce(s.enumerator_id, 0)::text END, ''),
    ('settled', CASE WHEN k.step = 'done' THEN to_char(k.visited_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD') END, ''),
    ('stands', CASE WHEN k.added = ''
        THEN coalesce(to_char(k.visited_at AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD'), '') END, k.result)
) t (board, key, result)
WHERE t.key IS NOT NULL GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0"""
NEW, OLD = "SELECT *, 1 AS n FROM new_rows", "SELECT *, -1 AS n FROM old_rows"


def _added(*rows: str) -> str:
    """Counts cases as the rows say, with their businesses."""
    return _ADD.format(cases=_all_of(rows), businesses="survey_business")


def _all_of(rows: Iterable[str]) -> str:
    return f"({' UNION ALL '.join(rows)})"


def by_size(rows: str, *statements: str) -> str:
    """Runs the statements for what is in ``rows``, by kept plans or by plans of their own."""
    kept = " ".join(f"{_told(statement)};" for statement in statements)
    planned = " ".join(f"EXECUTE $run${statement}$run$;" for statement in statements)
    return f"IF EXISTS (SELECT FROM {rows} OFFSET {FEW}) THEN {planned} ELSE {kept} END IF; RETURN NULL;"


def _told(statement: str) -> str:
    """As PL/pgSQL wants it of a query whose rows nobody reads."""
    return f"PERFORM {statement.removeprefix('SELECT ')}" if statement.startswith("SELECT ") else statement


def after_statement(
    operation: pgtrigger.Operation, name: str, func: str, declare: list[tuple[str, str]] | None = None
) -> pgtrigger.Trigger:
    """A trigger that runs once a statement and sees its rows as ``old_rows`` and ``new_rows``."""
    tables = {} if operation is pgtrigger.Insert else {"old": "old_rows"}
    tables |= {} if operation is pgtrigger.Delete else {"new": "new_rows"}
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=func,
        declare=declare,
    )


def case_triggers() -> list[pgtrigger.Trigger]:
    """A case that comes, changes or goes. One that comes waits for whoever merges its business."""
    held = "SELECT FROM survey_business WHERE id IN (SELECT business_id FROM new_rows) ORDER BY id FOR SHARE"
    return [
        after_statement(pgtrigger.Insert, "tally_new", by_size("new_rows", held, _added(NEW))),
        after_statement(pgtrigger.Update, "tally_changed", by_size("new_rows", _added(NEW, OLD))),
        after_statement(pgtrigger.Delete, "tally_gone", by_size("old_rows", _added(OLD))),
    ]


def business_triggers() -> list[pgtrigger.Trigger]:
    """A business that is merged into another one, stands for itself again, or is told to be of another industry."""
    changed = """SELECT array_agg(n.id) FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.merged_into_id IS NULL) <> (o.merged_into_id IS NULL) OR n.industry_id <> o.industry_id"""
    held = "SELECT FROM survey_case WHERE business_id = ANY($1) ORDER BY id FOR NO KEY UPDATE"
    theirs = "(SELECT * FROM survey_case WHERE business_id = ANY($1))"
    added = _ADD.format(cases=theirs, businesses=_all_of((NEW, OLD)))
    func = (
        f"EXECUTE $run${changed}$run$ INTO changed; IF changed IS NULL THEN RETURN NULL; END IF; "
        f"EXECUTE $run${held}$run$ USING changed; EXECUTE $run${added}$run$ USING changed; RETURN NULL;"
    )
    return [after_statement(pgtrigger.Update, "tally_cases", func, declare=[("changed", "bigint[]")])]


_GIVEN = """INSERT INTO survey_tally (wave_id, board, key, result, n)
SELECT k.wave_id, t.board, t.person::text, CASE WHEN t.board = 'person' THEN k.result ELSE '' END, sum(t.n)
FROM ({given}) s JOIN survey_case k ON k.wave_id = s.wave_id AND k.business_id = s.business_id
JOIN survey_business b ON b.id = k.business_id AND b.merged_into_id IS NULL,
LATERAL (VALUES ('person', s.enumerator_id, s.n), ('person', 0, -s.n),
    ('open', s.enumerator_id, s.n), ('open', 0, -s.n)) t (board, person, n)
WHERE (t.board = 'person' AND k.added = '') OR (t.board = 'open' AND k.step <> 'done')
GROUP BY 1, 2, 3, 4 HAVING sum(t.n) <> 0"""


_WORK = """INSERT INTO survey_tally (wave_id, board, key, result, n)
SELECT s.wave_id, 'work', s.enumerator_id::text, coalesce(r.state, ''), sum(s.n)
FROM ({given}) s LEFT JOIN survey_censusrecord r ON r.wave_id = s.wave_id AND r.business_id = s.business_id
GROUP BY 1, 3, 4 HAVING sum(s.n) <> 0"""


def assignment_triggers() -> list[pgtrigger.Trigger]:
    """A business that is given to somebody, or taken back."""
    new = "SELECT wave_id, business_id, enumerator_id, 1 AS n FROM new_rows WHERE ended_at IS NULL"
    old = "SELECT wave_id, business_id, enumerator_id, -1 AS n FROM old_rows WHERE ended_at IS NULL"
    both = f"{new} UNION ALL {old}"
    given, taken = _counted(_held(new), new), _counted(_held(old), both)
    return [
        after_statement(pgtrigger.Insert, "tally_given", by_size("new_rows", *given)),
        after_statement(pgtrigger.Update, "tally_taken", by_size("new_rows", *taken)),
    ]


def _counted(held: str, given: str) -> tuple[str, str, str]:
    return held, _GIVEN.format(given=given), _WORK.format(given=given)


def _held(given: str) -> str:
    """Locks the cases of some assignments, in the order of their keys."""
    return f"""SELECT FROM survey_case k JOIN ({given}) s ON k.wave_id = s.wave_id AND k.business_id = s.business_id
        ORDER BY k.id FOR NO KEY UPDATE OF k"""


def wave_triggers() -> list[pgtrigger.Trigger]:
    """A wave that goes, after its cases: what they were counted by goes last."""
    gone = "DELETE FROM survey_tally WHERE wave_id IN (SELECT id FROM old_rows); RETURN NULL;"
    return [after_statement(pgtrigger.Delete, "tally_of_wave_gone", gone)]
