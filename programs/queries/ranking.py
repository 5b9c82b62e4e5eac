"""What a ranking is made from, gathered; rankings as they were made; what waits before one can be made."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, ExpressionWrapper, F, Func, JSONField, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from programs.models import Application, BonusVerdict, Call, RankingRun, Review, Score, Submission
from programs.queries.measured import latest_measured, without_measured
from programs.queries.meetings import agreed_points
from programs.registry import programme
from programs.rules.bonus import key_of
from programs.rules.ranking import (
    Bonus,
    Candidate,
    Inputs,
    Ranked,
    Ranking,
    Sheet,
    Shift,
    TieKind,
    Why,
    place_from_json,
    rank,
    result_from_json,
    result_to_json,
    sensitivity,
    to_json,
)
from programs.rules.ranking import from_json as inputs_from_json
from programs.rules.ranking.inputs import text_hash

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RANKED = ("eligible", "in_review", "selected", "reserve", "rejected")
Points = dict[int, dict[str, dict[str, Decimal]]]  # application → reviewer → criterion → points


def ranking_inputs(call: Call) -> Inputs:
    """Everything the list follows from, to be ranked or kept; five statements and those of the programme's own
    advantages, whatever the number of applications, and one more where the earlier receipt decides between equals.

    Raises ValueError where an application names a track that the call does not have.
    """
    terms, agreed, measured = call.terms.choosing_terms, agreed_points(call), latest_measured(call)
    points, bonuses, more = _points(call), _bonuses(call), programme(call.programme).advantages(call)
    one_list = [track.code for track in terms.tracks] == [""]
    arrivals = _arrivals(call) if any(tie.kind is TieKind.RECEIPT for tie in terms.marking.tie_break) else {}
    rows = call.applications.filter(state__in=RANKED).order_by("pk")
    candidates = tuple(
        Candidate(
            application=pk,
            track="" if one_list else track,
            asked=asked or 0,
            least=least,
            groups=frozenset(groups) | more.groups.get(pk, frozenset()),
            sheets=tuple(Sheet(reviewer, sheet) for reviewer, sheet in points[pk].items()),
            bonuses=bonuses.get(pk, ()) + more.bonuses.get(pk, ()),
            receipt=arrivals.get(pk, serial or 0),
            ticket=receipt_number,
            agreed=agreed.get(pk),
            measured=measured.get(pk, {}),
        )
        for pk, track, asked, least, groups, serial, receipt_number in rows.values_list(
            "pk", "track", "asked", "least", "groups", "receipt_serial", "receipt_number"
        )
    )
    return Inputs(terms.for_ranking(), candidates)


def _points(call: Call) -> Points:
    """The points of every handed-in sheet that counts."""
    points: Points = defaultdict(lambda: defaultdict(dict))
    scores = Score.objects.filter(
        review__assignment__application__call=call, review__assignment__revoked_at=None, review__state="submitted"
    )
    for application, reviewer, criterion, given in scores.values_list(
        "review__assignment__application_id", "review__assignment__reviewer_id", "criterion", "points"
    ).iterator(20_000):
        points[application][str(reviewer)][criterion] = given
    return points


def _arrivals(call: Call) -> dict[int, int]:
    """When the first version of each application reached us, in microseconds since 1970: numbers are given as the turns
    come, which in a rush is not the order of arrival."""
    first = Submission.objects.filter(application__call=call, version=1).values_list("application_id", "submitted_at")
    return {application: (came - EPOCH) // timedelta(microseconds=1) for application, came in first}


def _bonuses(call: Call) -> dict[int, tuple[Bonus, ...]]:
    """The bonus points of which a person has judged the proof; the latest verdict counts."""
    offered = {bonus.code: bonus.points for bonus in call.terms.choosing_terms.bonuses}
    if not offered:
        return {}
    latest = (
        BonusVerdict.objects.filter(application__call=call, code__in=offered)
        .order_by("application_id", "code", "-pk")
        .distinct("application_id", "code")
    )
    found: dict[int, tuple[Bonus, ...]] = defaultdict(tuple)
    for application, code, proven in latest.values_list("application_id", "code", "proven"):
        found[application] += (Bonus(code, offered[code], proven),)
    return found


# -- what is still to be done ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Readiness:
    """What stands between a call and its ranking, counted: applications still being screened, sheets not handed in,
    applications that lack sheets or a track or a sum by the terms."""

    screening: int
    outstanding: int
    short: int
    unassigned: int
    without_track: int
    without_sum: int
    bonus_open: int  # bonus points asked for whose proof nobody has judged
    unmeasured: int = 0  # without the points of a test

    @property
    def possible(self) -> bool:
        """Whether a ranking can be proposed now, be it without the sheets that are outstanding."""
        undone = self.screening + self.without_track + self.without_sum + self.bonus_open + self.unmeasured
        return not undone and (self.outstanding == 0 or self.enough)

    @property
    def enough(self) -> bool:
        """Whether every application has the number of sheets that the terms need, outstanding ones left out."""
        return self.short == 0


def readiness(call: Call) -> Readiness:
    """Three statements, and one for each bonus that the call offers."""
    terms = call.terms.choosing_terms
    by_state = Q(state__in=["submitted", "correcting"], receipt_serial__isnull=False)
    codes = [track.code for track in terms.tracks]
    listed = Q(state__in=["eligible", "in_review"])
    no_track = listed & ~Q(track__in=codes) if codes != [""] else Q(pk=None)
    budgeted = [track.code for track in terms.tracks if track.budget is not None]
    counted = call.applications.order_by().aggregate(
        screening=Count("pk", filter=by_state),
        unassigned=Count("pk", filter=Q(state="eligible")),
        without_track=Count("pk", filter=no_track),
        without_sum=Count("pk", filter=listed & Q(asked=None, track__in=budgeted)),
    )
    handed_in = Q(assignments__revoked_at=None, assignments__review__state="submitted")
    short = (
        call.applications.filter(state="in_review")
        .exclude(agreed_scores__meeting__state="closed")
        .annotate(sheets=Count("assignments", filter=handed_in))
        .filter(sheets__lt=terms.marking.needed)
    )
    bonus_open = sum(
        call.applications.filter(listed, answers__contains={key_of(bonus.code): True})
        .exclude(bonus_verdicts__code=bonus.code)
        .count()
        for bonus in terms.bonuses
    )
    open_sheets = outstanding(call).count()
    lacking = short.count() if open_sheets else 0  # without any outstanding the list itself says who has too few
    bonus_open += programme(call.programme).advantages(call).open
    return Readiness(
        outstanding=open_sheets,
        short=lacking,
        bonus_open=bonus_open,
        unmeasured=without_measured(call).count(),
        **counted,
    )


def outstanding(call: Call) -> QuerySet[Review]:
    """Sheets that were asked for and are not handed in, of applications that wait for the ranking."""
    return Review.objects.filter(
        assignment__application__call=call, assignment__revoked_at=None, assignment__application__state="in_review"
    ).exclude(state="submitted")


# -- rankings as they were made ----------------------------------------------------------------------------------


def runs(call: Call) -> QuerySet[RankingRun]:
    """Every ranking of the call, newest first, without their inputs and lists."""
    return call.ranking_runs.select_related("made_by", "confirmed_by").defer("inputs", "result").order_by("-pk")


def run_in_force(call: Call) -> RankingRun | None:
    """The one that is proposed or confirmed, without its inputs and list."""
    return runs(call).filter(state__in=["proposed", "confirmed"]).first()


def frozen_inputs(run: RankingRun) -> Inputs:
    return inputs_from_json(run.inputs)


def kept_ranking(run: RankingRun) -> Ranking:
    """The list as it was made."""
    return result_from_json(run.result)


def kept_frame(run: RankingRun) -> Ranking:
    """The quotas and scales of the list as it was made, without its places: these may be very many, and stay in the
    database."""
    without = Func(F("result"), Cast(Value("places"), TextField()), template="%(expressions)s", arg_joiner=" - ")
    kept = RankingRun.objects.values_list(ExpressionWrapper(without, JSONField())).get(pk=run.pk)[0]
    return result_from_json({**kept, "places": []})


@dataclass(frozen=True)
class TrackList:
    """One track of a kept list. ``counts``: places of every track; ``line``: the last application that got its place by
    rank rather than by a quota; ``rest``: quotas and scales, no places. The places stay in the database until a page of
    them is shown: they may be many thousand."""

    run: int
    track: str
    counts: Counter[str]
    line: int | None
    rest: Ranking

    def page(self, first: int, last: int) -> list[Ranked]:
        """The places from number ``first`` up to, not including, ``last``; one statement."""
        with connection.cursor() as cursor:
            cursor.execute(PLACES, [self.run, self.track, last - first, first])
            return [place_from_json(json.loads(place)) for (place,) in cursor]


BY_RANK = [Why.WITHIN_SEATS.value, Why.PARTLY_FUNDED.value]
PLACES = """
SELECT place::text
FROM programs_rankingrun, jsonb_array_elements(result -> 'places') WITH ORDINALITY AS listed (place, number)
WHERE id = %s AND place ->> 'track' = %s ORDER BY number LIMIT %s OFFSET %s
"""
# Quotas and scales; for each track its places and, of those by rank, the number and the application of the last.
FRAME = """
SELECT (result - 'places')::text, (
    SELECT jsonb_object_agg(track, jsonb_build_array(count, last))::text FROM (
        SELECT place ->> 'track' AS track, count(*),
            max(ARRAY[number, (place ->> 'application')::bigint]) FILTER (WHERE place ->> 'reason' = ANY(%s)) AS last
        FROM jsonb_array_elements(result -> 'places') WITH ORDINALITY AS listed (place, number) GROUP BY 1
    ) AS tracks
) FROM programs_rankingrun WHERE id = %s
"""


def track_list(run: RankingRun, track: str) -> TrackList:
    """For a page of a list that may be long; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(FRAME, [BY_RANK, run.pk])
        frame, tracks = (json.loads(text or "{}") for text in cursor.fetchone())
    counts = Counter({code: count for code, (count, _last) in tracks.items()})
    _count, last = tracks.get(track, (0, None))
    return TrackList(run.pk, track, counts, last[1] if last else None, result_from_json({**frame, "places": []}))


