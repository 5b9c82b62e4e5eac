"""The office's appeals: those of a call with what each waits for, one with its panel, the answer."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.permissions import may
from programs import actions
from programs.appeal_pages import result_told
from programs.forms.aftermath import AnswerForm, MembersForm
from programs.models import Appeal, AppealOpinion, Decision
from programs.presentation import case_title
from programs.queries.appeals import appeal_of_office, appeal_page, candidates, opinions_of, present_files
from programs.queries.calls import call_of_office
from programs.queries.decisions import digest
from programs.wording import BARRED
from reports.actions import request_document


@login_required
@require_safe
def appeals(request: HttpRequest, call_id: int) -> HttpResponse:
    """Those of a call that were filed, with until when one could be and how far each is."""
    actor = Actor.of(request)
    call = call_of_office(actor, call_id)
    page = appeal_page(call, request.GET.get("page"))
    context = {
        "call": call,
        "page": page,
        "days": call.terms.choosing_terms.deadlines.appeal,
        "manages": may(actor, "manage_call", call),
    }
    return render(request, "programs/manager/appeals.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One appeal: what it says, who sits on its panel, their opinions, the answer."""
    actor = Actor.of(request)
    shown = appeal_of_office(actor, public_id)
    form = AnswerForm(request.POST or None)
    problem: HanbatError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            uphold = form.cleaned_data["verdict"] == "uphold"
            actions.answer_appeal(actor, shown.pk, uphold=uphold, answer=form.cleaned_data["answer"])
            messages.success(request, _("The appeal was answered and its applicant told."))
            return redirect("programs:manage_appeal", public_id)
        except HanbatError as error:
            problem = error
    context = _page(actor, shown) | {"form": form, "problem": problem}
    invalid = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "programs/manager/appeal.html", context, status=problem.status if problem else invalid)


def _page(actor: Actor, shown: Appeal, members: MembersForm | None = None) -> dict[str, Any]:
    call, opinions = shown.application.call, opinions_of(shown)
    asked = {one.member_id for one in opinions}
    manages = may(actor, "manage_call", call)
    choosing = manages and shown.state in {"filed", "in_panel"}
    found = [one for one in candidates(shown) if one.person.pk not in asked] if choosing else []
    return {
        "appeal": shown,
        "application": shown.application,
        "call": call,
        "case": case_title(shown.application),
        "result": result_told(shown),
        "files": present_files(shown),
        "opinions": opinions,
        "given": sum(one.given_at is not None for one in opinions),
        "manages": manages,
        "choosing": choosing,
        "members_form": members or MembersForm(found),
        "barred": [(one.person.name, BARRED[one.barred]) for one in found if one.barred],
        "second": _second(actor, shown, opinions),
        **_anew(actor, shown),
    }


def _anew(actor: Actor, shown: Appeal) -> dict[str, Any]:
    """The decision that followed an upheld appeal, and whether this person can confirm it."""
    decision = Decision.objects.select_related("proposed_by").filter(application=shown.application).first()
    if shown.state != "upheld" or decision is None or (shown.answered_at and decision.proposed_at <= shown.answered_at):
        return {"anew": None}
    second = may(actor, "approve_call", shown.application.call) and decision.proposed_by != actor.user
    return {
        "anew": decision,
        "confirming": second and decision.state == "proposed",
        "seen": digest([decision]),
        "publishing": decision.state == "confirmed" and shown.application.call.state == "decided",
    }


def _second(actor: Actor, shown: Appeal, opinions: list[AppealOpinion]) -> bool:
    """Whether this person may answer: approves in the call, chose nobody of the panel and is not of it."""
    mine = actor.user.pk if actor.user else None
    known = {shown.given_by_id, *(one.asked_by_id for one in opinions), *(one.member_id for one in opinions)}
    return may(actor, "approve_call", shown.application.call) and mine not in known


@login_required
@require_POST
def give(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Asks the chosen members."""
    actor = Actor.of(request)
    shown = appeal_of_office(actor, public_id)
    form = MembersForm(candidates(shown), request.POST)
    if not form.is_valid():
        context = _page(actor, shown, form) | {"form": AnswerForm()}
        return render(request, "programs/manager/appeal.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        actions.give_to_panel(actor, shown.pk, User.objects.filter(pk__in=form.chosen()))
        messages.success(request, _("The panel was asked for its opinions."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:manage_appeal", public_id)


@login_required
@require_POST
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Confirms, as second person, the decision that was taken anew after the appeal."""
    actor = Actor.of(request)
    shown = appeal_of_office(actor, public_id)
    application = shown.application
    try:
        actions.confirm_decisions(actor, application.call_id, [application.pk], seen=request.POST.get("seen", ""))
        messages.success(request, _("The new decision is confirmed."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:manage_appeal", public_id)


@login_required
@require_POST
def paper(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    """Queues the appeal as it was filed, or the answer to it."""
    actor = Actor.of(request)
    shown = appeal_of_office(actor, public_id)
    named = code if code in {"receipt", "answer"} else "receipt"
    job = request_document(actor, f"programs.appeal_{named}", {"appeal": str(shown.public_id)}, "pdf")
    return redirect("reports:job", job.public_id)
