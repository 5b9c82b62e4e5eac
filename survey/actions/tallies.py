"""What boards count, added up: many small changes of one line of a board become one row."""

from __future__ import annotations

from django.db import connection

# What somebody else adds up at the same moment is left to them; who reads meanwhile sees all of it before or after.
_ADD_UP = """
WITH lines AS (SELECT wave_id, board, key, result FROM survey_tally GROUP BY 1, 2, 3, 4 HAVING count(*) > 1),
taken AS (SELECT t.id FROM survey_tally t JOIN lines USING (wave_id, board, key, result) FOR UPDATE OF t SKIP LOCKED),
gone AS (DELETE FROM survey_tally WHERE id IN (SELECT id FROM taken) RETURNING wave_id, board, key, result, n)
INSERT INTO survey_tally (wave_id, board, key, result, n)
SELECT wave_id, board, key, result, sum(n) FROM gone GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0
"""


def add_up_tallies() -> None:
    """Adds up the rows of each line of a board; no figure changes, so that the trail does not speak of it."""
    with connection.cursor() as cursor:
        cursor.execute(_ADD_UP)
