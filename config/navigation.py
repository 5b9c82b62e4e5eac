"""What base.html needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from kernel.registry import nav_items


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """The menu for this person, the service's name and the idle time in seconds."""
    user = getattr(request, "user", None)
    nav = []
    if user is not None:
        for item in nav_items():
            if item.visible(user):
                url = reverse(item.url_name)
                nav.append({"label": item.label, "url": url, "current": request.path.startswith(url)})
    return {"nav": nav, "service_name": settings.SERVICE_NAME, "idle_seconds": settings.IDLE_SECONDS}
