"""Positions as applicants see them: a list by district and work, and a page of each. Open to everybody."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from internships.models import Work
from internships.presentation import plan_weeks, work_facts
from internships.queries import position as queries
from kernel.areas import DISTRICTS

A_PAGE = 30


@require_safe
def offered(request: HttpRequest, call_id: int) -> HttpResponse:
    """What a call offers."""
    call = queries.shown_call(call_id)
    work, district = request.GET.get("work", ""), request.GET.get("district", "")
    text = request.GET.get("q", "")
    found = queries.offered_like(call, work=work, district=district, text=text)
    context = {
        "call": call,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "works": Work.choices,
        "districts": list(DISTRICTS.items()),
        "work": work,
        "district": district,
        "text": text,
        "areas": DISTRICTS,
    }
    return render(request, "internships/offered/positions.html", context)


@require_safe
def offer(request: HttpRequest, position_id: int) -> HttpResponse:
    """One position: work, place, hours, plan. The mentor's name is not for everybody."""
    position = queries.shown_position(position_id)
    context = {"position": position, "facts": work_facts(position), "plan": plan_weeks(position)}
    return render(request, "internships/offered/position.html", context)
