"""Reading points of a test."""

from decimal import Decimal

from django.db.models import QuerySet

from programs.models import Application, Call, MeasuredPoints

MEASURED_IN = ("submitted", "correcting", "eligible", "in_review")  # states in which points of a test are taken


def latest_measured(call: Call) -> dict[int, dict[str, Decimal]]:
    """Application → criterion → the points that count; one statement, none for a call without a test."""
    if not call.terms.measured:
        return {}
    return _latest(MeasuredPoints.objects.filter(application__call=call), call)


def measured_of(application: Application) -> dict[str, Decimal]:
    """Criterion → the points of the application that count; at most one statement."""
    if not application.call.terms.measured:
        return {}
    rows = MeasuredPoints.objects.filter(application=application)
    return _latest(rows, application.call).get(application.pk, {})


def _latest(rows: QuerySet[MeasuredPoints], call: Call) -> dict[int, dict[str, Decimal]]:
    codes = [one.key for one in call.terms.measured]
    latest = rows.filter(criterion__in=codes).order_by("application_id", "criterion", "-pk")
    found: dict[int, dict[str, Decimal]] = {}
    for pk, code, points in latest.distinct("application_id", "criterion").values_list(
        "application_id", "criterion", "points"
    ):
        found.setdefault(pk, {})[code] = points
    return found


def without_measured(call: Call) -> QuerySet[Application]:
    """Applications that wait for the ranking and lack points of a test; none for a call without one."""
    rows = Application.objects.filter(call=call, state__in=("eligible", "in_review"))
    codes = [one.key for one in call.terms.measured]
    if not codes:
        return rows.none()
    complete = rows
    for code in codes:
        complete = complete.filter(measured__criterion=code)
    return rows.exclude(pk__in=complete.values("pk")).order_by("receipt_serial")
