"""Requests about attendance: the intern asks and sees the answers; the mentor answers."""

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from internships.actions import attendance_request as actions
from internships.forms.attendance import RequestForm
from internships.lifecycles import GOING_ON
from internships.models import Placement
from internships.queries.placement import current_placement, keeps_attendance, with_attendance
from internships.queries.requests import leave_left, leave_lines, requests_of
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal, tell_refusal

A_PAGE = 30


@login_required
@require_http_methods(["GET", "POST"])
def requests(request: HttpRequest) -> HttpResponse:
    """The intern's requests at a place (``?place=``, without one: the present or last) with their answers, leave with
    its lines, and the form for another one."""
    actor = Actor.of(request)
    places = with_attendance(actor.user)
    placement = _place(places, request.GET.get("place", "")) or current_placement(actor.user)
    if placement is None:
        return render(request, "internships/intern/no_place.html")
    wanted = {"kind": request.GET.get("kind"), "first_day": request.GET.get("day")}
    ended = placement.state not in GOING_ON
    form = RequestForm(request.POST or None, initial=wanted, ended=ended)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(actor, placement.pk, form.asked())
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your mentor has been asked (%(count)s).") % {"count": len(made)})
            return redirect(_address(placement))
    context = {
        "placement": placement,
        "tabs": [(one.position.host, _address(one), one == placement) for one in places] if len(places) > 1 else [],
        "form": form,
        "page": Paginator(requests_of(placement), A_PAGE).get_page(request.GET.get("page")),
        "left": leave_left(placement),
        "lines": leave_lines(placement),
        "asks": keeps_attendance(placement),
        "ended": ended,
    }
    return render(request, "internships/intern/requests.html", context, status=422 if form.errors else 200)


def _place(places: Iterable[Placement], wanted: str) -> Placement | None:
    return next((one for one in places if str(one.pk) == wanted), None)


def _address(placement: Placement) -> str:
    return f"{reverse('internships:requests')}?place={placement.pk}"


@login_required
@require_POST
def take_back(request: HttpRequest, request_id: int) -> HttpResponse:
    try:
        found = actions.take_back_request(Actor.of(request), request_id)
    except HanbatError as refusal:
        tell_refusal(request, refusal)
        return redirect("internships:requests")
    messages.success(request, _("The request is taken back."))
    return redirect(_address(found.placement))


@login_required
@require_POST
def decide(request: HttpRequest, request_id: int) -> HttpResponse:
    """The mentor's answer: granted, or refused with a reason."""
    actor, answer = Actor.of(request), request.POST.get("answer", "")
    try:
        if "grant" in request.POST:
            actions.grant_request(actor, request_id, answer)
        else:
            actions.refuse_request(actor, request_id, answer)
    except HanbatError as refusal:
        tell_refusal(request, refusal)
    else:
        messages.success(request, _("The request is answered and the intern is told."))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("internships:here")
