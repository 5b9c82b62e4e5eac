"""What an intern has brought in: what other programmes count of them, work logs, and what came of the work by these."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from internships.queries.placement import current_placement
from internships.queries.worklog import named_outputs, own_logs
from kernel.actor import Actor
from kernel.registry import outputs_of

NAMED_A_PAGE = 10  # on a phone each is a card


@login_required
@require_GET
def my_outputs(request: HttpRequest) -> HttpResponse:
    """The person's own counts and what came back to them."""
    user = Actor.of(request).user
    placement = current_placement(user) if user is not None else None
    if user is None or placement is None:
        return render(request, "internships/intern/no_place.html")
    context = {
        "placement": placement,
        "outputs": [*outputs_of(user), own_logs(user)],
        "page": Paginator(named_outputs(user), NAMED_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "internships/intern/outputs.html", context)
