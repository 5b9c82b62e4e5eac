"""The money of a call's tracks (예산): brought into the books, taken out of them, allotted again after it came back."""

from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.permissions import require
from kernel.transition import lock
from programs.models import Call
from vouchers.actions.ledger import Posting, post
from vouchers.errors import TrackUnknown
from vouchers.models import Entry
from vouchers.queries.allotment import MOVES, tracks_of
from vouchers.rules.ledger import NotInBooks, Place, Verb


@action
def move_budget(actor: Actor, call_id: int, verb: Verb, track: str, won: int, document: str) -> Entry:
    """Moves the money of a track as a ``document`` of the budget says: 배정, 감액 or 재배정.

    Once for each document, whose number stands in the ledger. By a finance officer of the call: whoever decides on
    cases does not bring their money in. Raises NotVisible, TrackUnknown, ReasonNeeded without a document,
    NotEnoughMoney for more than is not promised yet, or than came back, KeyUsedDifferently when the document stands
    for another sum.
    """
    call: Call = lock(Call, call_id)
    require(actor, "pay_call", call, hide=True)
    if verb not in MOVES:
        raise NotInBooks(f"{verb} moves no budget")
    if track not in {one.code for one in tracks_of(call)}:
        raise TrackUnknown(field="track")
    number = document.strip()
    if not number:
        raise ReasonNeeded(field="document")
    key = f"budget:{call.pk}:{track}:{verb}:{number}"
    fresh = not Entry.objects.filter(key=key).exists()
    (entry,) = post(actor, Posting(verb, Place(call.pk, track), key, call, support=won, memo=number))
    if fresh:
        after = {"what": verb.value, "track": track, "won": won, "document": number}
        record(actor, "move_budget", call, after=after)
    return entry
