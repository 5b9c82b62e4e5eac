"""A whole field season of the census over the list at hand: cut, shared among 70 people, worked through, counted."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator

from bench.harness import Result, Stage

PEOPLE, VISITS_A_DAY = 70, 24


def benchmarks(stage: Stage) -> Iterator[Result]:
    from survey.demo import made_up_frame
    from survey.models import Area, Business, Case, CensusRecord
    from survey.queries.field import board, total
    from tests.survey.factories import FRAME, load
    from tests.survey.field_season import FieldSeason, counted, last_results

    load(FRAME.read_bytes() if FRAME.exists() else made_up_frame())
    began = time.perf_counter()
    season = FieldSeason(PEOPLE, VISITS_A_DAY)
    given_out = time.perf_counter()
    season.play()
    played = time.perf_counter()
    diary = counted(last_results(season.sent()), list(Business.objects.values_list("pk", flat=True)))
    rows = total(board(season.wave.pk, "dong"), "")
    if diary[None] != rows.cases.unvisited or diary["completed"] != rows.cases.complete:
        raise SystemExit(f"the boards differ from the diary: {diary} {rows}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    yield Result.of("field_season_cut_and_given_out", Case.objects.count(), "s", [given_out - began], peak)
    yield Result.of("field_season_played", len(season.diary), "s", [played - given_out], peak)
    yield Result.of("field_season_areas", Case.objects.count(), "areas", [Area.objects.count()], peak)
    yield Result.of("field_season_records", CensusRecord.objects.count(), "records", [rows.cases.complete], peak)
    for name in ("rr1", "rr3", "rr5"):
        yield Result.of(f"field_season_{name}", rows.cases.all, "share", [float(getattr(rows.rates, name))], peak)
