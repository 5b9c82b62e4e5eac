"""A host's own pages: its registration, its positions, writing one in steps, asking, changing, closing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.queries.organisation import membership_of
from internships import actions
from internships.forms.manager import ReasonForm
from internships.forms.position import RegisterForm, WorkForm
from internships.lifecycles import ACTIVE
from internships.models import Host
from internships.presentation import history, office_facts, plan_weeks, wanted_rows
from internships.queries import position as queries
from internships.queries.host import organisations_with_hosts, own_host
from internships.queries.placement import people_by_call
from internships.queries.position_values import missing, plain, terms_of, values_of
from internships.rules.position import STEP_OF
from internships.rules.terms import Terms
from internships.wording import GAPS, gap_texts, group_text
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted, NotVisible
from kernel.forms import show_refusal
from programs.models import Call
from reports.actions import request_document

A_PAGE = 30


@login_required
@require_GET
def hosting(request: HttpRequest) -> HttpResponse:
    """The person's organisations: hosts already, or the way to become one."""
    rows = list(organisations_with_hosts(request.user))
    hosts = [one for one in rows if hasattr(one, "internship_host")]
    if len(rows) == 1 and hosts:
        return redirect("internships:my_host", host_id=hosts[0].internship_host.pk)
    listed = [{"organisation": one, "host": getattr(one, "internship_host", None)} for one in rows]
    return render(request, "internships/host/start.html", {"rows": listed})


