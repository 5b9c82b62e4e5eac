"""Language, idle time-out and the second factor of staff."""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from accounts.kept_work import keep_typed_work
from accounts.models import STAFF_ROLES
from accounts.queries.security import has_second_factor
from accounts.rules.idle import seconds_left, should_touch

LAST_SEEN = "last_seen"
# Answered without touching the session's clock: they come by themselves, not from a person.
PASSIVE = frozenset({"session_extend"})
# Where staff without a second factor may go: to set one up, or out.
ENROLMENT = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "session_extend",
        "set_language",
        "second_factor",
        "healthz",
    }
)
Next = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware(LocaleMiddleware):
    """Korean unless the person chose otherwise (cookie, set at sign-in from the account); the browser is not asked."""

    def process_request(self, request: HttpRequest) -> None:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language


class SessionGuardMiddleware:
    """Ends idle sessions, keeping what was typed, and asks staff for a second factor."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = time.time()
            if seconds_left(request.session.get(LAST_SEEN, now), now, settings.IDLE_SECONDS) == 0:
                return end_idle_session(request)
            if not passive(request) and should_touch(request.session.get(LAST_SEEN, 0), now):
                request.session[LAST_SEEN] = now
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, arguments: object, keywords: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        if not request.user.is_authenticated or match is None or match.url_name in ENROLMENT:
            return None
        if request.user.has_role(*STAFF_ROLES) and not has_second_factor(request.user):
            return redirect(f"{reverse('accounts:second_factor')}?next={request.path}")
        return None


def passive(request: HttpRequest) -> bool:
    """Requests that no person made: the countdown's question, progress bars (``X-Background: 1``)."""
    return request.path == reverse("session_extend") or "X-Background" in request.headers


def end_idle_session(request: HttpRequest) -> HttpResponse:
    """Signs out. A typed form is kept and offered again after the next sign-in; scripts are told by 401."""
    user_id = request.user.pk
    language = request.LANGUAGE_CODE
    logout(request)
    target = request.get_full_path()
    if request.method == "POST" and request.path != reverse("session_extend"):
        keep_typed_work(request, user_id)
        target = reverse("accounts:kept_work")
    elif request.method != "GET":
        target = reverse("home")
    translation.activate(language)
    sign_in = f"{reverse(settings.LOGIN_URL)}?{_query(target)}"
    if "application/json" in request.headers.get("Accept", "") or passive(request):
        return JsonResponse({"code": "SessionOver", "sign_in": sign_in, "seconds_left": 0}, status=401)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": sign_in})
    return redirect(sign_in)


def _query(target: str) -> str:
    return urlencode({"next": target, "ended": "idle"})
