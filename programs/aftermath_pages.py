"""What an applicant's page says of what can still be done after a result."""

from typing import Any

from kernel import clock
from programs.models import Application
from programs.queries.appeals import appealable, present_appeal
from programs.queries.reserves import open_call_up
from programs.registry import programme
from programs.rules.deadlines import last_minute

INELIGIBLE = "programs.ineligible_notice"
DECISION = "programs.decision_notice"


def notice_code(application: Application) -> str:
    """The document by which an applicant has its result in writing: the programme's own, or the engine's."""
    if application.state == "ineligible":
        return INELIGIBLE
    return programme(application.call.programme).decision_document or DECISION


def after_context(application: Application) -> dict[str, Any]:
    """An open call-up with its due date, the appeal or the time that is left for one, whether a place can be given up.
    Five statements at most."""
    moment = clock.now()
    found = appealable(application)
    appeal = present_appeal(application) if application.receipt_number else None
    called = open_call_up(application) if application.state == "reserve" else None
    return {
        "appeal": appeal,
        "appeal_until": last_minute(found.due_at) if found and moment < found.due_at else None,
        "called": called,
        "call_up_until": last_minute(called.due_at) if called else None,
        "may_give_up": application.state in {"selected", "reserve"} and called is None,
    }
