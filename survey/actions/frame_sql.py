"""The set-wise work of an import: a staging table filled by COPY, compared with the frame, written in a few statements.

Everything runs in the caller's transaction; the staging table ends with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from survey.rules.frame_rows import FrameRow

Progress = Callable[[str, int], None]

_COPIED = [name if name != "row" else "row_number" for name in FrameRow._fields]
_SAME_NAME = ["name", "name_key", "branch", "legal_dong_code", "lot_address", "road_address", "building_number"]
_SAME_NAME += ["building_name", "postcode", "floor", "room", "ksic_revision", "ksic_code", "longitude", "latitude"]


def _columns(names: Iterable[str], of: str = "") -> sql.Composed:
    """Columns of ours, one after the other, ``of`` a table or none."""
    return sql.SQL(", ").join(sql.Identifier(of, name) if of else sql.Identifier(name) for name in names)


_STAGING = """
DROP TABLE IF EXISTS survey_staging;
CREATE TEMPORARY TABLE survey_staging (
    row_number integer, source_id text, taxonomy text, name text, name_key text, branch text, dong_code text,
    industry_code text, ksic_revision smallint, ksic_code text, legal_dong_code text, lot_address text,
    road_address text, building_number text, building_name text, postcode text, floor text, room text,
    longitude double precision, latitude double precision
) ON COMMIT DROP
"""
# Each staged row beside what the frame holds under the same id; `differs` says whether anything changed, `moved`
# whether the address did.
_COMPARED = sql.SQL("""
SELECT s.*, i.id AS industry_id, b.id AS business_id, b.missing_since_id IS NOT NULL AS was_missing,
    ({staged}, s.dong_code, i.id) IS DISTINCT FROM ({kept}, b.dong_id, b.industry_id) AS differs,
    (s.dong_code, s.lot_address, s.road_address) IS DISTINCT FROM (b.dong_id, b.lot_address, b.road_address) AS moved
FROM survey_staging s
LEFT JOIN survey_industrycode i ON i.scheme = s.taxonomy AND i.code = s.industry_code
LEFT JOIN survey_business b ON b.taxonomy = s.taxonomy AND b.source_id = s.source_id
""").format(staged=_columns(_SAME_NAME, "s"), kept=_columns(_SAME_NAME, "b"))
_BY_GU = sql.SQL("""
SELECT d.gu_code, d.gu,
    count(*) AS in_file,
    count(*) FILTER (WHERE c.business_id IS NULL) AS added,
    count(*) FILTER (WHERE c.business_id IS NOT NULL AND c.differs) AS changed,
    count(*) FILTER (WHERE c.business_id IS NOT NULL AND c.moved) AS moved,
    count(*) FILTER (WHERE c.business_id IS NOT NULL AND NOT c.differs) AS same,
    count(*) FILTER (WHERE c.was_missing) AS returned
FROM ({compared}) c JOIN survey_dong d ON d.code = c.dong_code
GROUP BY d.gu_code, d.gu ORDER BY d.gu_code
""").format(compared=_COMPARED)
# A file says nothing of dongs that do not occur in it: only theirs can be missing from it.
_GONE = sql.SQL("""
b.missing_since_id IS NULL
AND b.taxonomy = (SELECT min(taxonomy) FROM survey_staging)
AND b.dong_id IN (SELECT DISTINCT dong_code FROM survey_staging)
AND NOT EXISTS (SELECT FROM survey_staging s WHERE s.taxonomy = b.taxonomy AND s.source_id = b.source_id)
""")
_COUNT_GONE = sql.SQL("SELECT substr(dong_id, 1, 5), count(*) FROM survey_business b WHERE {gone} GROUP BY 1").format(
    gone=_GONE
)
_MARK_GONE = sql.SQL("UPDATE survey_business b SET missing_since_id = %(import)s WHERE {gone}").format(gone=_GONE)
_PERHAPS_THE_SAME = sql.SQL("""
SELECT count(*) FROM ({compared}) c WHERE c.business_id IS NULL AND EXISTS (
    SELECT FROM survey_business b WHERE b.merged_into_id IS NULL
        AND (b.taxonomy, b.dong_id, b.name_key) = (c.taxonomy, c.dong_code, c.name_key)
        AND NOT EXISTS (SELECT FROM survey_staging s WHERE s.taxonomy = b.taxonomy AND s.source_id = b.source_id))
