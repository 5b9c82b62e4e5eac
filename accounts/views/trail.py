"""The audit trail and the access log, for auditors and administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import role_required
from accounts.forms.trail import TrailForm
from accounts.models import Role
from accounts.queries.trail import access_page, audit_page, last_verification, verbs
from kernel.queueing import enqueue

READERS = (Role.AUDITOR, Role.ADMINISTRATOR)


@role_required(*READERS)
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what to which record, before and after."""
    form = TrailForm(verbs(), request.GET)
    context = {
        "form": form,
        "trail": audit_page(form.wanted(), _below(request)),
        "verification": last_verification("audit"),
        "chain": "audit",
        "query": _query(request),
    }
    return render(request, "accounts/trail.html", context)


@role_required(*READERS)
def access(request: HttpRequest) -> HttpResponse:
    """Who looked at whose unmasked data, and why (안전성 확보조치 기준 §8)."""
    form = TrailForm([], request.GET)
    context = {
        "form": form,
        "trail": access_page(form.wanted(), _below(request)),
        "verification": last_verification("access"),
        "chain": "access",
        "query": _query(request),
    }
    return render(request, "accounts/trail.html", context)


@require_POST
@role_required(*READERS)
def verify(request: HttpRequest) -> HttpResponse:
    """Has the worker walk both chains now."""
    enqueue("kernel.tasks.verify_trail", key="verify-trail")
    messages.info(request, _("Both chains are being checked. Reload this page in a moment."))
    return redirect("accounts:access" if request.POST.get("chain") == "access" else "accounts:audit")


def _below(request: HttpRequest) -> int | None:
    text = request.GET.get("below", "")
    return int(text) if text.isdigit() else None


def _query(request: HttpRequest) -> str:
    """The filter as it stands in the address, without the place in the list."""
    query = request.GET.copy()
    query.pop("below", None)
    return query.urlencode()
