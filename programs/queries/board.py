"""The board of a call: how many cases stand in each stage, on whom they wait, which of them are late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Greatest

from kernel import clock
from programs.models import Application, Call, Correction, Decision, Review, Screening
from programs.rules.board import BY_CODE, STAGES, Limits, Stage, late_before

# Querysets of these annotations are Any to the type checker.
JUDGED = ("eligible", "in_review")
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
    return _since(_cases(call, code), code)


def _cases(call: Call, code: str) -> Any:
    rows = Application.objects.filter(call=call, receipt_serial__isnull=False)
    if code == "confirm":
        return rows.filter(state__in=JUDGED, decision__state="proposed")
    rows = rows.filter(state__in=BY_CODE[code].states)
    return rows.exclude(Exists(PROPOSED)) if code in {"assign", "review"} else rows


def _since(rows: Any, code: str) -> Any:
    if code == "confirm":
        return rows.annotate(since=F("decision__proposed_at"))
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


@dataclass(frozen=True)
class Group:
    """Cases of one state, with a proposed decision or without: how many, the first that was handed in and the first
    decision proposed, and how many of each were so before the moment from which on that is late."""

    state: str
    proposed: bool | None
    count: int
    sent: datetime | None
    sent_late: int
    proposed_at: datetime | None
    proposed_late: int

    @property
    def stage(self) -> str:
        if self.proposed and self.state in JUDGED:
            return "confirm"
        return next((stage.code for stage in STAGES if self.state in stage.states), "")


def board(call: Call) -> list[Column]:
    """Every stage in its order. One statement goes once over all cases; one more for each of the three stages whose day
    hangs on other records, while there are cases in it."""
    now = clock.now()
    groups = _groups(call, now)
    return [_column(call, stage, [one for one in groups if one.stage == stage.code], now) for stage in STAGES]


def _groups(call: Call, now: datetime) -> list[Group]:
    rows: Any = Application.objects.filter(call=call, receipt_serial__isnull=False).order_by()
    sent, proposed = (late_before(code, call.late_after, now) for code in ("screen", "confirm"))
    counted = rows.values_list("state", ExpressionWrapper(Q(decision__state="proposed"), BooleanField())).annotate(
        count=Count("pk"),
        sent=Min("submitted_at"),
        sent_late=Count("pk", filter=Q(submitted_at__lt=sent)) if sent else Value(0),
        proposed_at=Min("decision__proposed_at"),
        proposed_late=Count("pk", filter=Q(decision__proposed_at__lt=proposed)) if proposed else Value(0),
    )
    return [Group(*figures) for figures in counted]


def _column(call: Call, stage: Stage, groups: list[Group], now: datetime) -> Column:
    count = sum(one.count for one in groups)
    if not count or stage.code == "done":
        return Column(stage, count, 0, None)
    if stage.code == "screen":  # waits since the window closed, or since it came back
        cutoff = late_before(stage.code, call.late_after, now)
        late = sum(one.sent_late for one in groups) if cutoff and call.closes_at < cutoff else 0
        return Column(stage, count, late, max(call.closes_at, min(one.sent for one in groups if one.sent)))
    if stage.code == "confirm":
        oldest = min(one.proposed_at for one in groups if one.proposed_at)
        return Column(stage, count, sum(one.proposed_late for one in groups), oldest)
    if stage.code == "review":
        return Column(stage, count, *_outstanding(call, now))
    overdue = _overdue(stage.code, call.late_after, now)
    late_ones = {} if overdue is None else {"late": Count("pk", filter=overdue)}
    given = standing(call, stage.code).aggregate(oldest=Min("since"), **late_ones)
    return Column(stage, count, given.get("late", 0), given["oldest"])


def _outstanding(call: Call, now: datetime) -> tuple[int, datetime | None]:
    """How many cases with the reviewers are late, and when the first sheet that is outstanding was asked for: from the
    few sheets that are outstanding, not from every case."""
    asked = Review.objects.filter(
        assignment__application__call=call,
        assignment__application__state__in=BY_CODE["review"].states,
        assignment__revoked_at=None,
    ).exclude(state="submitted")
    asked = asked.exclude(assignment__application__decision__state="proposed")
    cutoff = late_before("review", call.late_after, now)
    late = Q(assignment__assigned_at__lt=cutoff) if cutoff else Q(pk=None)
    found = asked.aggregate(
        late=Count("assignment__application", distinct=True, filter=late), oldest=Min("assignment__assigned_at")
    )
    return found["late"], found["oldest"]


def in_stage(rows: QuerySet[Any], call: Call, code: str, only_late: bool) -> QuerySet[Any]:
    """``rows`` narrowed to a stage of the board, and to what is late in it."""
    if code not in BY_CODE:
        return rows
    chosen = standing(call, code)
    if only_late:
        overdue = _overdue(code, call.late_after, clock.now())
        chosen = chosen.none() if overdue is None else chosen.filter(overdue)
    return rows.filter(Q(pk__in=chosen.values("pk")))
