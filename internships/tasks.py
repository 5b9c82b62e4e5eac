"""What the worker does for the internship. Each may run twice, late, or be killed half-way."""

from internships.actions import lapse_placement
from internships.models import Placement
from kernel import clock
from kernel.actor import Actor, Channel


def lapse_placements() -> int:
    """Every five minutes: offers of places whose due date has passed; how many. Each in a transaction of its own, with
    what follows from it."""
    over = Placement.objects.filter(state="proposed", due_at__lte=clock.settled()).order_by("due_at", "pk")
    actor = Actor.system("internships.lapse_placements", Channel.TASK)
    return sum(lapse_placement(actor, pk) for pk in list(over.values_list("pk", flat=True)))
