"""The office's page of positions: asked and granted with figures by kind and quota, decided one by one, as Excel."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from internships import actions
from internships.forms.manager import PositionBeginForm
from internships.lifecycles import POSITION
from internships.models import Host, Work
from internships.queries import position as queries
from internships.queries.placement import seat_totals
from internships.views.hosting import attempt, reason_of
from internships.views.manager import call_for
from internships.views.tabs import call_tabs
from kernel.actor import Actor
from kernel.areas import DISTRICTS
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from reports.actions import request_document

A_PAGE = 50
FILTERS = ("state", "kind", "work", "district", "q")


def chosen(request: HttpRequest) -> dict[str, str]:
    """The filters of the list as they stand in the address."""
    return {("text" if name == "q" else name): request.GET.get(name, "") for name in FILTERS}


@login_required
@require_GET
def positions(request: HttpRequest, call_id: int) -> HttpResponse:
    """Every position of a call, what waits, and the seats by kind of host beside their quotas."""
    call = call_for(request, call_id)
    wanted = chosen(request)
    counts = queries.state_counts(call)
    page = Paginator(queries.positions_in(call, **wanted), A_PAGE).get_page(request.GET.get("page"))
    kinds = queries.kind_seats(call)
    context = {
        "call": call,
        "page": page,
        "seats": seat_totals(call),
        "kinds": [{"label": Host.Kind(one.kind).label, "seats": one} for one in kinds],
        "tabs": call_tabs(call, "positions"),
        "text": wanted["text"],
        "chosen": wanted,
        "states": [(code, label, counts.get(code, 0)) for code, label in POSITION.choices],
        "kind_choices": Host.Kind.choices,
        "works": Work.choices,
        "districts": list(DISTRICTS.items()),
        "query": request.GET.urlencode(),
    }
    return render(request, "internships/manager/positions.html", context)


@login_required
@require_POST
def position_list(request: HttpRequest, call_id: int) -> HttpResponse:
    """The list as it is filtered on the page, as Excel."""
    params = {"call": call_id, **chosen(request)}
    job = request_document(Actor.of(request), "internships.positions", params, "xlsx")
    return redirect("reports:job", public_id=job.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def new_position(request: HttpRequest, call_id: int) -> HttpResponse:
    """A position that the office writes in the place of a host; the steps are the same ones."""
    call = call_for(request, call_id)
    form = PositionBeginForm(request.POST or None, initial={"seats": 1})
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = dict(form.cleaned_data)
        host = values.pop("host")
        try:
            position = actions.draft_position(Actor.of(request), call.pk, host.pk, **values)
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("internships:position_step", position_id=position.pk, step="place")
    context = {"call": call, "form": form}
    return render(request, "internships/manager/position_form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def grant(request: HttpRequest, position_id: int) -> HttpResponse:
    said = _("Granted. The position is shown to applicants.")
    return attempt(request, position_id, actions.grant_position, said)


@login_required
@require_POST
def send_back(request: HttpRequest, position_id: int) -> HttpResponse:
    said = _("Returned. The host is told why.")
    return attempt(request, position_id, actions.return_position, said, reason_of(request))


@login_required
@require_POST
def grant_change(request: HttpRequest, position_id: int) -> HttpResponse:
    said = _("The change is granted and in force.")
    return attempt(request, position_id, actions.grant_change, said)


@login_required
@require_POST
def return_change(request: HttpRequest, position_id: int) -> HttpResponse:
    said = _("Returned. The host is told why.")
    return attempt(request, position_id, actions.return_change, said, reason_of(request))


@login_required
@require_POST
def reserve(request: HttpRequest, position_id: int) -> HttpResponse:
    """Seats kept for one group; 0 gives them back."""
    group, count = request.POST.get("group", ""), request.POST.get("seats", "")
    seats = {group: min(int(count), 1000)} if group and count.isdigit() else {}
    return attempt(request, position_id, actions.reserve_seats, _("The seats are kept."), seats)
