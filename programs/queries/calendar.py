"""Windows and due dates of a person, for the calendar page and for calendar programs that subscribe to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel.permissions import scopes
from programs.facts import applications_of
from programs.models import Appeal, AppealOpinion, Call, Correction, ReserveCall


@dataclass(frozen=True)
class Event:
    """Something at a moment; ``key`` is the same for the same thing for ever: calendars move it when it moves."""

    key: str
    at: datetime
    title: str
    url: str
    detail: str = ""


Source = Callable[[Any, datetime, datetime], Iterable[Event]]
_sources: list[Source] = []


def register_calendar(source: Source) -> None:
    """A programme's own dates: ``source(user, since, until)``. From ``AppConfig.ready``."""
    if source not in _sources:
        _sources.append(source)


def events(user: Any, since: datetime, until: datetime) -> list[Event]:
    """Everything of the person from ``since`` up to, not including, ``until``, in the order of time."""
    found = [*_windows(user, since, until), *_own_dates(user, since, until), *_office_dates(user, since, until)]
    for source in _sources:
        found += source(user, since, until)
    return sorted({event.key: event for event in found}.values(), key=lambda event: (event.at, event.key))


def _windows(user: Any, since: datetime, until: datetime) -> Iterable[Event]:
    """Opening and closing of calls that the person manages or has begun to apply in."""
    managed = Q(pk__in=scopes(user, "manage_call", Call).values("pk"))
    begun = Q(pk__in=applications_of(user).exclude(state="withdrawn").values("call"))
    calls = Call.objects.filter(managed | begun & ~Q(state__in=["draft", "proposed", "cancelled"])).exclude(
        state="cancelled"
    )
    within = Q(opens_at__gte=since, opens_at__lt=until) | Q(closes_at__gte=since, closes_at__lt=until)
    for call in calls.filter(within).distinct():
        url = reverse("programs:call", args=[call.pk])
        if since <= call.opens_at < until:
            yield Event(f"call-{call.pk}-opens", call.opens_at, _("Opens: %(title)s") % {"title": call.title}, url)
        if since <= call.closes_at < until:
            yield Event(f"call-{call.pk}-closes", call.closes_at, _("Closes: %(title)s") % {"title": call.title}, url)


def _own_dates(user: Any, since: datetime, until: datetime) -> Iterable[Event]:
    """What the person has to do by a day in cases of their own."""
    mine = applications_of(user).values("pk")
    rows = Correction.objects.filter(application__in=mine, state="open", due_at__gte=since, due_at__lt=until)
    for one in rows.select_related("application__call"):
        url = reverse("programs:correction", args=[one.application.public_id])
        title = _("Corrections due: %(title)s") % {"title": one.application.call.title}
        yield Event(f"correction-{one.pk}", one.due_at, title, url, one.application.receipt_number)
    calls = ReserveCall.objects.filter(application__in=mine, state="open", due_at__gte=since, due_at__lt=until)
    for two in calls.select_related("application__call"):
        url = reverse("programs:application", args=[two.application.public_id])
        title = _("Answer the call-up: %(title)s") % {"title": two.application.call.title}
        yield Event(f"call-up-{two.pk}", two.due_at, title, url, two.application.receipt_number)
    appeals = Appeal.objects.filter(application__in=mine, state="draft", due_at__gte=since, due_at__lt=until)
    for three in appeals.select_related("application__call"):
        url = reverse("programs:application", args=[three.application.public_id])
        title = _("Last moment to appeal: %(title)s") % {"title": three.application.call.title}
        yield Event(f"appeal-{three.pk}", three.due_at, title, url, three.application.receipt_number)


def _office_dates(user: Any, since: datetime, until: datetime) -> Iterable[Event]:
    """What is due in the calls that the person manages, and opinions that are asked of them."""
    calls = scopes(user, "manage_call", Call).values("pk")
    rows = Correction.objects.filter(
        application__call__in=calls, state="open", due_at__gte=since, due_at__lt=until
    ).select_related("application")
    for one in rows:
        url = reverse("programs:manage_case", args=[one.application.public_id])
        title = _("Corrections of %(number)s due") % {"number": one.application.receipt_number}
        yield Event(f"correction-{one.pk}", one.due_at, title, url, one.application.name)
    asked = AppealOpinion.objects.filter(member=user, given_at=None, asked_at__gte=since, asked_at__lt=until)
    for two in asked.select_related("appeal"):
        title = _("Opinion asked for: appeal %(number)s") % {"number": two.appeal}
        yield Event(f"opinion-{two.pk}", two.asked_at, title, reverse("home"))
