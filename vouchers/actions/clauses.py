"""The clauses of a call's agreements by track: written by its managers, each change a version of its own."""

from collections.abc import Sequence
from dataclasses import asdict

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ChangedMeanwhile
from kernel.permissions import require
from kernel.transition import lock
from programs.models import Call
from vouchers.errors import ClausesFlawed, NothingChanged, TrackUnknown
from vouchers.models import ClauseSet
from vouchers.queries.clauses import latest, present, tracks_of
from vouchers.rules.agreement import Clause
from vouchers.rules.clauses import MOST, faults
from vouchers.wording import clause_words


@action
def set_clauses(
    actor: Actor, call_id: int, track: str, clauses: Sequence[Clause], seen: int, reason: str = ""
) -> ClauseSet:
    """The next version for a track; agreements that were drawn up before keep theirs. ``seen`` is the version that the
    person started from (0: the suggestion). Raises TrackUnknown, ClausesFlawed, ChangedMeanwhile, NothingChanged."""
    call: Call = lock(Call, call_id)
    require(actor, "manage_call", call, hide=True)
    if track not in dict(tracks_of(call)):
        raise TrackUnknown()
    given = tuple(Clause(one.title.strip(), one.text.strip()) for one in clauses)
    wrong = faults(given)
    if wrong or not given or len(given) > MOST:
        raise ClausesFlawed(what=clause_words(wrong, len(given)))
    before = latest(call, track)
    number = before.version if before else 0
    if seen != number:
        raise ChangedMeanwhile()
    if given == present(call, track):
        raise NothingChanged()
    made = ClauseSet.objects.create(
        call=call,
        track=track,
        version=number + 1,
        clauses=[asdict(one) for one in given],
        reason=reason.strip(),
        made_by=actor.user,
        made_at=clock.now(),
    )
    record(actor, "set_clauses", call, after={"track": track, "version": made.version}, reason=made.reason)
    return made
