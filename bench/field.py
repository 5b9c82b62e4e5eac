"""Field work: a frame cut into areas and shared out, and boards of a wave against its frame."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import partial

import psycopg
from psycopg import sql

from bench.harness import Result, Stage

PEOPLE, TURNS = 70, 40
SIZES = (1_200, 12_000, 120_000, 1_000_000)  # businesses
MOST_CUT = 120_000  # a city of a million is laid out in pieces of 250 and dealt out: only its boards are looked at
_MORE = """
INSERT INTO survey_business ({columns})
SELECT {values} FROM survey_business b CROSS JOIN generate_series(1, %(times)s) n
WHERE b.source_id NOT LIKE '%%-%%'
"""
_AREAS = """
INSERT INTO survey_area (wave_id, dong_id, serial)
SELECT %(wave)s, dong_id, generate_series(1, (count(*) + 249) / 250) FROM survey_business GROUP BY dong_id
"""
_CASES = """
INSERT INTO survey_case (wave_id, area_id, business_id, position, result, step, visits, added, moved_to)
SELECT a.wave_id, a.id, b.id, b.n %% 250 + 1, '', 'visit', 0, '', ''
FROM (SELECT id, dong_id, row_number() OVER (PARTITION BY dong_id ORDER BY id) - 1 AS n FROM survey_business) b
JOIN survey_area a ON a.wave_id = %(wave)s AND a.dong_id = b.dong_id AND a.serial = b.n / 250 + 1
"""
_GIVEN = """
INSERT INTO survey_assignment (wave_id, area_id, business_id, enumerator_id, assigned_at)
SELECT wave_id, area_id, business_id, (%(people)s::bigint[])[1 + area_id %% %(many)s], now() FROM survey_case
WHERE wave_id = %(wave)s
"""
_RESULTS = """
UPDATE survey_case c SET visits = 1, visited_at = now() - random() * interval '60 days', result = r.result,
    step = CASE r.result WHEN 'refused' THEN 'supervisor' ELSE 'done' END
FROM (SELECT id, (ARRAY['completed','completed','completed','refused','absent','closed','unknown'])
    [1 + floor(random() * 7)] AS result FROM survey_case WHERE wave_id = %(wave)s AND random() < 0.8) r
WHERE c.id = r.id
"""
_VISITS = """
INSERT INTO survey_visit (case_id, number, by_id, at, sent_at, channel, result, note, hour_reason, client_id)
SELECT c.id, 1, s.enumerator_id, c.visited_at, c.visited_at, 'visit', c.result, '', '', 'bench-' || c.id
FROM survey_case c JOIN survey_assignment s ON s.wave_id = c.wave_id AND s.business_id = c.business_id
WHERE c.wave_id = %(wave)s AND c.result <> ''
"""
_RECORDS = """
INSERT INTO survey_censusrecord (wave_id, area_id, business_id, form_id, public_id, instance_id, state, result,
    visited_on, channel, content, answers, reasons, problems, issues, paradata, stamps, revision, version, receipt,
    return_note, return_notes, entered_by_id, started_at, saved_at, submitted_at)
SELECT c.wave_id, c.area_id, c.business_id, (SELECT max(id) FROM survey_questionnaireversion), gen_random_uuid(),
    'bench:' || c.id, 'submitted', c.result, c.visited_at::date, 'visit', '', '{}', '{}', '[]', 0, '{}', '{}', 1, 1,
    'B-' || c.id, '', '{}', s.enumerator_id, c.visited_at - (5 + 10 * random()) * interval '1 minute', c.visited_at,
    c.visited_at
