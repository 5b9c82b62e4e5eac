"""Building a draft call step by step: tracks, the programme's own steps, marking, panel and days, bonus points."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted
from kernel.forms import show_refusal
from programs import actions
from programs.actions.call import TermsText
from programs.forms import builder as forms
from programs.forms.eligibility import EligibilityForm
from programs.models import Call
from programs.queries.amendments import call_to_build
from programs.queries.calls import managed_call, notice_files
from programs.registry import BuildStep, Text, programme
from programs.rules.terms import ChoosingTerms
from programs.views.manager.calls import managers_only, seen_version, step_links


@dataclass(frozen=True)
class Step:
    """``load`` makes the form from what stands, or from what was sent; ``read`` turns what was typed into terms."""

    code: str
    label: Text
    load: Callable[[Call, ChoosingTerms, Any], Any]
    read: Callable[[Call, ChoosingTerms, Any], TermsText]
    template: str


def present(call: Call) -> ChoosingTerms:
    """How the call chooses now; a call that was not built yet starts from the programme's suggestion."""
    return call.terms.choosing_terms if call.terms.choosing else programme(call.programme).choosing


def _own(step: BuildStep) -> Step:
    return Step(
        step.code,
        step.label,
        lambda call, choosing, data: step.load(call.terms.settings, choosing, data),
        lambda call, choosing, form: TermsText(choosing=choosing, settings=step.read(call.terms.settings, form)),
        step.template,
    )


def _eligibility() -> Step:
    return Step(
        "eligibility",
        gettext_lazy("Who may apply"),
        lambda call, choosing, data: EligibilityForm(
            choosing.eligibility or programme(call.programme).rules(call.terms.settings), data
        ),
        lambda call, choosing, form: TermsText(choosing=replace(choosing, eligibility=form.chosen())),
        "programs/manager/build/eligibility.html",
    )


def steps_of(call: Call) -> list[Step]:
    owner = programme(call.programme)
    return [
        Step(
            "tracks",
            gettext_lazy("Tracks and money"),
            lambda call, choosing, data: forms.tracks_of(owner, choosing, data),
            lambda call, choosing, form: TermsText(choosing=forms.with_tracks(choosing, form.tracks())),
            "programs/manager/build/tracks.html",
        ),
        *map(_own, owner.build_steps),
        *([_eligibility()] if owner.applicant == "organisation" else []),
        Step(
            "marking",
            gettext_lazy("Marking and order"),
            lambda call, choosing, data: forms.MarkingForm(
                data, initial=forms.MarkingForm.initial_of(choosing), scoring=call.terms.scoring
            ),
            lambda call, choosing, form: TermsText(choosing=form.apply(choosing)),
            "programs/manager/build/marking.html",
        ),
        Step(
            "bonus",
            gettext_lazy("Bonus points"),
            lambda call, choosing, data: forms.bonuses_of(choosing, data),
            lambda call, choosing, form: TermsText(choosing=forms.with_bonus_rules(choosing, form)),
            "programs/manager/build/bonus.html",
        ),
        Step(
            "panel",
            gettext_lazy("Panel and days"),
            lambda call, choosing, data: forms.PanelForm(data, initial=forms.PanelForm.initial_of(choosing)),
            lambda call, choosing, form: TermsText(choosing=form.apply(choosing)),
            "programs/manager/build/panel.html",
        ),
    ]


def _following(call: Call, code: str) -> str:
    """The address of the step after this one; after the last the call's page."""
    links = [one for one in step_links(call) if one["code"] != "limits"]  # a rule of the office, at any time
    place = next(number for number, one in enumerate(links) if one["code"] == code)
    if place + 1 < len(links):
        return str(links[place + 1]["url"])
    return reverse("programs:manage_call", args=[call.pk])


def _amendment(call: Call) -> str:
    return reverse("programs:amend_call", args=[call.pk])


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def build(request: HttpRequest, call_id: int, code: str) -> HttpResponse:
    """One step of a draft; saving leads to the next. While an amendment of a published call is composed it changes what
    is prepared, and leads back to the amendment."""
    actor = Actor.of(request)
    call, editable = call_to_build(actor, call_id)
    steps = steps_of(call)
    place = next((number for number, one in enumerate(steps) if one.code == code), None)
    if place is None:
        raise Http404
    step, choosing = steps[place], present(call)
    more = request.method == "POST" and "more" in request.POST
    sent = forms.with_more_lines(request.POST) if more else request.POST
    form = step.load(call, choosing, sent if request.method == "POST" else None)
    problem = ""
    if request.method == "POST" and not more and form.is_valid():
        try:
            actions.change_terms(actor, call.pk, step.read(call, choosing, form), seen=seen_version(request))
        except NotPermitted:
            raise
        except HanbatError as error:
            problem = str(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(_following(call, code) if call.state == "draft" else _amendment(call))
    context = {
        "call": call,
        "step": step,
        "steps": step_links(call, code),
        "form": form,
        "problem": problem,
        "last": place + 1 == len(steps),
        "editable": editable,
    }
    failed = request.method == "POST" and not more
    return render(request, step.template, context, status=HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK)


@managers_only
@require_POST
def copy(request: HttpRequest, call_id: int) -> HttpResponse:
    """A new draft from an earlier call."""
    actor = Actor.of(request)
    managed_call(actor, call_id)
    made = actions.copy_call(actor, call_id)
    messages.success(request, _("The copy is a draft with new dates. Check them first."))
    return redirect("programs:edit_call", made.pk)


@managers_only
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, call_id: int) -> HttpResponse:
    """The files of the notice: one more, or one taken off."""
    actor = Actor.of(request)
    call = managed_call(actor, call_id)
    form = forms.NoticeFileForm()
    if request.method == "POST":
        removed = request.POST.get("remove", "")
        form = forms.NoticeFileForm(request.POST, request.FILES)
        if removed.isdigit():
            actions.detach_from_notice(actor, call.pk, int(removed))
            return redirect("programs:call_files", call.pk)
        if form.is_valid():
            try:
                actions.attach_to_notice(actor, call.pk, form.cleaned_data["upload"], form.cleaned_data["title"])
            except HanbatError as error:
                show_refusal(form, error)
            else:
                messages.success(request, _("The file is attached."))
                return redirect("programs:call_files", call.pk)
    context = {
        "call": call,
        "files": notice_files(call),
        "steps": step_links(call, "files"),
        "step": True,
        "form": form,
        "editable": call.state == "draft",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "programs/manager/build/files.html", context, status=status)
