"""What stands between a call and the confirmation of its ranking or the publication of its results."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q

from kernel.errors import HanbatError
from programs.errors_choosing import (
    InputsChanged,
    MoreThanSeats,
    NotConfirmed,
    OverBudget,
    RankingNotConfirmed,
    TrackOverBudget,
    TrackOverPlaces,
    Undecided,
)
from programs.models import Application, Call, Decision, RankingRun, ResultsMoment
from programs.queries.decisions import WAITING, TrackUse, track_uses
from programs.queries.ranking import frozen_inputs, ranking_inputs, run_in_force
from programs.reasons import difference_text
from programs.rules.ranking import Inputs, differences, to_json
from programs.rules.ranking.inputs import text_hash


def check_unchanged(run: RankingRun) -> None:
    """Raises InputsChanged, naming the first few changes, when the list would be made from something else now."""
    try:
        present = ranking_inputs(run.call)
    except ValueError:
        present = Inputs(run.call.terms.choosing_terms.for_ranking())
    if text_hash(to_json(present)) == run.inputs_hash:
        return
    found = differences(frozen_inputs(run), present)
    numbers = dict(
        Application.objects.filter(pk__in=[one.application for one in found[:5]]).values_list("pk", "receipt_number")
    )
    said = [difference_text(one, numbers.get(one.application, "")) for one in found[:5]]
    more = len(found) - len(said)
    raise InputsChanged(what=" · ".join(said) + (f" (+{more})" if more > 0 else ""))


def check_publishable(call: Call) -> None:
    """Raises Undecided, RankingNotConfirmed, NotConfirmed, InputsChanged, TrackOverPlaces, TrackOverBudget,
    MoreThanSeats, OverBudget."""
    waiting = Application.objects.filter(call=call, state__in=["submitted", "correcting", *WAITING])
    counted = waiting.aggregate(
        undecided=Count("pk", filter=Q(decision=None)), open=Count("pk", filter=~Q(decision__state="confirmed"))
    )
    if counted["undecided"]:
        raise Undecided(count=counted["undecided"])
    run = run_in_force(call)
    if run and run.state != "confirmed":
        raise RankingNotConfirmed()
    if counted["open"]:
        raise NotConfirmed(count=counted["open"])
    if run:
        run.call = call
        check_unchanged(run)
    _check_money(call, track_uses(call))


def _check_money(call: Call, uses: list[TrackUse]) -> None:
    """Places and budget, track by track and together. A call whose tracks leave one open has its own figure for it."""
    for use in uses:
        name = use.terms.label or use.terms.code
        if name and use.over_places:
            raise TrackOverPlaces(track=name, count=use.selected, places=use.terms.places)
        if name and use.over_budget:
            raise TrackOverBudget(track=name, amount=f"{use.amount:,}", budget=f"{use.terms.budget:,}")
    terms = call.terms.choosing_terms
    count, amount = sum(use.selected for use in uses), sum(use.amount for use in uses)
    seats = call.seats if terms.places is None else terms.places
    budget = call.budget if terms.budget is None else terms.budget
    if count > seats:
        raise MoreThanSeats(count=count, seats=seats)
    if budget and amount > budget:
        raise OverBudget(amount=f"{amount:,}", budget=f"{budget:,}")


def what_stands_between(call: Call) -> HanbatError | None:
    """The first reason for which the results cannot be published now."""
    try:
        check_publishable(call)
    except HanbatError as obstacle:
        return obstacle
    return None


def planned_moment(call: Call) -> ResultsMoment | None:
    """The moment that is set for the results."""
    return call.results_moments.filter(state="planned").select_related("set_by").first()


def missed_moment(call: Call) -> ResultsMoment | None:
    """The last moment, when it came and nothing could be published."""
    last = call.results_moments.select_related("set_by").order_by("-pk").first()
    return last if last is not None and last.state == "missed" else None


def due_moments(now: datetime) -> list[int]:
    """Keys of the moments that have come, the earliest first."""
    due = ResultsMoment.objects.filter(state="planned", at__lte=now).order_by("at", "pk")
    return list(due.values_list("pk", flat=True))


@dataclass(frozen=True)
class Mails:
    """How many applications get a result and how many people are told of it, by outcome."""

    outcome: str
    applications: int
    people: int

    @property
    def label(self) -> str:
        return str(Decision.Outcome(self.outcome).label)


def mails_of_results(call: Call) -> list[Mails]:
    """One line for each outcome; one statement."""
    members = F("application__organisation__memberships__user")
    told = (
        Decision.objects.filter(application__call=call)
        .exclude(application__state__in=["withdrawn", "given_up"])
        .order_by()
        .values_list("outcome")
        .annotate(
            applications=Count("application", distinct=True),
            persons=Count("application__user", distinct=True, filter=Q(application__organisation=None)),
            members=Count(members, distinct=True, filter=Q(application__organisation__memberships__left_at=None)),
        )
    )
    found = {outcome: Mails(outcome, number, persons + people) for outcome, number, persons, people in told}
    return [found[code] for code in Decision.Outcome.values if code in found]
