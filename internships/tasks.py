"""What the worker does for the internship. Each may run twice, late, or be killed half-way."""

from datetime import datetime, time, timedelta

from internships.actions import lapse_placement, release_interview
from internships.messages_interview import tell_reminded
from internships.models import Placement
from internships.queries.interview import near, of_those_who_are_out
from kernel import clock
from kernel.action import action
from kernel.actor import Actor, Channel


def lapse_placements() -> int:
    """Every five minutes: offers of places whose due date has passed; how many. Each in a transaction of its own, with
    what follows from it."""
    over = Placement.objects.filter(state="proposed", due_at__lte=clock.settled()).order_by("due_at", "pk")
    actor = Actor.system("internships.lapse_placements", Channel.TASK)
    return sum(lapse_placement(actor, pk) for pk in list(over.values_list("pk", flat=True)))


def release_interviews() -> int:
    """Every five minutes, and at once when somebody withdraws: times of applications that are out go to others. Apart
    from the withdrawal itself, whose lock on the application would meet the slot's the wrong way round."""
    actor = Actor.system("internships.release_interviews", Channel.TASK)
    found = of_those_who_are_out()
    for application in found:
        release_interview(actor, application)
    return len(found)


def remind_interviews() -> int:
    """By day: applicants whose interview is tomorrow; each is told once for each booking."""
    tomorrow = datetime.combine(clock.today() + timedelta(days=1), time(), clock.SEOUL)
    found = near(tomorrow, tomorrow + timedelta(days=1))
    for booking in found:
        action(tell_reminded)(booking)
    return len(found)
