"""The field app's page, worker and manifest: they hold nobody's data and are the same for everybody."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

NO_CACHE = cache_control(no_cache=True)


@require_GET
@ensure_csrf_cookie
@NO_CACHE
def app(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "survey/field/app.html")


@require_GET
@NO_CACHE
def worker(request: HttpRequest) -> HttpResponse:
    """What keeps the page on the device. Its version is that of the page with all that it names, in the reader's
    language: when any of it changes, the browser finds another worker."""
    values = {"version": version_of(request), "static": settings.STATIC_URL}
    return HttpResponse(render_to_string("survey/field/worker.js", values), content_type="text/javascript")


def version_of(request: HttpRequest) -> str:
    """A hash of the page as it is now."""
    page = render_to_string("survey/field/app.html", request=request)
    return hashlib.sha256(page.encode()).hexdigest()[:16]


@require_GET
@NO_CACHE
def manifest(request: HttpRequest) -> HttpResponse:
    """With what a phone installs the page as an app."""
    page = reverse("survey:field_app")
    icons = [
        {"src": static(f"img/field-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    told = {
        "id": page, "name": _("Field work of the census"), "short_name": _("Field work"), "lang": get_language(),
        "start_url": page, "scope": page, "display": "standalone", "background_color": "#ffffff",
        "theme_color": "#052b57", "icons": icons,
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json")
