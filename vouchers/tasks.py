"""What the worker does for the voucher programme."""

from kernel.actor import Actor
from vouchers.actions import lapse_agreements
from vouchers.actions.voucher import give_up_unpaid


def lapse_stale_agreements() -> int:
    """Every ten minutes: prior agreements that their application has left behind. May run twice."""
    return lapse_agreements(Actor.system("vouchers.lapse_agreements"))


def give_up_unpaid_agreements() -> int:
    """Every night: agreements whose contribution was not paid in by its day. May run twice."""
    return give_up_unpaid(Actor.system("vouchers.give_up_unpaid"))
