"""What the worker does for the voucher programme."""

from kernel.actor import Actor
from vouchers.actions import lapse_agreements


def lapse_stale_agreements() -> int:
    """Every ten minutes: prior agreements that their application has left behind. May run twice."""
    return lapse_agreements(Actor.system("vouchers.lapse_agreements"))