def made_before(run: RankingRun) -> bool:
    """Whether the call had a ranking before this one."""
    return RankingRun.objects.filter(call_id=run.call_id, pk__lt=run.pk).exists()


def run_before(run: RankingRun) -> RankingRun | None:
    """The ranking of the same call that was made before it, with its list."""
    return RankingRun.objects.filter(call_id=run.call_id, pk__lt=run.pk).defer("inputs").order_by("-pk").first()


def made_again(run: RankingRun) -> bool:
    """Whether the frozen inputs still have their hash and give the very list that was kept."""
    same_inputs = text_hash(run.inputs) == run.inputs_hash and to_json(frozen_inputs(run)) == run.inputs
    return same_inputs and result_to_json(rank(frozen_inputs(run))) == run.result


def shifts_of(run: RankingRun) -> tuple[Shift, ...]:
    """How the list would be without each reviewer. The inputs never change, so it is worked out once a day."""
    key = f"programs.sensitivity.{run.inputs_hash}"
    found: tuple[Shift, ...] | None = cache.get(key)
    if found is None:
        found = sensitivity(frozen_inputs(run))
        cache.set(key, found, 24 * 3600)
    return found


def listed_applications(run: RankingRun, applications: Iterable[int], title: str) -> dict[int, Application]:
    """Application → row with its decision, for one page of the list; ``case`` holds the answer ``title``. One
    statement."""
    rows = Application.objects.filter(pk__in=list(applications)).select_related("decision")
    rows = rows.annotate(case=KeyTextTransform(title, "answers") if title else Value("")).defer("answers", "revisions")
    return {row.pk: row for row in rows}
