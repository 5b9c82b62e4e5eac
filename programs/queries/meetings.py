"""Meetings of the panel, and what was agreed in them."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Count

from kernel.actor import Actor
from kernel.errors import NotVisible
from kernel.permissions import may
from programs.models import AgreedScore, Application, Call, Meeting, Recusal, Review


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


def managed_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """A meeting of a call that the actor manages. Raises NotVisible."""
    meeting = Meeting.objects.select_related("call", "closed_by").filter(pk=meeting_id).first()
    if meeting is None or not may(actor, "manage_call", meeting.call):
        raise NotVisible()
    return meeting


def meetings_of(call: Call) -> list[Meeting]:
    """The latest first, each with ``scores``: how many applications it agreed on; one statement."""
    return list(call.meetings.annotate(scores=Count("agreed")).order_by("-held_at", "-pk"))


def agenda(meeting: Meeting) -> list[dict[str, Any]]:
    """The applications under review, by number: how far their sheets lie apart, what this meeting agreed on, and who of
    the panel steps out; four statements, however many there are."""
    rows = meeting.call.applications.filter(state="in_review").order_by("receipt_serial")
    applications = list(rows.defer("revisions", "answers"))
    totals: dict[int, list[Decimal]] = defaultdict(list)
    sheets = Review.objects.filter(
        assignment__application__in=applications, assignment__revoked_at=None, state="submitted"
    )
    for pk, total in sheets.values_list("assignment__application_id", "total"):
        totals[pk].append(total or Decimal(0))
    agreed = {one.application_id: one for one in meeting.agreed.all()}
    out = stepping_out(applications)
    return [
        {
            "application": one,
            "sheets": len(totals[one.pk]),
            "spread": max(totals[one.pk]) - min(totals[one.pk]) if len(totals[one.pk]) > 1 else None,
            "agreed": agreed.get(one.pk),
            "out": out.get(one.pk, []),
        }
        for one in applications
    ]


def stepping_out(applications: list[Application]) -> dict[int, list[str]]:
    """Application → names of those who do not take part in judging it; one statement."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = Recusal.objects.filter(application__in=applications)
    for pk, name in rows.values_list("application_id", "reviewer__name"):
        found[pk].add(name)
    return {pk: sorted(names) for pk, names in found.items()}
