"""Meetings of the panel, and what was agreed in them."""

from decimal import Decimal

from programs.models import AgreedScore, Application, Call


def agreed_points_of(application: Application) -> dict[str, Decimal] | None:
    """The same for one application; None where no meeting agreed on its points."""
    rows = AgreedScore.objects.filter(application=application, meeting__state="closed")
    given = rows.order_by("meeting__closed_at", "pk").values_list("points", flat=True).last()
    return None if given is None else {criterion: Decimal(points) for criterion, points in given.items()}


def agreed_points(call: Call) -> dict[int, dict[str, Decimal]]:
    """Application → criterion → points that count in place of its sheets: of meetings whose minutes are closed, where
    there are several the one that was closed last. One statement."""
    rows = AgreedScore.objects.filter(meeting__call=call, meeting__state="closed").order_by("meeting__closed_at", "pk")
    return {
        application: {criterion: Decimal(points) for criterion, points in given.items()}
        for application, given in rows.values_list("application_id", "points")
    }


def agreed_total(application: Application) -> Decimal | None:
    """What counts of those for one application; one statement."""
    closed = AgreedScore.objects.filter(application=application, meeting__state="closed")
    return closed.order_by("-meeting__closed_at", "-pk").values_list("total", flat=True).first()
