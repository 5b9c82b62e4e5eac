"""The settlement (정산): what was paid, what of it is not allowed, what goes back to whom, to the won."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Cost:
    """A line: ``support`` and ``own`` as paid, ``in_kind`` as put in, ``disallowed`` of their sum, ``claimed``: support
    of this line that an earlier clawback claims back already; all in won."""

    support: int
    own: int
    in_kind: int = 0
    disallowed: int = 0
    claimed: int = 0

    def __post_init__(self) -> None:
        if min(self.support, self.own, self.in_kind, self.disallowed) < 0 or self.disallowed > self.amount:
            raise ValueError("sums are not negative and no more is disallowed than there is")

    @property
    def amount(self) -> int:
        return self.support + self.own + self.in_kind

    @property
    def disallowed_support(self) -> int:
        """The city's part of what is disallowed: in the proportion of the line, rounded up, since public money is
        taken back in full; never more than was paid."""
        if not self.amount:
            return 0
        return min(self.support, -(-self.disallowed * self.support // self.amount))

    @property
    def to_claim(self) -> int:
        """What is still to be claimed back of the disallowed support: no won of a line is claimed twice."""
        return max(self.disallowed_support - self.claimed, 0)


def divide_claimed(costs: Sequence[Cost], claimed: int) -> tuple[Cost, ...]:
    """The lines of one order, in the order in which they were paid, with what clawbacks of that order claim back
    already set against what of them is disallowed: against the first first, so that what is still claimed is of the
    lines paid last, which bear the least interest."""
    found = []
    for cost in costs:
        taken = min(cost.disallowed_support, claimed)
        claimed -= taken
        found.append(replace(cost, claimed=taken))
    return tuple(found)


def claims(costs: Sequence[Cost], left: int) -> tuple[int, ...]:
    """What is claimed back of each line, in won, ``left`` being the paid support that nothing claims back yet.

    Never more in all than ``left``: a business gives back what it was paid, once (보조금법 §31, 지방보조금법 §34).
    Where earlier clawbacks that name no order leave less than the lines come to, the last lines go first: they were
    paid last and bear the least interest, so that the doubt is not the business's loss.
    """
    found = [0] * len(costs)
    for place in range(len(costs) - 1, -1, -1):
        found[place] = min(costs[place].to_claim, left)
        left -= found[place]
    return tuple(found)


@dataclass(frozen=True)
class Figures:
    """``cost`` put in, ``allowed`` of it; ``claim``: paid support that was disallowed and is claimed back now;
    ``claimed``: disallowed support that earlier clawbacks claim back already; ``returned``: support never used, back to
    the budget; ``refunded``: own money never used, back to the business.
    All in won."""

    cost: int
    allowed: int
    support_paid: int
    own_paid: int
    in_kind: int
    disallowed: int
    claim: int
    returned: int
    refunded: int
    claimed: int = 0


def settle(costs: Sequence[Cost], *, free_support: int, free_own: int, taken: int = 0) -> Figures:
    """The sums of a settlement, ``free_…`` being what is left on the voucher and ``taken`` the paid support that
    earlier clawbacks claim back, in won."""
    disallowed = sum(cost.disallowed for cost in costs)
    total = sum(cost.amount for cost in costs)
    left = max(sum(cost.support for cost in costs) - taken, 0)
    claim = sum(claims(costs, left))
    return Figures(
        cost=total,
        allowed=total - disallowed,
        support_paid=sum(cost.support for cost in costs),
        own_paid=sum(cost.own for cost in costs),
        in_kind=sum(cost.in_kind for cost in costs),
        disallowed=disallowed,
        claim=claim,
        returned=free_support,
        refunded=free_own,
        claimed=sum(cost.disallowed_support for cost in costs) - claim,
    )


def divide_recovery(paid: int, interest_open: int, principal_open: int) -> tuple[int, int]:
    """(interest, principal) of a sum that was paid back: interest first (민법 §479①). Raises ValueError for more than
    is open."""
    if not 0 < paid <= interest_open + principal_open:
        raise ValueError("more than is open")
    interest = min(paid, interest_open)
    return interest, paid - interest


def keep_until(completed_on: date, years: int = 5) -> date:
    """The first day on which the papers of a case may be destroyed: ``years`` after its completion (보조금법 §25③,
    지방보조금법 §16③: five years); from 29 February on 1 March."""
    try:
        return completed_on.replace(year=completed_on.year + years)
    except ValueError:
        return date(completed_on.year + years, 3, 1)
