"""The home page: what each kind of person can do next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kernel.registry import offers, panels


def home(request: HttpRequest) -> HttpResponse:
    """Signed in: what waits for this person. Signed out: what the programmes offer now."""
    context = {"panels": _waiting(request.user)} if request.user.is_authenticated else {"offers": _offered()}
    return render(request, "home.html", context)


def _waiting(user: Any) -> list[dict[str, Any]]:
    filled = ({"panel": panel, "todos": list(panel.todos(user))} for panel in panels())
    return [entry for entry in filled if entry["todos"]]


def _offered() -> list[dict[str, Any]]:
    return [
        {
            "title": offer.title,
            "audience": offer.audience,
            "text": offer.text,
            "icon": offer.icon,
            "url": reverse(offer.url_name) if offer.url_name else "",
            "open": list(offer.openings()),
            "closed_text": offer.closed_text,
        }
        for offer in offers()
    ]
