"""The session's clock, the language, and what was typed when the session ended."""

import time

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import change_language
from accounts.kept_work import forget, kept_work
from accounts.middleware import LAST_SEEN, end_idle_session
from accounts.rules.idle import TOUCH_EVERY, seconds_left
from kernel.actor import Actor


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest) -> HttpResponse:
    """POST: the person is here, the clock starts again. GET: how long the session has, without touching it."""
    if not request.user.is_authenticated:
        return JsonResponse({"code": "SessionOver", "seconds_left": 0}, status=401)
    now = time.time()
    if request.method == "POST":
        request.session[LAST_SEEN] = now
    left = seconds_left(request.session.get(LAST_SEEN, now), now, settings.IDLE_SECONDS)
    if left == 0:
        return end_idle_session(request)
    return JsonResponse({"seconds_left": min(settings.IDLE_SECONDS, left), "touch_every": TOUCH_EVERY})


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Korean or English, kept in a cookie and, for a signed-in person, in the account."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    answer = redirect(target)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=31_536_000, samesite="Lax", secure=request.is_secure()
        )
        if request.user.is_authenticated:
            change_language(Actor.of(request), language)
    return answer


@login_required
def show_kept_work(request: HttpRequest) -> HttpResponse:
    """Offers what was typed when the session ended, to be sent again or thrown away."""
    if request.method == "POST":
        forget(request)
        return redirect("home")
    kept = kept_work(request)
    if kept is None:
        return redirect("home")
    return render(request, "accounts/kept_work.html", {"kept": kept, "page_title": _("What you typed is still here")})
