"""What an intern has brought in, in figures: work logs, and what other programmes count of them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from internships.queries.placement import current_placement
from internships.queries.worklog import own_logs
from kernel.actor import Actor
from kernel.registry import outputs_of


@login_required
@require_GET
def my_outputs(request: HttpRequest) -> HttpResponse:
    """The person's own counts and what came back to them."""
    user = Actor.of(request).user
    if user is None or current_placement(user) is None:
        return render(request, "internships/intern/no_place.html")
    return render(request, "internships/intern/outputs.html", {"outputs": [*outputs_of(user), own_logs(user)]})
