"""What staff see of notices: every text in both languages, and the mails on their way out."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kernel.actor import Actor
from kernel.personal import mask_email
from notices import actions, queries
from notices.lifecycles import OUTGOING_MAIL
from notices.permissions import require_outbox, require_previews
from notices.previews import preview, previews

PAGE_SIZE = 50


@require_GET
@login_required
def all_previews(request: HttpRequest) -> HttpResponse:
    """The list of all kinds of notices."""
    require_previews(Actor.of(request))
    return render(request, "notices/previews.html", {"groups": previews()})


@require_GET
@login_required
def one_preview(request: HttpRequest, code: str) -> HttpResponse:
    """One kind with its sample, in both languages."""
    require_previews(Actor.of(request))
    return render(request, "notices/preview.html", {"preview": preview(code)})


@require_GET
@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    """Mails and their states; addresses masked, texts not shown."""
    require_outbox(Actor.of(request))
    counts = queries.outbox_counts()
    page = Paginator(queries.outbox(request.GET.get("state", "")), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "mails": [(mail, ", ".join(mask_email(address) for address in mail.to)) for mail in page],
        "states": [(state.code, state.label, counts.get(state.code, 0)) for state in OUTGOING_MAIL.states],
        "oldest": queries.overdue(),
    }
    return render(request, "notices/outbox.html", context)


@require_POST
@login_required
def resend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    actions.resend(Actor.of(request), public_id)
    messages.success(request, _("The mail waits again and goes out within a minute."))
    return redirect("notices:outbox")
