"""What helps to clock in: the page for a phone without a network, the code on the host's screen, the consent."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.actions import give_consent, withdraw_consent
from internships.models import Host
from internships.personal import POSITION
from internships.queries.access import mentored_hosts
from internships.queries.placement import current_placement
from internships.rules.whereabouts import minute_of, screen_code
from kernel import clock
from kernel.actor import Actor
from kernel.errors import NotVisible
from reports.rendering.qr import qr_data

A_DAY = 60 * 60 * 14  # seconds that the page on a host's screen is good for
SIGNER = TimestampSigner(salt="internships.screen")


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows :func:`offline` when the network is away. Its version is that of the clock's own script."""
    values = {"version": static("js/internships.js").rsplit("/", 1)[-1], "static": settings.STATIC_URL}
    return HttpResponse(render_to_string("internships/worker.js", values), content_type="text/javascript")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The clock without a network, kept on the phone: it holds nobody's data."""
    return render(request, "internships/intern/offline.html")


@login_required
@require_GET
def open_screen(request: HttpRequest, host_id: int) -> HttpResponse:
    """Leads the mentor to the page for the host's screen, which needs no sign-in for a day."""
    if not mentored_hosts(request.user).filter(pk=host_id).exists():
        raise NotVisible()
    return redirect("internships:screen", SIGNER.sign(str(host_id)))


@require_GET
@never_cache
def screen(request: HttpRequest, token: str) -> HttpResponse:
    """The code of this minute, for whoever stands before the screen."""
    try:
        host_id = int(SIGNER.unsign(token, max_age=A_DAY))
    except BadSignature:
        raise Http404 from None
    host = get_object_or_404(Host.objects.select_related("organisation"), pk=host_id)
    code = screen_code(settings.SECRET_KEY.encode(), host.pk, minute_of(clock.now()))
    address = request.build_absolute_uri(f"{reverse('internships:today')}?code={code}")
    return render(request, "internships/mentor/screen.html", {"host": host, "picture": qr_data(address)})


@login_required
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """The intern agrees to show where they click, or takes that back."""
    actor = Actor.of(request)
    placement = current_placement(actor.user)
    if placement is None:
        raise NotVisible()
    if "withdraw" in request.POST:
        withdraw_consent(actor, actor.user, POSITION.code, about=str(placement.pk))
        messages.success(request, _("Your position is not asked for any more."))
    else:
        give_consent(actor, actor.user, POSITION.code, about=str(placement.pk))
        messages.success(request, _("You agreed. Your phone will ask you once more when you clock in."))
    return redirect("internships:today")
