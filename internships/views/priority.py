"""Priority groups: the applicant's page, and the desk of those who may see them."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from files.views import served
from internships import actions
from internships.forms.priority import EvidenceForm, JudgeForm, NameForm, SeerForm
from internships.queries import priority as queries
from internships.queries.access import PROGRAMME, require_manages
from internships.rules.priority import group
from internships.rules.retention import EVIDENCE_LAW
from internships.rules.terms import terms_from
from internships.views.tabs import call_tabs
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted, NotVisible
from kernel.forms import show_refusal
from kernel.permissions import may
from programs.models import Application, Call

A_PAGE = 50


# -- the applicant ------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the applicant named, whether it is proven, and naming another group."""
    actor = Actor.of(request)
    application = queries.own_case(actor, public_id)
    form = NameForm(request.POST or None, request.FILES or None, call=application.call)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_group(actor, application.pk, form.cleaned_data["group"], form.cleaned_data["upload"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Your group is noted. Only those who judge the evidence see it."))
            return redirect("internships:priority", public_id=public_id)
    return _page(request, application, form)


def _page(request: HttpRequest, application: Application, form: NameForm, problem: str = "") -> HttpResponse:
    claims = list(queries.claims_of(application))
    named = {one.group for one in claims}
    context = {
        "application": application,
        "call": application.call,
        "claims": [
            {"claim": one, "group": group(one.group), "more": EvidenceForm(auto_id=f"{one.pk}-%s")} for one in claims
        ],
        "form": form,
        "left": [one for one in queries.groups_on_offer(application.call) if one.code not in named],
        "may_name": application.editable_at(clock.now()),
        "may_add": application.state == "draft" or queries.still_open(application),
        "points": terms_from(application.call.terms.settings).priority_points,
        "problem": problem,
        "law": EVIDENCE_LAW,
    }
    status = 422 if form.errors or problem else 200
    return render(request, "internships/priority/mine.html", context, status=status)


@login_required
@require_POST
def add(request: HttpRequest, public_id: uuid.UUID, claim_id: int) -> HttpResponse:
    """Another file for what was named."""
    actor, form = Actor.of(request), EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        application = queries.own_case(actor, public_id)
        return _page(request, application, NameForm(call=application.call), " ".join(map(str, form.errors["upload"])))
    upload = form.cleaned_data["upload"]
    said = _("The evidence was added.")
    return _done(request, public_id, lambda: actions.add_evidence(actor, claim_id, upload), said)


@login_required
@require_POST
def drop(request: HttpRequest, public_id: uuid.UUID, claim_id: int) -> HttpResponse:
    """What was named is taken back."""
    actor = Actor.of(request)
    return _done(request, public_id, lambda: actions.drop_claim(actor, claim_id), _("Taken back. Its files go."))


def _done(request: HttpRequest, public_id: uuid.UUID, act: Callable[[], object], said: str) -> HttpResponse:
    """Does it and says so; what is refused is explained on the page."""
    application = queries.own_case(Actor.of(request), public_id)
    try:
        act()
    except (NotPermitted, NotVisible):
        raise
    except HanbatError as refusal:
        return _page(request, application, NameForm(call=application.call), str(refusal))
    messages.success(request, said)
    return redirect("internships:priority", public_id=public_id)


# -- the office ---------------------------------------------------------------------------------------------------


def _call(request: HttpRequest, call_id: int) -> Call:
    """A call that the person manages, or whose priority groups they may see. Raises NotVisible."""
    call = get_object_or_404(Call, pk=call_id, programme=PROGRAMME)
    actor = Actor.of(request)
    if not may(actor, "manage_call", call) and not may(actor, queries.SEE, call):
        raise NotVisible()
    return call


@login_required
@require_GET
def claims(request: HttpRequest, call_id: int) -> HttpResponse:
    """Claims by number and state for those who may see them; for a manager, who may."""
    return _claims_page(request, _call(request, call_id), SeerForm())


def _claims_page(request: HttpRequest, call: Call, form: SeerForm) -> HttpResponse:
    actor = Actor.of(request)
    sees, manages = may(actor, queries.SEE, call), may(actor, "manage_call", call)
    rows = queries.claims_to_judge(actor, call) if sees else None
    context = {
        "call": call,
        "tabs": call_tabs(call, "priority_claims") if manages else (),
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")) if rows is not None else None,
        "manages": manages,
        "holders": queries.holders(call) if manages else (),
        "form": form,
        "offered": queries.groups_on_offer(call),
    }
    return render(request, "internships/priority/claims.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def let_see(request: HttpRequest, call_id: int) -> HttpResponse:
    """A manager lets somebody see the groups."""
    actor, call = Actor.of(request), _call(request, call_id)
    require_manages(actor, call)
    form = SeerForm(request.POST)
    if form.is_valid():
        try:
            actions.let_see_priority(actor, call.pk, form.cleaned_data["person"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(
                request, _("%(name)s may look at evidence now.") % {"name": form.cleaned_data["person"].name}
            )
            return redirect("internships:priority_claims", call_id=call.pk)
    return _claims_page(request, call, form)


@login_required
@require_POST
def stop_seeing(request: HttpRequest, call_id: int, user_id: int) -> HttpResponse:
    """... and takes it away again."""
    person = get_object_or_404(User, pk=user_id)
    actions.stop_seeing_priority(Actor.of(request), _call(request, call_id).pk, person)
    messages.success(request, _("%(name)s can no longer look at evidence.") % {"name": person.name})
    return redirect("internships:priority_claims", call_id=call_id)


@login_required
@require_GET
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """The group, its evidence and the verdict; each opening is kept."""
    return _claim_page(request, claim_id, JudgeForm())


def _claim_page(request: HttpRequest, claim_id: int, form: JudgeForm) -> HttpResponse:
    found = actions.look_at_claim(Actor.of(request), claim_id)
    context = {
        "claim": found,
        "call": found.application.call,
        "group": group(found.group),
        "files": found.files.select_related("file").order_by("pk"),
        "open": queries.still_open(found.application),
        "law": EVIDENCE_LAW,
        "form": form,
    }
    return render(request, "internships/priority/claim.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def evidence(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """One file of a claim, under a name that does not say what it proves; each opening is kept."""
    stored = actions.look_at_evidence(Actor.of(request), file_id)
    return served(stored, stored.name, inline=True)


@login_required
@require_POST
def judge(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Proven or not; the applicant is told."""
    actor, form = Actor.of(request), JudgeForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            found = actions.judge_claim(actor, claim_id, proven=values["proven"], reason=values["reason"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Kept. The applicant was told to look at it."))
            return redirect("internships:priority_claims", call_id=found.application.call_id)
    return _claim_page(request, claim_id, form)
