"""The money of a call by track and quota: planned, decided, committed, reserved, paid, returned."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, Sum

from programs.models import Call, Decision
from programs.registry import Spending, Spent, programme
from programs.rules.ranking import Quota, QuotaOf
from programs.rules.terms import TrackTerms

DECIDED_OTHERWISE = ("withdrawn", "given_up", "rejected", "ineligible")


@dataclass(frozen=True)
class Alike:
    """Selected applications of one track with the same groups: how many, and what was decided for them in won."""

    track: str
    groups: frozenset[str]
    number: int
    won: int


@dataclass(frozen=True)
class QuotaLine:
    """A quota of a track: ``need`` and ``got`` in places or won, as ``of`` says; its cases and their money in won."""

    group: str
    of: QuotaOf
    need: int
    selected: int
    decided: int
    spent: Spent

    @property
    def got(self) -> int:
        return self.selected if self.of is QuotaOf.PLACES else self.decided

    @property
    def planned(self) -> int | None:
        """Won that are to go to the group at least; None where places are."""
        return None if self.of is QuotaOf.PLACES else self.need

    @property
    def reached(self) -> bool:
        return self.got >= self.need


@dataclass(frozen=True)
class BudgetLine:
    """A track's money in won. ``decided``: of those selected, published or not; ``selected`` of them."""

    track: TrackTerms
    selected: int
    decided: int
    spent: Spent
    quotas: tuple[QuotaLine, ...]

    @property
    def planned(self) -> int:
        return self.track.budget or 0

    @property
    def left(self) -> int:
        """Planned and not decided, plus what came back."""
        return self.planned - self.decided + self.spent.returned

    def share(self, won: int) -> Decimal:
        """Per cent of the plan, for the picture: one decimal, never more than a hundred."""
        whole = max(self.planned, self.decided, 1)
        return min((Decimal(100 * won) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP), Decimal(100))


def budget(call: Call) -> list[BudgetLine]:
    """One line for each track, in the order of the terms; one statement besides the programme's own, each with a row
    for every combination of track and groups, however many cases there are."""
    terms = call.terms.choosing_terms
    selected, spent = _selected(call), list(programme(call.programme).spent(call))
    one_list = [track.code for track in terms.tracks] == [""]
    return [
        _line(
            track,
            [one for one in selected if one_list or one.track == track.code],
            [one for one in spent if one_list or one.track == track.code],
        )
        for track in terms.tracks
    ]


def _selected(call: Call) -> list[Alike]:
    rows = Decision.objects.filter(application__call=call, outcome="selected").exclude(
        Q(application__state__in=DECIDED_OTHERWISE)
    )
    found = rows.order_by().values_list("application__track", "application__groups")
    return [
        Alike(track, frozenset(groups), number, won or 0)
        for track, groups, number, won in found.annotate(Count("pk"), Sum("amount"))
    ]


def _line(track: TrackTerms, selected: list[Alike], spent: list[Spending]) -> BudgetLine:
    quotas = tuple(_quota(track, quota, selected, spent) for quota in track.quotas)
    number, won = sum(one.number for one in selected), sum(one.won for one in selected)
    return BudgetLine(track, number, won, _together(spent), quotas)


def _quota(track: TrackTerms, quota: Quota, selected: list[Alike], spent: list[Spending]) -> QuotaLine:
    mine = [one for one in selected if quota.group in one.groups]
    whole = track.places if quota.of is QuotaOf.PLACES else track.budget
    return QuotaLine(
        quota.group,
        quota.of,
        quota.need(whole or 0),
        sum(one.number for one in mine),
        sum(one.won for one in mine),
        _together([one for one in spent if quota.group in one.groups]),
    )


def _together(spent: Iterable[Spending]) -> Spent:
    return sum((one.spent for one in spent), Spent())
