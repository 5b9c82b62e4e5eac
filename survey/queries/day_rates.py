"""How far response rates had come day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db import connection

from survey.models import Wave
from survey.rules.field.response_rates import Rates, cases, response_rates
from survey.rules.visit_results import VisitResult

# How many businesses of the frame as it was cut stand at which result since which day (none: nobody has visited them),
# as it is kept (:class:`survey.models.tally.Tally`).
_STANDING = """
SELECT nullif(key, '')::date, result, sum(n)::bigint FROM survey_tally
WHERE wave_id = %(wave)s AND board = 'stands' GROUP BY 1, 2 HAVING sum(n) <> 0
"""


def rates_by_day(wave: Wave, days: Iterable[date]) -> dict[date, Rates]:
    """RR1 to RR6 at the end of each of these days against the whole frame: a business stands at its result from the day
    of its last visit on, and is not visited before. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"wave": wave.pk})
        standing = cursor.fetchall()
    frame = sum(many for _day, _result, many in standing)
    by_day: dict[date, Counter[VisitResult]] = {}
    for visited_on, result, many in standing:
        if visited_on is not None:
            by_day.setdefault(visited_on, Counter())[VisitResult(result)] += many
    found: dict[date, Rates] = {}
    so_far = Counter[VisitResult]()
    wanted = set(days)
    for day in sorted(wanted | by_day.keys()):
        so_far.update(by_day.get(day, Counter()))
        if day in wanted:
            found[day] = response_rates(cases(so_far, frame))
    return found