""").format(compared=_COMPARED)
_REPEATS = """
SELECT coalesce(sum(n - 1), 0)::int, coalesce(sum(n), 0)::int, count(*)::int
FROM (SELECT count(*) AS n FROM survey_staging GROUP BY dong_code, {name} HAVING count(*) > 1) AS groups
"""
_WRITTEN = [*_SAME_NAME, "industry_id"]
_INSERT = sql.SQL("""
INSERT INTO survey_business (taxonomy, source_id, dong_id, {written},
    first_import_id, last_import_id, possible_repeat, told_apart)
SELECT taxonomy, source_id, dong_code, {written}, %(import)s, %(import)s, repeated, false
FROM (SELECT c.*, count(*) OVER (PARTITION BY dong_code, name_key) > 1 AS repeated FROM ({compared}) c) c
WHERE business_id IS NULL
ORDER BY dong_code, name_key, source_id
""").format(written=_columns(_WRITTEN), compared=_COMPARED)
# What an entry was: the columns that are to change, as they stand.
_REMEMBERED = [name for name in _SAME_NAME if name != "name_key"]
_KEEP_FORMER = sql.SQL("""
INSERT INTO survey_framechange (frame_import_id, business_id, before)
SELECT %(import)s, b.id, jsonb_strip_nulls(jsonb_build_object({former},
    'dong', CASE WHEN b.dong_id <> c.dong_code THEN b.dong_id END,
    'industry', CASE WHEN b.industry_id <> c.industry_id THEN b.industry_id END))
FROM ({compared}) c JOIN survey_business b ON b.id = c.business_id WHERE c.differs
""").format(
    compared=_COMPARED,
    former=sql.SQL(", ").join(
        sql.SQL("{name}, CASE WHEN {kept} IS DISTINCT FROM {staged} THEN {kept} END").format(
            name=sql.Literal(name), kept=sql.Identifier("b", name), staged=sql.Identifier("c", name)
        )
        for name in _REMEMBERED
    ),
)
_UPDATE = sql.SQL("""
UPDATE survey_business b SET dong_id = c.dong_code, {changed},
    last_import_id = %(import)s, missing_since_id = NULL,
    told_apart = b.told_apart AND (b.dong_id, b.name_key) = (c.dong_code, c.name_key)
FROM ({compared}) c
WHERE c.business_id = b.id AND (c.differs OR c.was_missing)
""").format(
    compared=_COMPARED,
    changed=sql.SQL(", ").join(
        sql.SQL("{name} = {staged}").format(name=sql.Identifier(name), staged=sql.Identifier("c", name))
        for name in _WRITTEN
    ),
)
# A business stands in the file as long as one of its numbers does.
_KEEP_MERGED = """
UPDATE survey_business k SET missing_since_id = NULL
FROM survey_business m
WHERE m.merged_into_id = k.id AND m.missing_since_id IS NULL AND k.missing_since_id IS NOT NULL
"""
# Entries of one name in one dong of which one stands in the file: what is missing may stand there under another number.
_MARK_REPEATS = """
UPDATE survey_business b SET possible_repeat = m.repeated
FROM (SELECT id, merged_into_id IS NULL AND NOT told_apart
        AND count(*) FILTER (WHERE merged_into_id IS NULL) OVER named > 1
        AND count(*) FILTER (WHERE merged_into_id IS NULL AND missing_since_id IS NULL) OVER named > 0 AS repeated
    FROM survey_business {where} WINDOW named AS (PARTITION BY dong_id, name_key)) m
WHERE m.id = b.id AND b.possible_repeat IS DISTINCT FROM m.repeated
"""


_FRAME_LOCK = "hashtext('survey.frame')"


def frame_is_free() -> bool:
    """Keeps imports away until the transaction ends (others who ask so do not wait); False while one is written."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock_shared({_FRAME_LOCK})")
        (free,) = cursor.fetchone()
    return bool(free)