@login_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, organisation_id: int) -> HttpResponse:
    organisation = membership_of(request.user, organisation_id).organisation
    there = Host.objects.filter(organisation=organisation).first()
    if there:
        return redirect("internships:my_host", host_id=there.pk)
    kind = "company" if organisation.kind == "business" else organisation.kind
    form = RegisterForm(request.POST or None, initial={"kind": kind, "contact": organisation.phone})
    if request.method == "POST" and form.is_valid():
        try:
            host = actions.register_host(Actor.of(request), organisation.pk, **form.cleaned_data)
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your registration has arrived. You are told what the office decides."))
            return redirect("internships:my_host", host_id=host.pk)
    context = {"form": form, "organisation": organisation}
    return render(request, "internships/host/register.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, host_id: int) -> HttpResponse:
    """What was registered, corrected; after a refusal it is sent again with it."""
    host = own_host(Actor.of(request), host_id)
    form = RegisterForm(request.POST or None, initial={"kind": host.kind, "contact": host.contact})
    if host.state in {"approved", "suspended"}:
        form.fields["kind"].disabled = True
    if request.method == "POST" and form.is_valid():
        actions.correct_host(Actor.of(request), host.pk, **form.cleaned_data)
        if host.state == "refused":
            actions.register_again(Actor.of(request), host.pk)
        messages.success(request, _("Saved."))
        return redirect("internships:my_host", host_id=host.pk)
    context = {"form": form, "organisation": host.organisation, "host": host}
    return render(request, "internships/host/register.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def my_host(request: HttpRequest, host_id: int) -> HttpResponse:
    """State of the registration, seats asked for and granted, who is coming, calls to ask in, positions with what is
    missing and what is being changed."""
    host = own_host(Actor.of(request), host_id)
    page = Paginator(queries.positions_of(host), A_PAGE).get_page(request.GET.get("page"))
    terms: dict[int, Terms] = {}  # one set a call, not a position
    for position in page:
        if position.call_id not in terms:
            terms[position.call_id] = terms_of(position)
    rows = [
        {
            "position": position,
            "missing": gap_texts(missing(position, terms[position.call_id])),
            "change": next(iter(position.asked_changes.all()), None),
        }
        for position in page
    ]
    context = {
        "host": host,
        "rows": rows,
        "page": page,
        "calls": queries.calls_to_ask_in(),
        "figures": queries.figures_of(host),
        "coming": people_by_call(host),
    }
    return render(request, "internships/host/home.html", context)


@login_required
@require_POST
def host_list(request: HttpRequest, host_id: int, call_id: int) -> HttpResponse:
    """The host's own people of a call on paper."""
    host = own_host(Actor.of(request), host_id)
    params = {"call": call_id, "host": host.pk}
    job = request_document(Actor.of(request), "internships.placement_roll", params, "pdf")
    return redirect("reports:job", public_id=job.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, host_id: int, call_id: int) -> HttpResponse:
    """The first step of a new position."""
    host = own_host(Actor.of(request), host_id)
    call = get_object_or_404(Call, pk=call_id, programme="internships", state__in=queries.SHOWN_CALLS)
    return begin_position(request, host, call)


def begin_position(request: HttpRequest, host: Host, call: Call) -> HttpResponse:
    form = WorkForm(request.POST or None, initial={"seats": 1})
    if request.method == "POST" and form.is_valid():
        try:
            position = actions.draft_position(Actor.of(request), call.pk, host.pk, **form.cleaned_data)
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("internships:position_step", position_id=position.pk, step="place")
    context = {"form": form, "host": host, "call": call}
    return render(request, "internships/host/begin.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def my_position(request: HttpRequest, position_id: int) -> HttpResponse:
    """One position for its host and the office: facts, plan, what is missing, what waits, what it was."""
    return position_page(request, position_id)


def position_page(request: HttpRequest, position_id: int, status: int = 200, **forms: Any) -> HttpResponse:
    actor = Actor.of(request)
    position = queries.position_for(actor, position_id)
    change = queries.open_change(position)
    terms, decides = terms_of(position), queries.decides(actor, position)
    sees = queries.sees_groups(actor, position)
    now = {name: plain(value) for name, value in values_of(position).items()}
    context = {
        "position": position,
        "facts": office_facts(position),
        "plan": plan_weeks(position),
        "missing": [(GAPS[gap], STEP_OF[gap].value) for gap in missing(position, terms)],
        "change": change,
        "wanted": wanted_rows(position, change, now) if change else [],
        "history": history(queries.versions_of(position, groups=sees)),
        "held": position.placements.filter(state__in=ACTIVE).count(),
        "kept": queries.kept_seats(position) if decides else 0,
        "reserved": [(group_text(one.group), one.seats) for one in position.reserved.order_by("group")] if sees else [],
        "groups": [(code, group_text(code)) for code in terms.groups] if sees else [],
        "decides": decides,
        "sees": sees,
        "kinds": [one for one in queries.kind_seats(position.call) if one.kind == position.host.kind],
        "form": forms.get("form") or ReasonForm(),
        "problem": forms.get("problem", ""),
    }
    return render(request, "internships/host/position.html", context, status=status)


def attempt(
    request: HttpRequest, position_id: int, act: Callable[..., object], said: str, *more: object
) -> HttpResponse:
    """Does ``act`` to the position with ``more`` that it takes and says so; what is refused is explained on the
    position's page."""
    try:
        act(Actor.of(request), position_id, *more)
    except (NotPermitted, NotVisible):
        raise
    except HanbatError as refusal:
        return position_page(request, position_id, status=422, problem=str(refusal))
    messages.success(request, said)
    return redirect("internships:my_position", position_id=position_id)


def reason_of(request: HttpRequest) -> str:
    """The reason that was typed; the action says when it needs one."""
    return request.POST.get("reason", "")


@login_required
@require_POST
def ask(request: HttpRequest, position_id: int) -> HttpResponse:
    said = _("The office has your request. You are told what it decides.")
    return attempt(request, position_id, actions.ask_position, said)


@login_required
@require_POST
def take_back(request: HttpRequest, position_id: int) -> HttpResponse:
    said = _("Taken back. You can change it now.")
    return attempt(request, position_id, actions.take_back_position, said)


@login_required
@require_POST
def close(request: HttpRequest, position_id: int) -> HttpResponse:
    said = _("The position is closed.")
    return attempt(request, position_id, actions.close_position, said, reason_of(request))


@login_required
@require_POST
def ask_change(request: HttpRequest, position_id: int) -> HttpResponse:
    said = _("The office has your request. The position stays as it was granted until then.")
    return attempt(request, position_id, actions.ask_change, said, reason_of(request))


@login_required
@require_POST
def drop_change(request: HttpRequest, position_id: int) -> HttpResponse:
    said = _("The change is dropped. The position stays as it was granted.")
    return attempt(request, position_id, actions.drop_change, said)