FROM survey_case c JOIN survey_assignment s ON s.wave_id = c.wave_id AND s.business_id = c.business_id
WHERE c.wave_id = %(wave)s AND c.result = 'completed'
"""


def benchmarks(stage: Stage) -> Iterator[Result]:
    for size in SIZES:
        wave, manager = _frame(size)
        if size <= MOST_CUT:
            yield from _given_out(wave, manager, size)
        else:
            _laid_out(wave)
        yield from _visited(wave, size)
        yield from _boards(wave, size)


def _frame(size: int) -> tuple[int, int]:
    """A wave over about so many businesses, as many in each dong. The wave and its manager."""
    from datetime import timedelta

    from django.db import connection

    from accounts.models import Role
    from kernel import clock
    from survey.actions.collection import open_wave
    from survey.demo import made_up_frame
    from survey.models import Business, Questionnaire
    from tests.factories import make_user, person
    from tests.survey.factories import load, published

    if not Business.objects.exists():
        load(made_up_frame(), skip_bad=True)
    originals = Business.objects.exclude(source_id__contains="-").count()
    names = [field.column for field in Business._meta.concrete_fields if not field.generated and not field.primary_key]
    own = {
        "source_id": f"b.source_id || '-{size}-' || n",
        "longitude": "b.longitude + (random() - 0.5) * 0.01",
        "latitude": "b.latitude + (random() - 0.5) * 0.01",
    }
    values = ", ".join(own.get(name, f"b.{name}") for name in names)
    with connection.cursor() as cursor:
        text = _MORE.format(columns=", ".join(names), values=values)
        cursor.execute(text, {"times": round((size - Business.objects.count()) / originals)})
    _analyze("survey_business")
    manager = make_user(Role.MANAGER)
    now = clock.now()
    wave = open_wave(
        person(manager), code=f"field-{size}", title=f"{size}",
        questionnaire=Questionnaire.objects.first() or published(manager), opens_at=now - timedelta(days=60),
        closes_at=now + timedelta(days=30),
    )  # fmt: skip
    return wave.pk, manager.pk


def _given_out(wave: int, manager: int, size: int) -> Iterator[Result]:
    from accounts.models import Role, User
    from survey.actions.areas import cut_areas, hand_out
    from tests.factories import make_user, person

    actor = person(User.objects.get(pk=manager))
    yield Result.of("field_cut", size, "s", [_seconds(lambda: cut_areas(actor, wave))], 0)
    _analyze("survey_area", "survey_case", "survey_tally")
    people = [make_user(Role.INTERN).pk for _one in range(PEOPLE)]
    yield Result.of("field_hand_out", size, "s", [_seconds(lambda: hand_out(actor, wave, people))], 0)


def _laid_out(wave: int) -> None:
    from django.db import connection

    from accounts.models import Role
    from tests.factories import make_user

    people = [make_user(Role.INTERN).pk for _one in range(PEOPLE)]
    with connection.cursor() as cursor:
        for statement in (_AREAS, _CASES, _GIVEN):
            cursor.execute(statement, {"wave": wave, "people": people, "many": PEOPLE})


def _visited(wave: int, size: int) -> Iterator[Result]:
    """Four fifths of the businesses were visited, three sevenths of them answered; what boards count was added up."""
    from django.db import connection

    from survey.actions.tallies import add_up_tallies

    with connection.cursor() as cursor:
        for statement in (_RESULTS, _VISITS, _RECORDS):
            cursor.execute(statement, {"wave": wave})
    yield Result.of("field_add_up", size, "s", [_seconds(add_up_tallies)], 0)
    _analyze("survey_case", "survey_visit", "survey_assignment", "survey_censusrecord", "survey_tally")


def _analyze(*tables: str) -> None:
    """As the owner: of anybody else the database skips it, and plans by what it guesses."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))


def _boards(wave_id: int, size: int) -> Iterator[Result]:
    """What each board of the page reads, once as the page does: 50 areas, the others whole; and a wave's first page."""
    from survey.models import Wave
    from survey.queries.best_hour import contacts_by_part
    from survey.queries.day_rates import rates_by_day
    from survey.queries.field import BOARDS, added, board, by_day, tiles
    from survey.queries.pace import looked_at, pace_of
    from survey.queries.progress import progress_by_area, progress_by_dong, progress_by_enumerator
    from survey.queries.supervising import waiting_in
    from survey.queries.work import areas_of

    wave = Wave.objects.get(pk=wave_id)

    def read(by: str) -> None:
        rows = board(wave_id, by, [area.pk for area in areas_of(wave)[:50]] if by == "area" else None)
        assert rows and all(row.rates for row in rows)
        if by == "dong":
            tiles(rows)
        if by == "person":
            looked_at(wave)
        pace_of(wave)

    looks: dict[str, Callable[[], object]] = {
        **{f"field_board_{by}": partial(read, by) for by in BOARDS},
        "field_board_day": lambda: rates_by_day(wave, [row.day for row in by_day(wave_id)]),
        "field_board_part": lambda: contacts_by_part(wave_id),
        "field_left": lambda: waiting_in(wave),
        "field_added": lambda: added(wave_id),
        "field_first_page": lambda: progress_by_dong(wave_id),
        "field_first_page_areas": lambda: progress_by_area(wave_id, [area.pk for area in areas_of(wave)[:50]]),
        "field_first_page_people": lambda: progress_by_enumerator(wave_id),
    }
    for name, look in looks.items():
        taken = sorted(1000 * _seconds(look) for _turn in range(TURNS))
        yield Result.of(name, size, "ms", taken, 0)
        yield Result.of(f"{name}_p95", size, "ms", [taken[int(TURNS * 0.95)]], 0)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
