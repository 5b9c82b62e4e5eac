"""Reading the end: what somebody was judged by or would be, how it may still come out, who is to be evaluated."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.queries.organisation import organisations_of
from internships.lifecycles import JUDGED
from internships.models import Evaluation, Placement, SessionAttendance
from internships.queries.access import belongs, mentored_hosts, mentors
from internships.queries.attendance import attended, figures, progress_of, shares
from internships.queries.placement import whole
from internships.queries.training import minutes_by_application
from internships.rules.ending import Forecast, Needs, Verdict, forecast, judge, needs_from
from internships.rules.terms import terms_from
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotVisible
from programs.models import Call

SOON = timedelta(days=14)  # before the last day the final evaluation is asked for


def needs_of(call: Call) -> Needs:
    """What the call asks for."""
    settings = call.terms.settings
    return needs_from(settings, terms_from(settings).attendance_percent)


def trained(placements: Iterable[Placement]) -> dict[int, int]:
    """Minutes of training attended, at whatever place of the person, by placement; one statement."""
    people = list(placements)
    rows = SessionAttendance.objects.filter(placement__application__in=[one.application_id for one in people])
    minutes = minutes_by_application(rows)
    return {one.pk: minutes.get(one.application_id, 0) for one in people}


def final_points(placements: Iterable[Placement]) -> dict[int, int]:
    """Points of the mentors' final evaluations, by placement; one statement."""
    rows = Evaluation.objects.filter(placement__in=[one.pk for one in placements], stage="end")
    return dict(rows.values_list("placement", "points"))


def verdict_now(placement: Placement) -> Verdict:
    """By what is known now of the whole period, whatever was decided before."""
    minutes, points = trained([placement]), final_points([placement])
    needs = needs_of(placement.position.call)
    return judge(needs, progress_of(placement), minutes.get(placement.pk, 0), points.get(placement.pk))


def verdict(placement: Placement) -> Verdict:
    """As it was decided on; of whoever was not judged yet, as it is now."""
    if placement.state not in JUDGED:
        return verdict_now(placement)
    needs = needs_of(placement.position.call)
    return judge(needs, figures(placement), placement.minutes_trained or 0, placement.points)


@dataclass(frozen=True)
class Ending:
    """Somebody on the way to the end: the attendance that may still come, what is reached of the rest."""

    placement: Any
    forecast: Forecast
    verdict: Verdict

    @property
    def over(self) -> bool:
        return bool(self.placement.last_day <= clock.today())


def endings(call: Call, text: str = "") -> list[Ending]:
    """Everybody of the call who works, by name, with how it may come out; a fixed number of statements."""
    found = Placement.objects.filter(position__call=call, state="working")
    if text.strip():
        found = found.filter(person__name__icontains=text.strip())
    rows = attended(found.select_related("person", "position__host__organisation"))
    people = list(rows.order_by("person__name", "pk"))
    needs, minutes, points = needs_of(call), trained(people), final_points(people)
    for one in people:
        one.position.call = call
    made = []
    for share in shares(people):
        one, today = share.placement, clock.today()
        ahead = forecast(share.completion, share.hours.due(max(one.first_day, today), one.last_day))
        now = judge(needs, share.completion, minutes.get(one.pk, 0), points.get(one.pk))
        made.append(Ending(one, ahead, now))
    return made


def over_in(call: Call) -> list[int]:
    """Placements at work whose last day has come."""
    rows = Placement.objects.filter(position__call=call, state="working", last_day__lte=clock.today())
    return list(rows.order_by("pk").values_list("pk", flat=True))


def evaluations_of(placement: Placement) -> QuerySet[Evaluation]:
    return placement.evaluations.select_related("written_by").order_by("stage")


def stages_for(actor: Actor, placement: Placement) -> list[str]:
    """The evaluations that the actor may write of somebody."""
    own = ["middle", "end"] if mentors(actor, placement) else []
    return [*own, *(["host"] if belongs(actor, placement.position.host) else [])]


def to_evaluate(user: Any) -> QuerySet[Any]:
    """The interns whom a mentor or somebody of a host evaluates, with ``written`` evaluations; two statements."""
    hosts = mentored_hosts(user).values("pk")
    mine = whole().filter(position__host__in=hosts) | whole().filter(
        position__host__organisation__in=organisations_of(user)
    )
    written = Prefetch("evaluations", Evaluation.objects.order_by("stage"), to_attr="written")
    rows = mine.filter(state__in=["working", *JUDGED], position__call__state__in=["published", "closed", "decided"])
    return rows.prefetch_related(written).order_by("-last_day", "person__name", "pk").distinct()


def waiting_evaluations(user: Any) -> int:
    """Final evaluations that a mentor owes: of interns whose last day is near or over; one statement."""
    near = clock.today() + SOON
    rows = Placement.objects.filter(
        position__host__in=mentored_hosts(user).values("pk"), state="working", last_day__lte=near
    )
    return rows.exclude(evaluations__stage="end").count()


def with_stages(user: Any, placements: Iterable[Any]) -> list[tuple[Any, list[tuple[str, Evaluation | None]]]]:
    """Each of the placements with the evaluations that the person writes of it; two statements."""
    hosts = set(mentored_hosts(user).values_list("pk", flat=True))
    own = set(organisations_of(user).values_list("pk", flat=True))
    rows = []
    for one in placements:
        written = {each.stage: each for each in one.written}
        mine = ["middle", "end"] if one.position.host_id in hosts else []
        mine += ["host"] if one.position.host.organisation_id in own else []
        rows.append((one, [(stage, written.get(stage)) for stage in mine]))
    return rows


def to_evaluate_one(actor: Actor, placement_id: int) -> Placement:
    """Raises NotVisible for whoever may write no evaluation of the person."""
    found = whole().filter(pk=placement_id).first()
    if found is None or not stages_for(actor, found):
        raise NotVisible()
    return found
