"""A season of 250 interns at work over four months, played through the actions and added up again."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator

from bench.harness import Result, Stage

INTERNS = 250


def benchmarks(stage: Stage) -> Iterator[Result]:
    from internships.models import AttendanceEvent, PayRow
    from tests.internships.working_facts import added_up
    from tests.internships.working_season import WorkingSeason

    began = time.perf_counter()
    WorkingSeason(INTERNS).play()
    played = time.perf_counter()
    people = len(added_up())
    added = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    yield Result.of("season_played", AttendanceEvent.objects.count(), "s", [played - began], peak)
    yield Result.of("season_added_up", people, "s", [added - played], peak)
    yield Result.of("season_pay_rows", PayRow.objects.count(), "rows", [PayRow.objects.count()], peak)
