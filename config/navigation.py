"""What base.html needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.registry import NavItem, account_nav_items, nav_items

# Pages of one's own under one's name in the header, after those that apps register.
OWN_PAGES = (NavItem(_("Which notices I get"), "notices:preferences", lambda user: user.is_authenticated),)


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """The menus for this person, the service's name and the idle time in seconds."""
    user = getattr(request, "user", None)
    return {
        "nav": _entries(request, user, nav_items()),
        "account_nav": _entries(request, user, [*account_nav_items(), *OWN_PAGES]),
        "service_name": settings.SERVICE_NAME,
        "idle_seconds": settings.IDLE_SECONDS,
    }


def _entries(request: HttpRequest, user: Any, items: list[NavItem]) -> list[dict[str, Any]]:
    """What of ``items`` this person may see. Without a user (an error before sign-in was read) nothing."""
    if user is None:
        return []
    shown = ((item, reverse(item.url_name)) for item in items if item.visible(user))
    return [{"label": item.label, "url": url, "current": request.path.startswith(url)} for item, url in shown]
