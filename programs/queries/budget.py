"""The money of a call by track and quota: planned, decided, committed, reserved, paid, returned."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q

from programs.models import Call, Decision
from programs.registry import Spent, programme
from programs.rules.ranking import QuotaOf
from programs.rules.terms import TrackTerms


@dataclass(frozen=True)
class QuotaLine:
    """A quota of a track: ``need`` and ``got`` in places or won, as ``of`` says."""

    group: str
    of: QuotaOf
    need: int
    got: int

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
    """One line for each track, in the order of the terms; one statement besides the programme's own."""
    terms = call.terms.choosing_terms
    spent = programme(call.programme).spent(call)
    cases: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
    rows = Decision.objects.filter(application__call=call, outcome="selected").exclude(
        Q(application__state__in=["withdrawn", "given_up", "rejected", "ineligible"])
    )
    one_list = [track.code for track in terms.tracks] == [""]
    for track, won, groups in rows.values_list("application__track", "amount", "application__groups"):
        cases["" if one_list else track].append((won or 0, groups))
    return [_line(track, cases[track.code], spent.get(track.code, Spent())) for track in terms.tracks]


def _line(track: TrackTerms, cases: list[tuple[int, list[str]]], spent: Spent) -> BudgetLine:
    quotas = []
    for quota in track.quotas:
        mine = [won for won, groups in cases if quota.group in groups]
        whole = track.places if quota.of is QuotaOf.PLACES else track.budget
        got = len(mine) if quota.of is QuotaOf.PLACES else sum(mine)
        quotas.append(QuotaLine(quota.group, quota.of, quota.need(whole or 0), got))
    return BudgetLine(track, len(cases), sum(won for won, _groups in cases), spent, tuple(quotas))
