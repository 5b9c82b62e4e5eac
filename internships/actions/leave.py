"""Annual leave: a ledger of rows that are only added; the balance is their sum."""

from internships.models import AttendanceRequest, LeaveEntry, Placement
from internships.queries.attendance import attendance_of
from internships.queries.hours import hours_of
from internships.queries.placement import ended_on
from internships.rules.leave import earned, leave_day, leave_months
from kernel import clock


def earn(placement: Placement) -> int:
    """Writes the days of leave that full months have given by today; how many are new. The placement is locked.

    A month in which an absence is still to be corrected gives its day when the correction is granted. Who left has
    none for a month that ended with them.
    """
    today = clock.today()
    last = ended_on(placement) or placement.last_day
    due = [month for month in leave_months(placement.first_day, last) if month.due <= today]
    known = set(placement.leave.filter(kind="earned").values_list("key", flat=True))
    open_months = [month for month in due if f"earned:{month.number}" not in known]
    if not open_months:
        return 0
    hours = hours_of(placement)
    attended, absent = attendance_of(placement, open_months[-1].last_day)
    found = [(month, leave_day(hours.on(month.due).minutes * 5)) for month in open_months]
    rows = [
        LeaveEntry(
            placement=placement, kind="earned", minutes=minutes, day=month.due, key=f"earned:{month.number}",
            made_at=clock.now(),
        )
        for month, minutes in found
        if minutes and earned(month, attended, absent)
    ]  # fmt: skip
    LeaveEntry.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def take(placement: Placement, request: AttendanceRequest, minutes: int) -> None:
    LeaveEntry.objects.create(
        placement=placement, kind="taken", minutes=-minutes, day=request.day, key=f"taken:{request.pk}",
        request=request, made_at=clock.now(),
    )  # fmt: skip


def give_back(placement: Placement, request: AttendanceRequest) -> None:
    """What a request took is there again."""
    taken = LeaveEntry.objects.get(placement=placement, key=f"taken:{request.pk}")
    LeaveEntry.objects.create(
        placement=placement, kind="given_back", minutes=-taken.minutes, day=request.day,
        key=f"given_back:{request.pk}", request=request, made_at=clock.now(),
    )  # fmt: skip
