"""What an intern's time at work leaves on paper: the work log."""

from datetime import date

from django.utils.translation import gettext_lazy

from internships.models import Placement, WeekSummary, WorkLog
from internships.queries.placement import placement_for
from internships.rules.calendar import monday_of
from kernel.actor import Actor
from kernel.errors import NotVisible
from reports.content import Page
from reports.progress import Progress
from reports.registry import Document, Params


def _may_have_log(actor: Actor, params: Params) -> bool:
    try:
        placement_for(actor, params["placement"])
    except NotVisible:
        return actor.is_system
    return True


def _work_log(params: Params, progress: Progress) -> Page:
    """By weeks, each with its days and its summary."""
    placement = Placement.objects.select_related("person", "position__host__organisation").get(pk=params["placement"])
    weeks: dict[date, tuple[list[WorkLog], WeekSummary | None]] = {}
    for log in placement.logs.order_by("day"):
        weeks.setdefault(monday_of(log.day), ([], None))[0].append(log)
    for summary in placement.summaries.select_related("answered_by"):
        weeks[summary.monday] = (weeks.get(summary.monday, ([], None))[0], summary)
    rows = [(monday, *weeks[monday]) for monday in sorted(weeks)]
    return Page("internships/documents/work_log.html", {"placement": placement, "weeks": rows})


WORK_LOG = Document(
    code="internships.work_log",
    title=gettext_lazy("Work log"),
    formats=("pdf",),
    may=_may_have_log,
    build=_work_log,
)
