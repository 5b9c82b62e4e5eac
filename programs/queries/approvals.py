"""What waits for a second person, and what a call's managers could do once that person has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kernel import clock
from kernel.permissions import scopes
from programs.models import Application, Call, CallAmendment, Decision, RankingRun, ReserveCall, ResultsMoment
from programs.queries.decisions import WAITING
from programs.queries.reserves import HOLDING


@dataclass(frozen=True)
class Waiting:
    """Something that others prepared in a call; ``kind``: call, amendment, ranking, decisions, or appealed (decisions
    that an upheld appeal opened again). ``count`` for decisions, ``since`` the longest."""

    kind: str
    call_id: int
    title: str
    since: datetime | None = None
    count: int | None = None


def waiting_for(user: Any) -> list[Waiting]:
    """What this person may put in force, call by call; what they proposed themselves is not among it. Two statements,
    whatever the number of calls."""
    runs = RankingRun.objects.filter(call=OuterRef("pk"), state="proposed")
    amendments = CallAmendment.objects.filter(call=OuterRef("pk"), state="proposed").exclude(proposed_by=user)
    decisions = Decision.objects.filter(
        application__call=OuterRef("pk"), state="proposed", application__state__in=WAITING
    ).exclude(proposed_by=user)
    counted = decisions.order_by().values("application__call").annotate(n=Count("pk"))
    since = decisions.order_by().values("application__call").annotate(first=Min("proposed_at"))
    calls: QuerySet[Call] = scopes(user, "approve_call", Call).exclude(state="cancelled")
    rows = calls.annotate(
        ranking_since=Subquery(runs.exclude(made_by=user).values("made_at")[:1]),
        has_ranking=Exists(runs),
        amendment_since=Subquery(amendments.values("proposed_at")[:1]),
        decisions=Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0),
        decisions_since=Subquery(since.values("first")),
    ).filter(
        Q(state="proposed") & ~Q(proposed_by=user)
        | Q(ranking_since__isnull=False)
        | Q(amendment_since__isnull=False)
        | Q(decisions__gt=0)
    )
    found = [one for call in rows.order_by("closes_at", "pk").defer("notice") for one in _of(call, user.pk)]
    return sorted(found, key=lambda one: (one.since is None, one.since))


def _of(call: Any, person: int) -> list[Waiting]:
    found = []
    if call.state == "proposed" and call.proposed_by_id != person:
        found.append(Waiting("call", call.pk, call.title, call.proposed_at))
    if call.amendment_since:
        found.append(Waiting("amendment", call.pk, call.title, call.amendment_since))
    if call.ranking_since:  # its decisions are confirmed with it
        found.append(Waiting("ranking", call.pk, call.title, call.ranking_since, call.decisions or None))
    elif call.decisions and not call.has_ranking:
        kind = "appealed" if call.state == "decided" else "decisions"
        found.append(Waiting(kind, call.pk, call.title, call.decisions_since, call.decisions))
    return found


def publishable_calls(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Those over whose ranking and decisions are all confirmed, with no moment set for their publication."""
    confirmed = RankingRun.objects.filter(call=OuterRef("pk"), state="confirmed")
    open_ones = Application.objects.filter(
        Q(decision=None) | Q(decision__state="proposed"), call=OuterRef("pk"), state__in=WAITING
    )
    planned = ResultsMoment.objects.filter(call=OuterRef("pk"), state="planned")
    over = calls.filter(state__in=["published", "closed"], closes_at__lte=clock.now())
    return over.filter(Exists(confirmed), ~Exists(open_ones), ~Exists(planned)).order_by("closes_at")


def calls_with_free_places(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Those in which a place was given up that nobody was offered yet, while somebody waits on the reserve list."""
    filled = ReserveCall.objects.filter(freed_by=OuterRef("pk"), state__in=HOLDING)
    freed = Application.objects.filter(
        ~Exists(filled), call=OuterRef("pk"), state="given_up", decision__outcome="selected"
    )
    called = ReserveCall.objects.filter(application=OuterRef("pk"), state="open")
    reserves = Application.objects.filter(~Exists(called), call=OuterRef("pk"), state="reserve")
    return calls.filter(Exists(freed), Exists(reserves), state="decided").order_by("closes_at")
