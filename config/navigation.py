"""What base.html needs on every page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kernel.registry import nav_items

# The pages of one's own account, under one's name in the header.
ACCOUNT_PAGES = (
    (_("My files"), "files:mine"),
    (_("Which notices I get"), "notices:preferences"),
    (_("E-mail addresses"), "account_email"),
    (_("Password"), "account_change_password"),
    (_("Second factor"), "mfa_index"),
    (_("Where I am signed in"), "usersessions_list"),
)


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """The menus for this person, the service's name and the idle time in seconds."""
    user = getattr(request, "user", None)
    here = request.path
    nav = [_entry(item.label, item.url_name, here) for item in nav_items() if user and item.visible(user)]
    own = [_entry(label, name, here) for label, name in ACCOUNT_PAGES] if user and user.is_authenticated else []
    return {
        "nav": nav,
        "account_nav": own,
        "service_name": settings.SERVICE_NAME,
        "idle_seconds": settings.IDLE_SECONDS,
    }


def _entry(label: Any, url_name: str, here: str) -> dict[str, Any]:
    url = reverse(url_name)
    return {"label": label, "url": url, "current": here.startswith(url)}
