"""What a programme came to: figures of a call for its report; a fixed number of statements."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncMonth

from internships.lifecycles_pay import PAID
from internships.models import AttendanceDay, Host, LeaveCause, PayRun, Placement
from internships.queries.aftercare import asked_of
from internships.queries.board import Step, funnel
from programs.models import Call
from programs.rules.survey import Results


@dataclass(frozen=True)
class Bar:
    """A bar of a plot: ``value`` as it is written beside it, ``share`` of the longest bar in per cent, by steps of five
    (the sheet of styles has a length for each)."""

    label: str
    value: str
    share: int


@dataclass(frozen=True)
class Report:
    steps: list[Step]
    causes: list[Bar]
    months: list[Bar]
    hosts: list[Bar]
    pay: list[PayRun]
    paid: dict[str, int]
    surveys: list[Results]


def report_of(call: Call) -> Report:
    return Report(
        steps=funnel(call),
        causes=_causes(call),
        months=_months(call),
        hosts=_hosts(call),
        pay=list(call.pay_runs.filter(state__in=PAID).order_by("month", "pk")),
        paid=call.pay_runs.filter(state__in=PAID).aggregate(
            gross=Sum("gross", default=0), employer=Sum("employer", default=0), net=Sum("net", default=0)
        ),
        surveys=asked_of(call),
    )


def _bars(rows: list[tuple[str, Decimal, str]], most: Decimal | None = None) -> list[Bar]:
    """Bars of (label, length, as it is written); the longest one, or ``most``, is the whole width."""
    longest = most or max((length for _label, length, _text in rows), default=Decimal(0))
    if not longest:
        return [Bar(label, text, 0) for label, _length, text in rows]
    return [Bar(label, text, round(length * 20 / longest) * 5) for label, length, text in rows]


def _causes(call: Call) -> list[Bar]:
    """Why people left early, the most frequent first."""
    names = dict(LeaveCause.choices)
    rows = Placement.objects.filter(position__call=call, state="left").values_list("leave_cause")
    counted = rows.annotate(number=Count("pk")).order_by("-number", "leave_cause")
    return _bars([
        (str(names[LeaveCause(cause or LeaveCause.OTHER)]), Decimal(number), str(number)) for cause, number in counted
    ])  # fmt: skip


def _months(call: Call) -> list[Bar]:
    """Attendance by month: minutes that count of those that were due."""
    days = AttendanceDay.objects.filter(placement__position__call=call).annotate(month=TruncMonth("day"))
    counted = (
        days.values("month")
        .annotate(
            there=Sum(F("credited_minutes") + F("excused_minutes")),
            due=Sum(F("credited_minutes") + F("excused_minutes") + F("missing_minutes") + F("sick_minutes")),
        )
        .order_by("month")
    )
    rows = [(f"{row['month']:%Y-%m}", _percent(row["there"], row["due"])) for row in counted if row["due"]]
    return _bars([(label, share, f"{share}%") for label, share in rows], Decimal(100))


def _hosts(call: Call) -> list[Bar]:
    """Completed of those who worked, by kind of host, the best first."""
    ended = Placement.objects.filter(
        position__call=call, state__in=["completed", "incomplete", "left"], days__isnull=False
    )
    counted = (
        ended.values_list("position__host__kind")
        .annotate(all=Count("pk", distinct=True), done=Count("pk", distinct=True, filter=Q(state="completed")))
        .order_by("position__host__kind")
    )
    names = dict(Host.Kind.choices)
    rows = [
        (str(names[Host.Kind(kind)]), _percent(done, number), f"{done} / {number}") for kind, number, done in counted
    ]
    return _bars(sorted(rows, key=lambda row: -row[1]), Decimal(100))


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
