"""Field work: a frame cut into areas and shared out, and boards of a wave against its frame."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from bench.harness import Result, Stage

PEOPLE = 70
SIZES = (1_200, 12_000, 120_000)  # businesses
_MORE = """
INSERT INTO survey_business ({columns})
SELECT {values} FROM survey_business b CROSS JOIN generate_series(1, %(times)s) n
WHERE b.source_id NOT LIKE '%%-%%'
"""
_RESULTS = """
UPDATE survey_case SET visits = 1, visited_at = now() - random() * interval '60 days', step = 'done',
    result = (ARRAY['completed','completed','completed','refused','absent','closed','unknown'])[1 + floor(random() * 7)]
WHERE wave_id = %(wave)s AND random() < 0.8
"""
_VISITS = """
INSERT INTO survey_visit (case_id, number, by_id, at, sent_at, channel, result, note, client_id)
SELECT id, 1, %(by)s, visited_at, visited_at, 'visit', result, '', 'bench-' || id FROM survey_case
WHERE wave_id = %(wave)s AND result <> ''
"""


def benchmarks(stage: Stage) -> Iterator[Result]:
    for size in SIZES:
        wave, manager = _frame(size)
        yield from _given_out(wave, manager, size)
        _visited(wave, manager)
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
        cursor.execute("ANALYZE survey_business")
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
    people = [make_user(Role.INTERN).pk for _one in range(PEOPLE)]
    yield Result.of("field_hand_out", size, "s", [_seconds(lambda: hand_out(actor, wave, people))], 0)


def _visited(wave: int, manager: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_RESULTS, {"wave": wave})
        cursor.execute(_VISITS, {"wave": wave, "by": manager})
        for table in ("survey_case", "survey_visit", "survey_assignment"):
            cursor.execute(f"ANALYZE {table}")


def _boards(wave: int, size: int) -> Iterator[Result]:
    from survey.queries.best_hour import contacts_by_part
    from survey.queries.field import BOARDS, board, by_day

    for by in BOARDS:
        taken = [1000 * _seconds(lambda by=by: board(wave, by)) for _turn in range(20)]
        yield Result.of(f"field_board_{by}", size, "ms", taken, 0)
    yield Result.of("field_board_day", size, "ms", [1000 * _seconds(lambda: by_day(wave)) for _turn in range(20)], 0)
    taken = [1000 * _seconds(lambda: contacts_by_part(wave)) for _turn in range(20)]
    yield Result.of("field_board_part", size, "ms", taken, 0)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
