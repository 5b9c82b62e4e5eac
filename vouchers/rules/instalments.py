"""Orders that are accepted, invoiced and paid in parts (부분 검수, 기성 지급).

Both moneys of an order are fixed when it is placed. Whatever part of it is accepted takes its share of either, so that
the parts of one order add up to exactly what was reserved for it, however often it is cut.
"""

from vouchers.rules.ledger import Parts


def next_part(whole: Parts, before: Parts, more: int) -> Parts:
    """The two moneys of the next ``more`` won of an order of ``whole``, ``before`` of it having been accepted already.

    The own part of everything so far is its share rounded down, the support the rest: neither part of any step is
    negative, and the step that completes the order takes exactly what is left. Raises ValueError when the order has
    not as much left.
    """
    if not 0 < more <= whole.total - before.total:
        raise ValueError("more than the order has left")
    own = whole.own * (before.total + more) // whole.total - before.own
    return Parts(more - own, own)
