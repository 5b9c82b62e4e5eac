"""A person's windows and due dates: as a page, and as a feed for calendar programs (RFC 5545)."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe
from icalendar import Calendar, Event

from kernel import clock
from kernel.actor import Actor
from programs.actions.calendar import renew_feed, revoke_feed
from programs.models import CalendarFeed
from programs.queries.calendar import events

AHEAD, BACK = timedelta(days=180), timedelta(days=30)


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What comes in the next half year, month by month, and what was due in the last week."""
    now = clock.now()
    months: dict[str, list[Any]] = {}
    for event in events(request.user, now - timedelta(days=7), now + AHEAD):
        month = event.at.astimezone(clock.SEOUL).strftime("%Y-%m")
        over = event.at + timedelta(days=1) if event.day else event.at
        months.setdefault(month, []).append({"event": event, "past": over < now})
    feed = CalendarFeed.objects.filter(user=Actor.of(request).user, revoked_at=None).first()
    context = {
        "months": [
            {"first": datetime.fromisoformat(f"{month}-01"), "events": found} for month, found in months.items()
        ],
        "feed_url": request.build_absolute_uri(f"/calendar/{feed.token}.ics") if feed else "",
    }
    return render(request, "programs/calendar.html", context)


@login_required
@require_POST
def feed(request: HttpRequest) -> HttpResponse:
    """Makes a new address for the feed, or ends it."""
    actor = Actor.of(request)
    if "end" in request.POST:
        revoke_feed(actor)
        messages.success(request, _("The address of your calendar answers no more."))
    else:
        renew_feed(actor)
        messages.success(request, _("Your calendar has an address now. Whoever knows it can read the dates: keep it."))
    return redirect("programs:calendar")


@require_safe
def ics(request: HttpRequest, token: str) -> HttpResponse:
    """The feed itself: known by its address alone, since calendar programs cannot sign in. No personal data in it
    beyond receipt numbers and titles of calls."""
    found = (
        CalendarFeed.objects.filter(token=token, revoked_at=None, user__is_active=True).select_related("user").first()
    )
    if found is None:
        raise Http404
    now = clock.now()
    with override(found.user.language):
        book = Calendar()
        book.add("prodid", "-//Hanbat//calendar//KO")
        book.add("version", "2.0")
        book.add("x-wr-calname", _("Hanbat"))
        for one in events(found.user, now - BACK, now + AHEAD):
            book.add_component(_entry(request, one, now))
    answer = HttpResponse(book.to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=900"
    return answer


def _entry(request: HttpRequest, one: Any, now: datetime) -> Event:
    entry = Event()
    entry.add("uid", f"{one.key}@hanbat")
    entry.add("dtstamp", now)
    if one.day:
        day = one.at.astimezone(clock.SEOUL).date()
        entry.add("dtstart", day)
        entry.add("dtend", day + timedelta(days=1))  # not included (RFC 5545, 3.6.1)
    else:
        entry.add("dtstart", one.at)
        entry.add("dtend", one.at)
    entry.add("summary", one.title)
    entry.add("url", request.build_absolute_uri(one.url))
    return entry
