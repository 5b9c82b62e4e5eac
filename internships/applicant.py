"""What an applicant does beside the application: priority group, interview, wishes, place; all on the application's
page, each with its next step."""

from typing import Any

from internships.models import Placement
from internships.queries.interview import present_booking
from internships.queries.matching import last_moment, wish_list
from internships.queries.priority import claims_of, groups_on_offer
from internships.rules.interviews import INTERVIEWED
from kernel import clock
from programs.models import Application
from programs.queries.evidence import RUNNING
from programs.registry import ApplicationPanel


def applicant_panel(application: Application) -> ApplicationPanel | None:
    """The cards that there is something in; None for a case that is over."""
    context: dict[str, Any] = {"application": application}
    if application.state in ("draft", *RUNNING) and groups_on_offer(application.call):
        context |= {"priority": True, "claims": claims_of(application).count()}
        context |= {"may_name": application.editable_at(clock.now())}
    if application.state in RUNNING:
        context |= _place(application) or _interview(application) | _wishes(application)
    return ApplicationPanel("internships/applicant/_panel.html", context) if len(context) > 1 else None


def _place(application: Application) -> dict[str, Any]:
    """The place that is offered or held."""
    rows = Placement.objects.filter(application=application, state__in=("proposed", "accepted", "working"))
    placement = rows.select_related("position__host__organisation").first()
    return {"placement": placement} if placement else {}


def _interview(application: Application) -> dict[str, Any]:
    present = present_booking(application)
    open_days = application.call.interview_days.filter(state="open", held_on__gte=clock.today())
    if present is None and not (application.state in INTERVIEWED and open_days.exists()):
        return {}
    return {"interview": True, "booking": present}


def _wishes(application: Application) -> dict[str, Any]:
    listed = wish_list(application)
    count = listed.wishes.count() if listed.pk else 0
    return {"wishes": True, "count": count, "until": last_moment(application.call)}
