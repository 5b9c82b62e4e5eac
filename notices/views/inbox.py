"""A person's inbox and what they want to get by mail."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel.actor import Actor
from notices import actions, queries
from notices.registry import categories

PAGE_SIZE = 20


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """Newest first; ``?show=unread`` and ``?category=`` narrow it down."""
    unread, category = request.GET.get("show") == "unread", request.GET.get("category", "")
    found = queries.inbox(Actor.of(request), unread=unread, category=category)
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "shown": [("unread", _("Unread"))],
        "categories": [(entry.code, entry.label) for entry in categories()],
        "narrowed": unread or category,
    }
    return render(request, "notices/inbox.html", context)


@require_GET
@login_required
def notice(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One notice in full; opening it marks it as read."""
    actor = Actor.of(request)
    found = queries.own_notice(actor, public_id)
    actions.mark_read(actor, found)
    return render(request, "notices/notice.html", {"notice": found})


@require_POST
@login_required
def mark_all_read(request: HttpRequest) -> HttpResponse:
    count = actions.mark_all_read(Actor.of(request))
    text = ngettext("%(count)s notice was marked as read.", "%(count)s notices were marked as read.", count)
    messages.success(request, text % {"count": count})
    return redirect("notices:inbox")


@require_http_methods(["GET", "POST"])
@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """E-mail on or off for each category; the inbox gets everything."""
    actor = Actor.of(request)
    if request.method == "POST":
        wanted = request.POST.getlist("by_mail")
        actions.prefer(actor, {category.code: category.code in wanted for category in categories()})
        messages.success(request, _("Your choice was saved."))
        return redirect("notices:preferences")
    chosen = queries.preferences(actor)
    rows = [(category, chosen[category.code]) for category in categories()]
    return render(request, "notices/preferences.html", {"rows": rows})
