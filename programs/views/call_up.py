"""The applicant's pages of a place: giving it up, and answering a call-up from the reserve list."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.errors_aftermath import NoCallUp
from programs.forms.decisions import ReasonForm
from programs.models import Application, ReserveCall
from programs.presentation import case_title
from programs.queries.applications import own
from programs.queries.reserves import latest_call_up
from programs.rules.deadlines import last_minute


@login_required
@require_http_methods(["GET", "POST"])
def call_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is offered until when, with the two answers; afterwards what came of it."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    called = latest_call_up(shown)
    if called is None:
        return redirect("programs:application", public_id)
    form = ReasonForm(request.POST if "refuse" in request.POST else None)
    problem: HanbatError | None = None
    if request.method == "POST":
        try:
            if _answered(request, actor, called, form):
                return redirect("programs:application", public_id)
        except HanbatError as error:
            problem = error
            called = latest_call_up(shown) or called
    context = {
        "application": shown,
        "call": shown.call,
        "case": case_title(shown),
        "called": called,
        "last_moment": last_minute(called.due_at),
        "open": called.state == "open" and clock.now() < called.due_at,
        "form": form,
        "problem": problem,
    }
    status = problem.status if problem else _status(form)
    return render(request, "programs/call_up.html", context, status=status)


def _answered(request: HttpRequest, actor: Actor, called: ReserveCall, form: ReasonForm) -> bool:
    """Whether an answer was given; a refusal without a reason shows the form again."""
    if "accept" in request.POST:
        actions.accept_call_up(actor, called.pk)
        messages.success(request, _("You accepted: the application is selected."))
        return True
    if "refuse" not in request.POST:
        raise NoCallUp()
    if not form.is_valid():
        return False
    actions.refuse_call_up(actor, called.pk, form.cleaned_data["reason"])
    messages.success(request, _("You refused the place. The next on the list is called."))
    return True


def _status(form: ReasonForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@login_required
@require_http_methods(["GET", "POST"])
def give_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What giving up means, and the reason."""
    actor = Actor.of(request)
    shown = own(actor, public_id)
    if shown.state not in {"selected", "reserve"}:
        return redirect("programs:application", public_id)
    form = ReasonForm(request.POST or None)
    problem: HanbatError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_up(actor, shown.pk, form.cleaned_data["reason"])
            messages.success(request, _("The place was given up."))
            return redirect("programs:application", public_id)
        except HanbatError as error:
            problem = error
    status = problem.status if problem else _status(form)
    return render(request, "programs/give_up.html", _to_give_up(shown, form, problem), status=status)


def _to_give_up(shown: Application, form: ReasonForm, problem: HanbatError | None) -> dict[str, object]:
    return {"application": shown, "call": shown.call, "case": case_title(shown), "form": form, "problem": problem}
