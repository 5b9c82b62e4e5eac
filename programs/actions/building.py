"""One step of building a call: of a draft at once, of a published call into the amendment that is being composed."""

from kernel.action import action, record
from kernel.actor import Actor
from kernel.permissions import require
from kernel.transition import lock
from programs.actions.call import TermsText, update_call, write_terms
from programs.errors_amendment import AmendmentWaits, NotComposing, NotRunning
from programs.errors_building import StepChanged
from programs.models import Call, CallAmendment
from programs.queries.amendments import (
    RUNNING,
    as_prepared,
    composed_amendment,
    next_version,
    open_amendment,
    terms_to_build,
)


@action
def change_terms(actor: Actor, call_id: int, terms: TermsText, *, seen: int | None = None) -> Call:
    """The next version of the terms: of a draft in force, of a published call prepared for its amendment, which changes
    nothing for anybody yet. ``seen`` is the version that whoever changes it had before their eyes.

    Raises StepChanged, CallIncomplete for a call that waits for approval, NotComposing.
    """
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    if call.state not in RUNNING:
        return update_call(actor, call_id, terms=terms, seen=seen)
    amendment = composed_amendment(call)
    if amendment is None:
        raise NotComposing()
    old = terms_to_build(call)
    if seen is not None and seen != old.version:
        raise StepChanged()
    made = write_terms(actor, call, terms, old, version=next_version(call))
    if made:
        amendment.terms = made
        amendment.save(update_fields=["terms"])
        record(actor, "prepare_terms", amendment, before={"version": old.version}, after={"version": made.version})
    return as_prepared(call, amendment)


@action
def compose_amendment(actor: Actor, call_id: int) -> CallAmendment:
    """Begins an amendment of a published call, or goes on with the one that its managers are composing.
    Raises NotRunning, AmendmentWaits."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call)
    if call.state not in RUNNING:
        raise NotRunning(state=call.stage.label)
    if open_amendment(call) is not None:
        raise AmendmentWaits()
    present = composed_amendment(call)
    if present:
        return present
    made = CallAmendment.objects.create(call=call, proposed_by=actor.user)
    record(actor, "compose_amendment", made)
    return made
