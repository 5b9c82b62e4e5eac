"""What withdrawing a position comes to for the people who are placed there; nothing is changed by asking."""

from collections.abc import Iterable
from dataclasses import dataclass

from internships.lifecycles import ACTIVE
from internships.models import Placement, Position
from internships.queries.matching import market_without, matched
from internships.queries.position import offered
from internships.rules.matching import match


@dataclass(frozen=True)
class Freed:
    """Somebody placed there. ``following``: what they would be offered at once (None: they wait), their wish number
    ``wish``."""

    placement: Placement
    following: Position | None
    wish: int | None

    @property
    def held(self) -> bool:
        """Whether they had accepted: before that the host does not know of them."""
        return self.placement.is_held


@dataclass(frozen=True)
class Outcome:
    """``automatic``: whether seats are filled by themselves, as they are once the call was matched."""

    freed: tuple[Freed, ...]
    automatic: bool

    @property
    def accepted(self) -> int:
        return sum(one.held for one in self.freed)

    @property
    def moving(self) -> int:
        """How many would be offered another seat at once."""
        return sum(one.following is not None for one in self.freed)

    @property
    def waiting(self) -> int:
        return len(self.freed) - self.moving


def outcome_of(position: Position) -> Outcome:
    """What becomes of everybody placed at the position when it is withdrawn now, by the rule that would then run."""
    active = position.placements.filter(state__in=ACTIVE).select_related("person", "application")
    people = list(active.order_by("person__name", "pk"))
    if not matched(position.call):
        return Outcome(tuple(Freed(one, None, None) for one in people), automatic=False)
    return Outcome(tuple(_placed_again(position, people)), automatic=True)


def _placed_again(position: Position, people: Iterable[Placement]) -> Iterable[Freed]:
    matching = match(market_without(position))
    others = offered(position.call).in_bulk()
    for one in people:
        at = matching.placed.get(one.application_id)
        yield Freed(one, others[at] if at else None, matching.rank.get(one.application_id))
