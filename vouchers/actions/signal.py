"""Reasons to look: looked for, and answered by a person."""

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.permissions import may
from kernel.queueing import enqueue
from kernel.transition import advance, lock
from programs.models import Call
from vouchers.models import Signal
from vouchers.queries.signals import findings_of, fingerprint
from vouchers.rules.signals import Found

ANSWERS = ("explain", "follow_up")


@action
def ask_for_signals(actor: Actor, call_id: int) -> None:
    """Has the worker look now; every night it looks by itself. Raises NotPermitted."""
    call = Call.objects.get(pk=call_id)
    if not may(actor, "manage_call", call):
        raise NotPermitted()
    enqueue("vouchers.tasks.look_at_call", call.pk, key=f"signals:{call.pk}")
    record(actor, "ask_for_signals", call)


@action
def find_signals(actor: Actor, call_id: int) -> list[Signal]:
    """Compares the call's applications and keeps what is new; gives the signals that are new or grew.

    May run again at any time: what was told is not told again. When another application joins a finding that was
    answered, it is open again, with its answer in the trail.
    """
    call = Call.objects.get(pk=call_id)
    told = [_tell(actor, call, one) for one in findings_of(call)]
    return [one for one in told if one is not None]


def _tell(actor: Actor, call: Call, found: Found) -> Signal | None:
    facts, key = dict(found.facts), fingerprint(call, found)
    signal, fresh = Signal.objects.get_or_create(
        fingerprint=key, defaults={"call": call, "kind": found.kind.value, "facts": facts, "found_at": clock.now()}
    )
    if fresh:
        signal.applications.set(found.applications)
        record(actor, "find_signal", signal, after={"kind": signal.kind, "applications": list(found.applications)})
        return signal
    known = set(signal.applications.values_list("pk", flat=True))
    joined = set(found.applications) - known
    if not joined:
        return None
    signal.applications.add(*joined)
    signal.facts = facts
    signal.save(update_fields=["facts"])
    if signal.state == "open":
        record(actor, "find_signal", signal, after={"applications": sorted(known | joined)})
    else:
        advance(signal, "reopen", actor)
    return signal


@action
def answer_signal(actor: Actor, signal_id: int, verb: str, answer: str) -> Signal:
    """A manager of the call looked: ``explain`` or ``follow_up`` with what was found. Nothing else follows from it.

    Raises NotPermitted, ReasonNeeded.
    """
    signal: Signal = lock(Signal, signal_id)
    if not may(actor, "manage_call", signal.call) or verb not in ANSWERS:
        raise NotPermitted()
    if not answer.strip():
        raise ReasonNeeded(field="answer")
    changes = {"answer": answer.strip(), "answered_by": actor.user, "answered_at": clock.now()}
    return advance(signal, verb, actor, reason=answer.strip(), **changes)
