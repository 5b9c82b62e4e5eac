"""Addresses: each app keeps its own; a programme is mounted by being installed."""

from importlib.util import find_spec

from django.urls import include, path

from config import home, pages
from config.health import healthz

APPS = {
    "survey.openrosa": "openrosa/",
    "vouchers": "vouchers/",
    "internships": "internships/",
    "survey": "survey/",
    "programs": "",
    "reports": "",
    "notices": "notices/",
    "files": "files/",
    "accounts": "people/",
}

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", healthz, name="healthz"),
    path("help/", pages.help_page, name="help"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("styleguide/", include("config.styleguide")),
    path("accounts/", include("allauth.urls")),
    *(path(prefix, include(f"{app}.urls")) for app, prefix in APPS.items() if find_spec(f"{app}.urls")),
]

handler400 = "config.problems.bad_request"
handler403 = "config.problems.forbidden"
handler404 = "config.problems.not_found"
handler500 = "config.problems.server_error"
