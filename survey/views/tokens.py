"""A person's own app tokens: making one (its QR code is shown once), removing one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from reports.rendering.qr import qr_data
from survey.actions import tokens as actions
from survey.forms_clients import TokenForm
from survey.queries.openrosa import tokens_of
from survey.queries.work import my_wave
from survey.rules.openrosa import collect_settings


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest, code: str) -> HttpResponse:
    """My devices with an app; a new one gets a token, which is shown this once with a QR code that sets up the app."""
    actor, wave = Actor.of(request), my_wave(request.user, code)
    form = TokenForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            token, text = actions.make_token(actor, form.cleaned_data["name"])
        except HanbatError as refused:
            show_refusal(form, refused)
        else:
            server = request.build_absolute_uri(reverse("openrosa:form_list", args=[wave.code])).removesuffix(
                "/formList"
            )
            settings = collect_settings(server, actor.user.email, text, wave.title)
            made = {"token": token, "text": text, "server": server, "qr": qr_data(settings)}
            form = TokenForm()
    context = {"wave": wave, "form": form, "made": made, "tokens": tokens_of(actor.user_id or 0)}
    return render(request, "survey/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: HttpRequest, code: str, token_id: int) -> HttpResponse:
    """The device can no longer send anything."""
    token = actions.revoke_token(Actor.of(request), token_id)
    messages.success(request, _("“%(name)s” can no longer sign in.") % {"name": token.name})
    return redirect("survey:tokens", code)
