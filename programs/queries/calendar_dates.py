"""The engine's own dates for the calendar: windows, what applicants have to do by a day, what the office and its
reviewers plan."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import clock
from kernel.permissions import scopes
from programs.facts import applications_of
from programs.models import (
    Appeal,
    AppealOpinion,
    Application,
    Call,
    Correction,
    Decision,
    Meeting,
    ReserveCall,
    ResultsMoment,
    ReviewAssignment,
)
from programs.queries.amendments import RUNNING
from programs.queries.calendar import Event
from programs.queries.calls import with_terms
from programs.queries.deadlines import appeal_until
from programs.rules.deadlines import last_minute
from programs.rules.schedule import Step, closing_day, planned_days

PLANNED: dict[Step, Any] = {
    Step.SCREENING: gettext_lazy("Screening planned until: %(title)s"),
    Step.REVIEW: gettext_lazy("Reviews planned until: %(title)s"),
    Step.RESULTS: gettext_lazy("Results planned: %(title)s"),
}


def windows(user: Any, since: datetime, until: datetime) -> Iterator[Event]:
    """Opening and closing of calls that the person manages, approves in or has begun to apply in."""
    office = Q(pk__in=scopes(user, "approve_call", Call).values("pk"))
    begun = Q(pk__in=applications_of(user).exclude(state="withdrawn").values("call"))
    calls = Call.objects.filter(office | begun & ~Q(state__in=["draft", "proposed", "cancelled"]))
    within = Q(opens_at__gte=since, opens_at__lt=until) | Q(closes_at__gte=since, closes_at__lt=until)
    for call in calls.exclude(state="cancelled").filter(within).distinct():
        url = reverse("programs:call", args=[call.pk])
        if since <= call.opens_at < until:
            yield Event(f"call-{call.pk}-opens", call.opens_at, _("Opens: %(title)s") % {"title": call.title}, url)
        if since <= call.closes_at < until:
            yield Event(f"call-{call.pk}-closes", call.closes_at, _("Closes: %(title)s") % {"title": call.title}, url)


def own_dates(user: Any, since: datetime, until: datetime) -> Iterator[Event]:
    """What the person has to do by a day in cases of their own, told as the last minute that is in time."""
    mine = applications_of(user).values("pk")
    due = Q(due_at__gte=since, due_at__lt=until)
    for one in Correction.objects.filter(due, application__in=mine, state="open").select_related("application__call"):
        url = reverse("programs:correction", args=[one.application.public_id])
        yield _due(f"correction-{one.pk}", one, _("Corrections due: %(title)s"), url)
    for two in ReserveCall.objects.filter(due, application__in=mine, state="open").select_related("application__call"):
        url = reverse("programs:application", args=[two.application.public_id])
        yield _due(f"call-up-{two.pk}", two, _("Answer the call-up: %(title)s"), url)
    appeals = Appeal.objects.filter(due, application__in=mine, state="draft")
    for three in appeals.select_related("application__call"):
        url = reverse("programs:application", args=[three.application.public_id])
        yield _due(f"appeal-{three.pk}", three, _("Last moment to appeal: %(title)s"), url)


def _due(key: str, row: Correction | ReserveCall | Appeal, title: str, url: str) -> Event:
    application = row.application
    return Event(
        key, last_minute(row.due_at), title % {"title": application.call.title}, url, application.receipt_number
    )


def chances(user: Any, since: datetime, until: datetime) -> Iterator[Event]:
    """Until when the person can still appeal against a result where no appeal was begun, and when results are planned
    in the calls where a case of theirs is being judged."""
    running = applications_of(user).filter(receipt_serial__isnull=False)
    told = Decision.objects.filter(application__in=running.values("pk"), published_at__isnull=False).exclude(
        outcome=Decision.Outcome.SELECTED
    )
    for one in told.filter(application__appeals=None).select_related("application__call"):
        last = appeal_until(one.application.call, one.published_at)
        if last and since <= last < until:
            url = reverse("programs:application", args=[one.application.public_id])
            title = _("Last moment to appeal: %(title)s") % {"title": one.application.call.title}
            yield Event(f"appeal-of-{one.application_id}", last, title, url, one.application.receipt_number)
    judged = running.filter(state__in=["submitted", "correcting", "eligible", "in_review"])
    for call in with_terms(Call.objects.filter(pk__in=judged.values("call"), state__in=RUNNING)):
        yield from _planned(call, {Step.RESULTS}, since, until)


def office_dates(user: Any, since: datetime, until: datetime) -> Iterator[Event]:
    """What is due in the calls that the person runs or approves in, and the moment for which results are set."""
    managed = scopes(user, "manage_call", Call).values("pk")
    due = Q(due_at__gte=since, due_at__lt=until)
    for one in Correction.objects.filter(due, application__call__in=managed, state="open").select_related(
        "application"
    ):
        title = _("Corrections of %(number)s due") % {"number": one.application.receipt_number}
        yield _of_case(f"correction-{one.pk}", last_minute(one.due_at), title, one.application)
    for two in ReserveCall.objects.filter(due, application__call__in=managed, state="open").select_related(
        "application"
    ):
        title = _("Answer of %(number)s to the call-up due") % {"number": two.application.receipt_number}
        yield _of_case(f"call-up-{two.pk}", last_minute(two.due_at), title, two.application)
    for call in with_terms(Call.objects.filter(pk__in=managed, state__in=RUNNING)):
        yield from _planned(call, set(PLANNED), since, until)
    approves = scopes(user, "approve_call", Call).values("pk")
    moments = ResultsMoment.objects.filter(call__in=approves, state="planned", at__gte=since, at__lt=until)
    for moment in moments.select_related("call"):
        title = _("Results come out: %(title)s") % {"title": moment.call.title}
        yield Event(f"results-{moment.pk}", moment.at, title, reverse("programs:results", args=[moment.call_id]))


def _of_case(key: str, at: datetime, title: str, application: Application) -> Event:
    return Event(key, at, title, reverse("programs:manage_case", args=[application.public_id]), application.name)


def _planned(call: Call, steps: Collection[Step], since: datetime, until: datetime) -> Iterator[Event]:
    """The days that a call plans for ``steps``, as days."""
    days = planned_days(closing_day(call.closes_at.astimezone(clock.SEOUL)), call.terms.choosing_terms.plan)
    for step, day in days.items():
        at = clock.seoul(day.year, day.month, day.day)
        if step in steps and since <= at < until:
            title = str(PLANNED[step]) % {"title": call.title}
            yield Event(f"call-{call.pk}-{step}", at, title, reverse("programs:call", args=[call.pk]), day=True)


def panel_dates(user: Any, since: datetime, until: datetime) -> Iterator[Event]:
    """Meetings of panels to which the person belongs or which they run, by when the reviews of their open sheets are
    planned, and opinions that are asked of them."""
    calls = Q(call__in=scopes(user, "review_call", Call).values("pk"))
    managed = set(scopes(user, "manage_call", Call).values_list("pk", flat=True))
    calls |= Q(call__in=managed)
    held = Meeting.objects.filter(calls, held_at__gte=since, held_at__lt=until).exclude(state="cancelled")
    for meeting in held.distinct().select_related("call"):
        title = _("Panel meeting: %(title)s") % {"title": meeting.title}
        url = (
            reverse("programs:meeting", args=[meeting.pk])
            if meeting.call_id in managed
            else reverse("programs:reviews")
        )
        yield Event(f"meeting-{meeting.pk}", meeting.held_at, title, url, meeting.place)
    sheets = ReviewAssignment.objects.filter(reviewer=user, revoked_at=None).exclude(review__state="submitted")
    for call in with_terms(Call.objects.filter(pk__in=sheets.values("application__call"), state__in=RUNNING)):
        yield from _planned(call, {Step.REVIEW}, since, until)
    asked = AppealOpinion.objects.filter(member=user, given_at=None, asked_at__gte=since, asked_at__lt=until)
    for opinion in asked.select_related("appeal"):
        title = _("Opinion asked for: appeal %(number)s") % {"number": opinion.appeal}
        yield Event(f"opinion-{opinion.pk}", opinion.asked_at, title, reverse("home"))
