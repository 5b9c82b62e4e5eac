"""When somebody's employment in a call has ended: the city is the employer at each place there (:mod:`.pay_compute`),
so that who is moved from one to another has not left it."""

from typing import Any

from django.db.models import Case, DateField, Exists, F, OuterRef, Subquery, When
from django.db.models.functions import Least, TruncDate

from internships.lifecycles import ACTIVE, CUT_SHORT, WORKED
from internships.models import AttendanceDay, Placement
from kernel import clock

OVER_ON = Case(  # the last day of a place
    When(
        state__in=CUT_SHORT,
        ended_at__isnull=False,
        then=Least(F("last_day"), TruncDate("ended_at", tzinfo=clock.SEOUL)),
    ),
    default=F("last_day"),
    output_field=DateField(),
)


def has_worked() -> Exists:
    """Whether somebody worked at a place, of a query of places."""
    return Exists(AttendanceDay.objects.filter(placement=OuterRef("pk"), worked_minutes__gt=0))


def left_on(place: str = "") -> Any:
    """The last day of the employment of the person of a place in its call, for a query of places, or of rows that point
    to one by ``place`` (``placement__``); nothing while they hold another place there, or this one."""
    same = Placement.objects.filter(
        person=OuterRef(f"{place}person"), position__call=OuterRef(f"{place}position__call")
    )
    held = same.filter(state__in=ACTIVE, last_day__gte=clock.today())
    ends = same.filter(has_worked(), state__in=WORKED).annotate(over_on=OVER_ON).order_by("-over_on")
    return Case(
        When(Exists(held), then=None), default=Subquery(ends.values("over_on")[:1]), output_field=DateField(null=True)
    )
