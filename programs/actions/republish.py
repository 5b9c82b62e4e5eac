"""A single decision after the results are out: what an upheld appeal led to is published by itself."""

from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.permissions import require
from kernel.transition import advance, lock
from programs.actions.results import VERBS
from programs.errors_aftermath import NoRoom, NothingToPublish, ResultsNotOut
from programs.messages import tell_decisions
from programs.models import Application, Call, Decision
from programs.queries.reserves import standing_of
from programs.registry import programme


@action
def publish_decision(actor: Actor, application_id: int) -> Decision:
    """Moves one application to its new, confirmed decision and tells its applicant.

    Raises NotPermitted, ResultsNotOut, NothingToPublish, NoRoom when a selection finds no place or money left.
    """
    call_id = Application.objects.values_list("call_id", flat=True).get(pk=application_id)
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    if call.state != "decided":
        raise ResultsNotOut()
    application: Application = lock(Application, application_id)
    application.call = call
    decision = Decision.objects.select_for_update().filter(application=application, state="confirmed").first()
    if decision is None or application.state not in {"eligible", "in_review"}:
        raise NothingToPublish()
    decision.application = application
    if decision.outcome == Decision.Outcome.SELECTED:
        _check_room(call, decision)
    advance(decision, "publish", actor, published_at=clock.now())
    advance(application, VERBS[decision.outcome], actor)
    tell_decisions([decision])
    if decision.outcome == Decision.Outcome.SELECTED:
        programme(call.programme).on_selected(actor, application, decision)
    return decision


def _check_room(call: Call, decision: Decision) -> None:
    """Places and money that are neither taken nor offered to a reserve."""
    standing = standing_of(call, decision.application.track)
    if standing is None:
        return
    left = standing.left
    if left.places == 0 or (left.won is not None and (decision.amount or 0) > left.won):
        raise NoRoom(
            track=standing.terms.label or call.title,
            places="–" if left.places is None else left.places,
            won="–" if left.won is None else f"{left.won:,}",
        )
