"""The board of a call: how many cases stand in each stage, on whom they wait, which of them are late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Greatest

from kernel import clock
from programs.models import Application, Call, Correction, Decision, Review, Screening
from programs.rules.board import BY_CODE, STAGES, Limits, Stage, late_before

# Querysets of these annotations are Any to the type checker.
PROPOSED = Decision.objects.filter(application=OuterRef("pk"), state="proposed")


@dataclass(frozen=True)
class Column:
    """A stage with its figures; ``oldest``: since when the case that has stood there longest."""

    stage: Stage
    count: int
    late: int
    oldest: datetime | None


def standing(call: Call, code: str) -> Any:
    """The cases of a stage, each with ``since`` (and ``due`` where the stage has a due date of its own)."""
    stage = BY_CODE[code]
    rows = Application.objects.filter(call=call, receipt_serial__isnull=False)
    if code == "confirm":
        at = Decision.objects.filter(application=OuterRef("pk"), state="proposed").values("proposed_at")[:1]
        waiting = rows.filter(state__in=["eligible", "in_review"]).filter(Exists(PROPOSED))
        return waiting.annotate(since=Subquery(at))
    rows = rows.filter(state__in=stage.states)
    if code in {"assign", "review"}:
        rows = rows.exclude(Exists(PROPOSED))
    return _since(rows, code)


def _since(rows: Any, code: str) -> Any:
    if code == "screen":
        return rows.annotate(since=Greatest("submitted_at", "call__closes_at"))
    if code == "correct":
        open_ones = Correction.objects.filter(application=OuterRef("pk"), state="open")
        return rows.annotate(
            since=Subquery(open_ones.values("asked_at")[:1]), due=Subquery(open_ones.values("due_at")[:1])
        )
    if code == "assign":
        latest = Screening.objects.filter(application=OuterRef("pk")).order_by("-pk").values("screened_at")[:1]
        return rows.annotate(since=Subquery(latest))
    if code == "review":
        asked = (
            Review.objects.filter(assignment__application=OuterRef("pk"), assignment__revoked_at=None)
            .exclude(state="submitted")
            .order_by("assignment__assigned_at")
            .values("assignment__assigned_at")[:1]
        )
        return rows.annotate(since=Subquery(asked))
    return rows.annotate(since=F("submitted_at"))


def _overdue(code: str, limits: Limits, now: datetime) -> Q | None:
    """What makes a case of the stage late; None where nothing does."""
    if code == "correct":
        return Q(due__lte=now)
    cutoff = late_before(code, limits, now)
    return Q(since__lt=cutoff) if cutoff else None


# Stages that follow from the application's own row: all of them in one statement.
BY_ROW = ("screen", "done")


def board(call: Call) -> list[Column]:
    """Every stage in its order; one statement for those of BY_ROW and one for each other, however many cases."""
    now = clock.now()
    found = _by_row(call, now) | {one.code: _figures(call, one, now) for one in STAGES if one.code not in BY_ROW}
    return [found[stage.code] for stage in STAGES]


def _by_row(call: Call, now: datetime) -> dict[str, Column]:
    screen, done = (BY_CODE[code] for code in BY_ROW)
    rows: Any = Application.objects.filter(
        call=call, receipt_serial__isnull=False, state__in=(*screen.states, *done.states)
    )
    waiting, overdue = Q(state__in=screen.states), _overdue(screen.code, call.late_after, now)
    late = Count("pk", filter=waiting & overdue) if overdue else Value(0)
    given = _since(rows, screen.code).aggregate(
        waiting=Count("pk", filter=waiting),
        late=late,
        oldest=Min("since", filter=waiting),
        over=Count("pk", filter=~waiting),
    )
    return {
        screen.code: Column(screen, given["waiting"], given["late"], given["oldest"]),
        done.code: Column(done, given["over"], 0, None),
    }


def _figures(call: Call, stage: Stage, now: datetime) -> Column:
    overdue = _overdue(stage.code, call.late_after, now)
    late = {} if overdue is None else {"late": Count("pk", filter=overdue)}
    given = standing(call, stage.code).aggregate(count=Count("pk"), oldest=Min("since"), **late)
    return Column(stage, given["count"], given.get("late", 0), given["oldest"])


def in_stage(rows: QuerySet[Any], call: Call, code: str, only_late: bool) -> QuerySet[Any]:
    """``rows`` narrowed to a stage of the board, and to what is late in it."""
    if code not in BY_CODE:
        return rows
    chosen = standing(call, code)
    if only_late:
        overdue = _overdue(code, call.late_after, clock.now())
        chosen = chosen.none() if overdue is None else chosen.filter(overdue)
    return rows.filter(Q(pk__in=chosen.values("pk")))
