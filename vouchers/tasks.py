"""What the worker does for the voucher programme."""

from kernel.actor import Actor
from programs.models import Call
from vouchers.actions import lapse_agreements
from vouchers.actions.alarm import tell_what_is_late
from vouchers.actions.archive import archive_finished
from vouchers.actions.signal import find_signals
from vouchers.actions.survey import go_on_with_surveys
from vouchers.actions.voucher import give_up_unpaid


def lapse_stale_agreements() -> int:
    """Every ten minutes: prior agreements that their application has left behind. May run twice."""
    return lapse_agreements(Actor.system("vouchers.lapse_agreements"))


def give_up_unpaid_agreements() -> int:
    """Every night: agreements whose contribution was not paid in by its day. May run twice."""
    return give_up_unpaid(Actor.system("vouchers.give_up_unpaid"))


def tell_late() -> int:
    """Every morning: deliveries and payments whose day has passed. May run twice."""
    return tell_what_is_late(Actor.system("vouchers.tell_late"))


def ask_surveys() -> tuple[int, int]:
    """Every morning: surveys whose day has come are asked and reminded of. May run twice."""
    return go_on_with_surveys(Actor.system("vouchers.surveys"))


def keep_archive() -> int:
    """Every night: finished cases are archived; how many. May run twice."""
    return archive_finished(Actor.system("vouchers.archive"))


def look_at_call(call_id: int) -> int:
    """Looks for reasons to look in one call. May run twice."""
    return len(find_signals(Actor.system("vouchers.find_signals"), call_id))


def look_everywhere() -> int:
    """Every night: the same in every call that has been published. May run twice."""
    calls = Call.objects.filter(programme="vouchers", state__in=("published", "closed", "decided"))
    return sum(map(look_at_call, calls.order_by("pk").values_list("pk", flat=True)))
