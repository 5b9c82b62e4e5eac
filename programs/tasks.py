"""What the worker does for calls and their applications. Each may run twice, late, or be killed half-way."""

from datetime import timedelta

from kernel import clock
from kernel.actor import Actor, Channel
from programs import messages_aftermath
from programs.actions import (
    close_when_over,
    lapse_call_up,
    lapse_correction,
    publish_planned,
    tell_receipts,
    work_off,
)
from programs.actions.destruction import carry_on, carry_out
from programs.messages_correction import tell_reminded
from programs.models import Correction, ReserveCall
from programs.queries.calls import calls_over
from programs.queries.list_jobs import waiting_jobs
from programs.queries.publication import due_moments


def close_calls() -> int:
    """Every minute: closes published calls whose window has passed. Whether an application is in time hangs on the
    window alone, never on this. Each call is closed in a transaction of its own, and looked at again under its lock."""
    actor = Actor.system("programs.close_calls", Channel.TASK)
    return sum(close_when_over(actor, call_id) for call_id in calls_over(clock.settled()))


def publish_results() -> int:
    """Every minute: the results whose moment has come; of how many calls. Each call has a transaction of its own: a
    worker that is killed in it has published nothing of that call, and the next one does."""
    actor = Actor.system("programs.publish_results", Channel.TASK)
    return sum(publish_planned(actor, pk) for pk in due_moments(clock.database_now()))


def work_off_lists() -> int:
    """Every minute, and at once when somebody asks: rankings of very many cases to propose or confirm; how many were
    done. Each in a transaction of its own: a worker that is killed in it has done nothing, and the next one does."""
    actor = Actor.system("programs.work_off_lists", Channel.TASK)
    return sum(work_off(actor, pk) for pk in waiting_jobs())


def tell_received() -> int:
    """Every minute: whoever handed in is told so by notice and mail; of how many versions. The page has said so at
    once: what the words take is kept out of the last second before a closing, in which people wait for each other."""
    actor = Actor.system("programs.tell_received", Channel.TASK)
    return sum(iter(lambda: tell_receipts(actor), 0))


def lapse_corrections() -> int:
    """Every five minutes: corrections whose due date has passed; how many. Each in a transaction of its own."""
    over = Correction.objects.filter(state="open", due_at__lte=clock.settled()).values_list("pk", flat=True)
    actor = Actor.system("programs.lapse_corrections", Channel.TASK)
    return sum(lapse_correction(actor, pk) for pk in list(over))


def remind_corrections() -> int:
    """By day: applicants whose correction is due within a day and who have had it for longer than that."""
    moment = clock.now()
    near = Correction.objects.filter(
        state="open",
        due_at__gt=moment,
        due_at__lte=moment + timedelta(days=1),
        asked_at__lt=moment - timedelta(hours=12),
    )
    rows = list(near.select_related("application__call", "application__organisation", "application__user"))
    for correction in rows:
        tell_reminded(correction)
    return len(rows)


def lapse_call_ups() -> int:
    """Every five minutes: call-ups whose due date has passed; how many. The next is called with each, and each has a
    transaction of its own."""
    over = ReserveCall.objects.filter(state="open", due_at__lte=clock.settled()).order_by("due_at", "pk")
    actor = Actor.system("programs.lapse_call_ups", Channel.TASK)
    return sum(lapse_call_up(actor, pk) for pk in list(over.values_list("pk", flat=True)))


def remind_call_ups() -> int:
    """By day: reserves who have to answer within a day and were called longer ago than that."""
    moment = clock.now()
    near = ReserveCall.objects.filter(
        state="open",
        due_at__gt=moment,
        due_at__lte=moment + timedelta(days=1),
        called_at__lt=moment - timedelta(hours=12),
    )
    rows = list(near.select_related("application__call", "application__organisation", "application__user"))
    for called in rows:
        messages_aftermath.tell_reminded(called)
    return len(rows)


def carry_out_destruction(order_id: int) -> bool:
    """Destroys the cases of an approved order, batch by batch. Killed anywhere, the next run goes on."""
    return carry_out(Actor.system("programs.destroy", Channel.TASK), order_id)


def carry_on_destroying() -> int:
    """Every night: destructions that a killed worker left are ended; how many. May run twice."""
    return carry_on(Actor.system("programs.destroy", Channel.TASK))
