"""What a business pays itself (민간부담금).

No official table was found: the share for each size class and the cap of each track are settings of the call.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal


@dataclass(frozen=True)
class Split:
    """A project's cost in won, divided: ``voucher`` + ``own`` = ``cost``."""

    cost: int
    voucher: int
    own: int


def split(cost: int, *, share: Decimal, cap: int) -> Split:
    """Divides ``cost`` (won): the business pays at least ``share`` (0.10 is ten percent), the voucher at most ``cap``.

    The own share is rounded down to a whole won, in favour of the business; what the cap does not cover is the
    business's own too. Raises ValueError for a negative cost or a share outside 0 to 1.
    """
    if cost < 0 or not 0 <= share <= 1:
        raise ValueError("a cost is not negative and a share lies between 0 and 1")
    least = int((cost * share).to_integral_value(ROUND_FLOOR))
    voucher = min(cost - least, cap)
    return Split(cost, voucher, cost - voucher)
