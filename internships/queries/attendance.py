"""Reading attendance: a person's day, a host's day, an intern's record and how far it carries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Least

from internships.lifecycles import GOING_ON, JUDGED
from internships.models import AttendanceAdjustment, AttendanceDay, AttendanceEvent, Placement
from internships.queries.calendar import days_of_work, number_of_days
from internships.queries.hours import Hours, hours_by, hours_of
from internships.rules.attendance import NIGHT_ENDS
from internships.rules.completion import Completion, completion
from internships.rules.terms import terms_from
from kernel import clock


def progress_of(placement: Placement, until: date | None = None) -> Completion:
    """How far the intern came in the days of work up to ``until`` (the whole period when None). Four statements."""
    last = placement.last_day if until is None else min(until, placement.last_day)
    credited = credited_by_day(placement)
    terms = terms_from(placement.position.call.terms.settings)
    due = hours_of(placement).due_by_day(placement.first_day, last)
    return completion(due, credited, terms.attendance_percent)


def credited_by_day(placement: Placement) -> dict[date, int]:
    """Minutes that count by day: worked or as if worked, with what closed days gained or lost since."""
    within = {"day__range": (placement.first_day, placement.last_day)}
    minutes: Counter[date] = Counter()
    for rows in (placement.days, placement.adjustments):
        for day, credited, excused in rows.filter(**within).values_list("day", "credited_minutes", "excused_minutes"):
            minutes[day] += credited + excused
    return dict(minutes)


def attendance_of(placement: Placement, until: date) -> tuple[set[date], set[date]]:
    """Days of work attended (or as if) and days of absence from the first day to ``until``. A day of which nothing is
    known is an absence; sick leave is neither."""
    credited = credited_by_day(placement)
    sick = set(placement.days.filter(sick_minutes__gt=0).values_list("day", flat=True))
    sick |= set(placement.adjustments.filter(sick_minutes__gt=0).values_list("day", flat=True))
    due = set(days_of_work(placement.first_day, until))
    attended = {day for day in due if credited.get(day, 0) > 0}
    return attended, due - attended - sick


def figures(placement: Placement) -> Completion:
    """The figures of a placement that was judged as they were decided on; of any other, as they are now."""
    if placement.state not in JUDGED:
        return progress_of(placement)
    terms = terms_from(placement.position.call.terms.settings)
    return Completion(
        working_days=placement.working_days or 0,
        days_present=placement.days_present or 0,
        minutes_due=placement.minutes_due or 0,
        minutes_credited=placement.minutes_credited or 0,
        required_percent=terms.attendance_percent,
    )


def days_of(placement: Placement) -> QuerySet[AttendanceDay]:
    """The record, newest day first, each with who confirmed it."""
    return placement.days.select_related("confirmed_by").order_by("-day")


def present_clicks(placement: Placement) -> list[AttendanceEvent]:
    """The clicks of today; in the night also those of yesterday, while its work has not ended."""
    now, today = clock.now().astimezone(clock.SEOUL), clock.today()
    clicks = placement.events.order_by("counted_at", "pk")
    yesterday = today - timedelta(days=1)
    if now.time() < NIGHT_ENDS and any(one.inside for one in placement.days.filter(day=yesterday)):
        return list(clicks.filter(day__gte=yesterday))
    return list(clicks.filter(day=today))


def attended(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """Adds ``credited`` (minutes worked or as if worked) and ``present`` (days) to each placement, from days within its
    period that are not ahead, with what closed days gained or lost since."""
    within = Q(days__day__gte=F("first_day"), days__day__lte=Least(F("last_day"), Value(clock.today())))
    there = within & (Q(days__credited_minutes__gt=0) | Q(days__excused_minutes__gt=0))
    later = (
        AttendanceAdjustment.objects.filter(placement=OuterRef("pk"))
        .values("placement")
        .annotate(total=Sum(F("credited_minutes") + F("excused_minutes")))
        .values("total")
    )
    return placements.annotate(
        credited=Coalesce(Sum(F("days__credited_minutes") + F("days__excused_minutes"), filter=within), 0)
        + Coalesce(Subquery(later, output_field=IntegerField()), 0),
        present=Count("days", filter=there),
    )


@dataclass(frozen=True)
class Share:
    """A placement with the hours that it owes and its attendance so far, for lists."""

    placement: Any
    hours: Hours
    completion: Completion


def shares(placements: Iterable[Any]) -> list[Share]:
    """The attendance up to yesterday of placements that :func:`attended` counted; one statement.

    Today is left out: it is not over. What was credited today is therefore not asked for either, so the share of
    somebody who works today may stand a little too high until midnight, never too low.
    """
    yesterday = clock.today() - timedelta(days=1)
    result = []
    people = list(placements)
    hours = hours_by(people)
    for placement in people:
        span = (placement.first_day, min(placement.last_day, yesterday))
        due = hours[placement.pk].due(*span)
        result.append(
            Share(
                placement,
                hours[placement.pk],
                Completion(
                    working_days=number_of_days(*span),
                    days_present=placement.present,
                    minutes_due=due,
                    minutes_credited=min(placement.credited, due),
                    required_percent=terms_from(placement.position.call.terms.settings).attendance_percent,
                ),
            )
        )
    return result


def here_today(hosts: Iterable[Any], day: date, *, ended: bool = False) -> list[Any]:
    """Everybody due at these hosts on ``day``, each with ``that_day`` (a list of none or one); ``ended``: also those
    who have ended since. Two statements."""
    due = Q(state__in=GOING_ON)
    if ended:
        due |= Q(keep_until__gt=clock.today(), ended_at__date__gte=day)
    return list(
        Placement.objects.filter(due, position__host__in=hosts, first_day__lte=day, last_day__gte=day)
        .select_related("person", "position__host__organisation")
        .prefetch_related(Prefetch("days", AttendanceDay.objects.filter(day=day), to_attr="that_day"))
        .order_by("position__host__organisation__name", "position__title", "person__name", "pk")
    )


def to_confirm(hosts: Iterable[Any], before: date) -> QuerySet[AttendanceDay]:
    """Days before ``before`` that no mentor has confirmed, the oldest first."""
    return (
        AttendanceDay.objects.filter(placement__position__host__in=hosts, confirmed_at=None, day__lt=before)
        .select_related("placement__person", "placement__position__host__organisation")
        .order_by("day", "placement__person__name", "pk")
    )
