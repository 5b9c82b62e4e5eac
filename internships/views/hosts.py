"""Host institutions, as the manager keeps them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from internships import actions
from internships.forms.manager import HostForm, MentorForm, ReasonForm
from internships.lifecycles import HOST
from internships.models import Host
from internships.queries import host as queries
from internships.queries.access import require_manager
from kernel.actor import Actor
from kernel.errors import HanbatError

A_PAGE = 50


@login_required
@require_GET
def hosts(request: HttpRequest) -> HttpResponse:
    require_manager(Actor.of(request))
    state, text, kind = (request.GET.get(name, "") for name in ("state", "q", "kind"))
    page = Paginator(queries.hosts(state, text, kind), A_PAGE).get_page(request.GET.get("page"))
    counts = queries.state_counts()
    context = {
        "page": page,
        "text": text,
        "choices": [(code, label, counts.get(code, 0)) for code, label in HOST.choices],
        "kinds": Host.Kind.choices,
    }
    return render(request, "internships/manager/hosts.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def new_host(request: HttpRequest) -> HttpResponse:
    require_manager(Actor.of(request))
    form = HostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            host = actions.register_host(
                Actor.of(request), values["organisation"].pk, values["kind"], values["contact"]
            )
        except HanbatError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("“%(host)s” is registered.") % {"host": host})
            return redirect("internships:host", host_id=host.pk)
    return render(request, "internships/manager/host_form.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_GET
def host(request: HttpRequest, host_id: int) -> HttpResponse:
    require_manager(Actor.of(request))
    return _host_page(request, host_id, MentorForm(), ReasonForm())


def _host_page(
    request: HttpRequest, host_id: int, mentor_form: MentorForm, reason_form: ReasonForm, status: int = 200
) -> HttpResponse:
    found = get_object_or_404(Host.objects.select_related("organisation"), pk=host_id)
    context = {
        "host": found,
        "mentors": queries.mentors_of(found),
        "positions": found.positions.select_related("call").order_by("-call__opens_at", "title"),
        "verbs": {arrow.verb for arrow in found.next_verbs},
        "mentor_form": mentor_form,
        "reason_form": reason_form,
    }
    return render(request, "internships/manager/host.html", context, status=status)


@login_required
@require_POST
def approve(request: HttpRequest, host_id: int) -> HttpResponse:
    approved = actions.approve_host(Actor.of(request), host_id)
    messages.success(request, _("“%(host)s” is approved and can offer positions.") % {"host": approved})
    return redirect("internships:host", host_id=host_id)


@login_required
@require_POST
def refuse(request: HttpRequest, host_id: int) -> HttpResponse:
    require_manager(Actor.of(request))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _host_page(request, host_id, MentorForm(), form, status=422)
    actions.refuse_host(Actor.of(request), host_id, form.cleaned_data["reason"])
    return redirect("internships:host", host_id=host_id)


@login_required
@require_POST
def suspend(request: HttpRequest, host_id: int) -> HttpResponse:
    require_manager(Actor.of(request))
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _host_page(request, host_id, MentorForm(), form, status=422)
    actions.suspend_host(Actor.of(request), host_id, form.cleaned_data["reason"])
    messages.success(request, _("Suspended. Its positions are not shown or offered until this is lifted."))
    return redirect("internships:host", host_id=host_id)


@login_required
@require_POST
def resume(request: HttpRequest, host_id: int) -> HttpResponse:
    actions.resume_host(Actor.of(request), host_id)
    messages.success(request, _("The suspension is lifted."))
    return redirect("internships:host", host_id=host_id)


@login_required
@require_POST
def appoint(request: HttpRequest, host_id: int) -> HttpResponse:
    require_manager(Actor.of(request))
    form = MentorForm(request.POST)
    if not form.is_valid():
        return _host_page(request, host_id, form, ReasonForm(), status=422)
    actions.appoint_mentor(Actor.of(request), host_id, form.cleaned_data["email"].pk)
    messages.success(request, _("%(name)s is a mentor here now.") % {"name": form.cleaned_data["email"].name})
    return redirect("internships:host", host_id=host_id)
