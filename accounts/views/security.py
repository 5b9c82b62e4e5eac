"""The second factor that staff need."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.queries.security import has_second_factor


@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Says why a second factor is needed and leads to setting one up; afterwards on to where the person was going."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    if has_second_factor(request.user):
        return redirect(target)
    return render(request, "accounts/second_factor.html", {"page_title": _("Set up a second factor")})


def locked_out(request: HttpRequest, original_response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Tells somebody whose sign-in is locked for how many minutes it is and what to do."""
    context = {
        "failure_limit": settings.AXES_FAILURE_LIMIT,
        "lock_minutes": round(settings.AXES_COOLOFF_TIME * 60),
    }
    return render(request, "errors/lockout.html", context, status=429)
