"""The records of an internship go into the archive once it has ended; what then becomes of them:
:mod:`programs.actions.archive`."""

from datetime import timedelta

from internships.lifecycles import ACTIVE
from internships.models import PayRow, Placement
from internships.rules.retention import LAW, PAY, TAX_LAW, WORK, keep_pay_until, keep_until
from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from programs.actions.archive import archive_records
from programs.models import Application

ARCHIVED_AFTER = timedelta(days=30)  # from the end of the last place


def archive_ended(actor: Actor) -> int:
    """Archives the records of whoever has worked and holds no place any more, each by itself; of how many. Run again
    it keeps those longer to whom something was paid since."""
    ended = Placement.objects.filter(keep_until__isnull=False, ended_at__lte=clock.now() - ARCHIVED_AFTER)
    active = Placement.objects.filter(state__in=ACTIVE).values("application")
    applications = Application.objects.filter(placements__in=ended).exclude(pk__in=active).distinct()
    found = list(applications.exclude(archived__records=PAY, archived__state="destroyed").order_by("pk"))
    for application in found:
        _archive(actor, application)
    return len(found)


@action
def _archive(actor: Actor, application: Application) -> None:
    ended = max(
        min(place.last_day, place.ended_at.astimezone(clock.SEOUL).date())
        for place in Placement.objects.filter(application=application, keep_until__isnull=False)
        if place.ended_at is not None
    )
    paid = set(
        PayRow.objects.filter(placement__application=application, paid__isnull=False).values_list(
            "run__pay_on", flat=True
        )
    )
    number = application.receipt_number
    archive_records(actor, application, WORK, number, keep_until(ended), LAW)
    if paid:
        archive_records(actor, application, PAY, number, keep_pay_until(ended, paid), TAX_LAW)
