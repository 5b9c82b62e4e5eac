"""Records of a wave as rows of a table, streamed: the database takes the answers apart, memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q
from django.db.models.fields.json import KeyTransform

from kernel.clock import SEOUL
from survey.models import CensusRecord

BATCH = 1_000
LONGEST_NAME = 63  # bytes of a name in SQL
# What every record has beside its answers, in this order. The moment comes in Seoul's time already: Django would move
# each into its zone by itself, which takes as long as all answers of a row together.
_SUBMITTED = f"r.submitted_at AT TIME ZONE '{SEOUL.key}'"
FIXED = (
    "r.receipt", "r.state", "b.source_id", "trim(b.name || ' ' || b.branch)", "d.gu", "d.name", "i.code", "i.name",
    "coalesce(nullif(b.road_address, ''), b.lot_address)", "r.issues", "coalesce(u.name, '')", _SUBMITTED,
    "r.version", "r.visited_on",
)  # fmt: skip
_FROM = """
FROM survey_censusrecord r
JOIN survey_business b ON b.id = r.business_id
JOIN survey_dong d ON d.code = b.dong_id
JOIN survey_industrycode i ON i.id = b.industry_id
LEFT JOIN accounts_user u ON u.id = r.entered_by_id
"""


def export_batches(wave_id: int, paths: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
    """FIXED and then the answers at ``paths`` (text, or None), then the reasons as text, of every record that was
    handed in, in the order of receipts. One statement, fetched in batches from a cursor of the server."""
    named = [path for path in paths if len(path.encode()) <= LONGEST_NAME]
    taken = ", ".join(f"{_quoted(path)} text" for path in named)
    apart = f", jsonb_to_record(r.answers) AS a({taken})" if named else ""
    answers = [f"a.{_quoted(path)}" if path in named else "r.answers ->> %s" for path in paths]
    reasons = "CASE WHEN r.reasons <> '{}' THEN (SELECT string_agg(value, '; ') FROM jsonb_each_text(r.reasons)) END"
    columns = ", ".join([*FIXED, *answers, reasons])
    sql = f"SELECT {columns} {_FROM} {apart} WHERE r.wave_id = %s AND r.receipt <> '' ORDER BY r.receipt"
    yield from _batches(sql, [*(path for path in paths if path not in named), wave_id])


def _quoted(path: str) -> str:
    """A path as a name in SQL; names of XML hold no quotation marks, per cent signs are doubled for the driver."""
    return '"' + path.replace('"', '""').replace("%", "%%") + '"'


def _batches(sql: str, values: list[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """The next rows are fetched while those before them are written: database and process work side by side."""
    with transaction.atomic(), connection.chunked_cursor() as cursor, ThreadPoolExecutor(1) as ahead:
        cursor.execute(sql, values)
        coming = ahead.submit(cursor.fetchmany, BATCH)
        while rows := coming.result():
            coming = ahead.submit(cursor.fetchmany, BATCH)
            yield rows


def export_counts(wave_id: int, repeats: Sequence[str]) -> list[int]:
    """How many rows ``export_batches`` gives, and how many of them have rounds of each of ``repeats`` (outermost). One
    statement: every answer is unpacked once."""
    found = CensusRecord.objects.filter(wave_id=wave_id).exclude(receipt="")
    answered = {f"repeat_{number}": Count("pk", filter=Q(answers__has_key=path)) for number, path in enumerate(repeats)}
    counts = found.aggregate(records=Count("pk"), **answered)
    return [counts["records"], *(counts[name] for name in answered)]


def rounds_of(wave_id: int, path: str) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Receipt, shop number and the rounds of an outermost repeat, of every record that has some."""
    found = CensusRecord.objects.filter(wave_id=wave_id, answers__has_key=path).exclude(receipt="").order_by("receipt")
    yield from found.values_list("receipt", "business__source_id", KeyTransform(path, "answers")).iterator(BATCH)
