"""The applicant's wishes on the phone: a list in order, built by one button at a time; every click is kept at once."""

import uuid
from collections.abc import Container, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from internships import actions
from internships.forms.matching import SearchForm, WayForm
from internships.models import Position, WishList
from internships.queries.access import PROGRAMME
from internships.queries.matching import last_moment, point_of, ways_for, wish_list, wishes_open
from internships.queries.position import offered
from internships.rules.terms import terms_from
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotVisible
from programs.models import Application
from programs.queries.evidence import RUNNING

A_PAGE = 20


def _own(request: HttpRequest, public_id: uuid.UUID) -> Application:
    found = Application.objects.select_related("call").filter(
        public_id=public_id, user=Actor.of(request).user, call__programme=PROGRAMME
    )
    application = found.first()
    if application is None:
        raise NotVisible()
    return application


@login_required
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The list, where one lives and how far one would go, and the positions to choose from."""
    application = _own(request, public_id)
    listed = wish_list(application)
    form = WayForm(request.POST if "way" in request.POST else _way(listed, application))
    if request.method == "POST" and form.is_valid():
        return _changed(request, application, listed, form.cleaned_data)
    context = _context(request, application, listed, form)
    return render(request, "internships/matching/wishes.html", context, status=422 if form.errors else 200)


def _way(listed: WishList, application: Application) -> dict[str, Any]:
    """What is kept; for a list that is new what the application says."""
    if listed.pk:
        return {"home": listed.home, "longest": listed.longest, "districts": listed.districts}
    answers = application.answers
    return {"home": "", "longest": answers.get("commute") or None, "districts": [answers.get("area") or ""][:1]}


def _changed(request: HttpRequest, application: Application, listed: WishList, way: dict[str, Any]) -> HttpResponse:
    """Keeps the list after one click: a position added, moved up or down, taken off; or the way."""
    positions = _after(request, _chosen(listed, set(offered(application.call).values_list("pk", flat=True))))
    revision = request.POST.get("revision", "")
    try:
        actions.save_wishes(
            Actor.of(request),
            application.pk,
            positions,
            districts=way["districts"],
            home=way["home"],
            longest=way["longest"],
            revision=int(revision) if revision.isdigit() else 0,
        )
    except HanbatError as refusal:
        messages.error(request, str(refusal))
    else:
        if "way" in request.POST:
            messages.success(request, _("Your wishes are kept."))
    back = request.POST.get("back", "")
    return redirect(reverse("internships:wishes", args=[application.public_id]) + (f"?{back}" if back else ""))


def _chosen(listed: WishList, known: Container[int]) -> list[int]:
    """Positions of the list in order, without those that are no longer offered."""
    return [one.position_id for one in listed.wishes.all() if one.position_id in known] if listed.pk else []


def _after(request: HttpRequest, positions: list[int]) -> Sequence[int]:
    """The list after the click; a button that fits nothing changes nothing."""
    for verb in ("add", "up", "down", "off"):
        value = request.POST.get(verb, "")
        if not value.isdigit():
            continue
        position = int(value)
        if verb == "add":
            return positions if position in positions else [*positions, position]
        if position not in positions:
            return positions
        at = positions.index(position)
        rest = [one for one in positions if one != position]
        if verb == "off":
            return rest
        rest.insert(max(0, at - 1) if verb == "up" else at + 1, position)
        return rest
    return positions


def _context(request: HttpRequest, application: Application, listed: WishList, form: WayForm) -> dict[str, Any]:
    call = application.call
    by_key = {one.pk: one for one in offered(call)}
    ways = ways_for(application, listed, by_key.values())
    chosen = _chosen(listed, by_key)
    search = SearchForm(request.GET)
    found = [one for one in by_key.values() if one.pk not in chosen and _fits(one, search)]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return {
        "application": application,
        "listed": listed,
        "form": form,
        "search": search,
        "until": last_moment(call),
        "may": application.state in RUNNING and wishes_open(call, clock.now()),
        "most": terms_from(call.terms.settings).most_wishes,
        "chosen": [_row(by_key[key], ways, listed.longest) for key in chosen],
        "page": page,
        "rows": [_row(one, ways, listed.longest) for one in page],
        "estimated": point_of(listed.home) is not None,
        "back": request.GET.urlencode(),
    }


def _fits(position: Position, search: SearchForm) -> bool:
    if not search.is_valid():
        return True
    asked = search.cleaned_data
    text = asked["q"].strip().lower()
    return (
        position.dong.startswith(asked["district"])
        and asked["work"] in ("", position.work)
        and (not text or text in f"{position.title} {position.host} {position.address}".lower())
    )


def _row(position: Position, ways: dict[int, int | None], longest: int | None) -> dict[str, Any]:
    minutes = ways.get(position.pk)
    return {
        "position": position,
        "minutes": minutes,
        "too_far": minutes is not None and longest is not None and minutes > longest,
    }