def wait_for_frame() -> None:
    """The same for whom nobody can ask to try again: waits for the import that is being written, some seconds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({_FRAME_LOCK})")


def mark_repeats_of(dong_code: str, name_key: str) -> None:
    """Which entries of one name in one dong still ask for a look."""
    where = "WHERE dong_id = %s AND name_key = %s"
    with connection.cursor() as cursor:
        cursor.execute(_MARK_REPEATS.format(where=where), [dong_code, name_key])


def stage(rows: Iterable[FrameRow], progress: Progress) -> None:
    """Send good rows to the staging table while they are read; progress is told in rows."""
    with connection.cursor() as cursor:
        cursor.execute(_STAGING)
        with cursor.copy(f"COPY survey_staging ({', '.join(_COPIED)}) FROM STDIN") as copy:
            for count, row in enumerate(rows):
                copy.write_row(row)
                if count % 5000 == 0:
                    progress("reading", count)
        cursor.execute("ANALYZE survey_staging")


def compare() -> dict[str, Any]:
    """What loading the staged rows would add (and how many of these have the name of one that is missing in the dong),
    change (and how many are at another address), leave, find again and miss; repeats of names in a dong."""
    with _set_wise() as cursor:
        cursor.execute(_BY_GU)
        names = [column.name for column in cursor.description]
        by_gu = [dict(zip(names, row, strict=True)) | {"gone": 0} for row in cursor.fetchall()]
        cursor.execute(_COUNT_GONE)
        gone = dict(cursor.fetchall())
        cursor.execute(_PERHAPS_THE_SAME)
        (perhaps_same,) = cursor.fetchone()
        cursor.execute(_REPEATS.format(name="name"))
        repeats, in_groups, groups = cursor.fetchone()
        cursor.execute(_REPEATS.format(name="name_key"))
        (spelt_alike, *_) = cursor.fetchone()
    for row in by_gu:
        row["gone"] = gone.get(row["gu_code"], 0)
    figures = ("in_file", "added", "changed", "moved", "same", "returned", "gone")
    totals = {name: sum(row[name] for row in by_gu) for name in figures}
    repeated = {"repeats": repeats, "repeat_members": in_groups, "repeat_groups": groups, "spelt_alike": spelt_alike}
    return totals | repeated | {"perhaps_same": perhaps_same, "by_gu": by_gu}


def keep_codes(scheme: str, names: dict[str, str]) -> None:
    """Codes that the file brought, with their names where the frame had none."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO survey_industrycode (scheme, code, name) VALUES (%s, %s, %s) "
            "ON CONFLICT (scheme, code) DO UPDATE SET name = excluded.name "
            "WHERE survey_industrycode.name = '' AND excluded.name <> ''",
            [(scheme, code, name[:120]) for code, name in sorted(names.items())],
        )


@contextmanager
def _set_wise() -> Iterator[CursorWrapper]:
    """A cursor whose statements join whole tables, whatever the planner believes of their size.

    Figures that were taken while an import's rows were not committed, or after one was given up, say that the frame
    holds no business: each row of the file would be compared with all of the frame, for hours.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield cursor
        cursor.execute("SET LOCAL enable_nestloop TO DEFAULT")


def write(import_id: int, progress: Progress) -> None:
    """Bring the frame to what was staged. Missing businesses are marked, never deleted nor closed."""
    values = {"import": import_id}
    with _set_wise() as cursor:
        # One import at a time; the lock ends with the transaction.
        cursor.execute(f"SELECT pg_advisory_xact_lock({_FRAME_LOCK})")
        for percent, step, statement in (
            (50, "changing", _KEEP_FORMER),
            (55, "changing", _UPDATE),
            (60, "adding", _INSERT),
            (90, "missing", _MARK_GONE),
            (93, "missing", _KEEP_MERGED),
            (95, "repeats", _MARK_REPEATS.format(where="")),
        ):
            progress(step, percent)
            cursor.execute(statement, values)
