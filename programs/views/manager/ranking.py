"""The ranking of a call: the list with its reasons, how it would be otherwise, and its confirmation by a second
person."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.permissions import may
from programs import actions
from programs.choosing_pages import (
    move_rows,
    named,
    rows_of,
    scale_rows,
    shift_rows,
    track_name,
    track_rows,
)
from programs.forms.decisions import ConfirmForm, ReasonForm
from programs.models import Application, Call, RankingRun
from programs.queries.calls import call_of_office, managed_call
from programs.queries.decisions import compared_decisions, digest, proposed_decisions
from programs.queries.list_jobs import refused_job, waiting_job
from programs.queries.ranking import (
    kept_frame,
    kept_ranking,
    made_again,
    made_before,
    readiness,
    run_before,
    run_in_force,
    runs,
    shifts_of,
    track_list,
)
from programs.registry import programme
from programs.rules.ranking import moves
from programs.views.manager.calls import managers_only
from programs.wording import moment_text

PAGE_SIZE = 50


@login_required
@require_safe
def ranked(request: HttpRequest, call_id: int) -> HttpResponse:
    """The list of one track with its reasons, and what is to be done next."""
    actor = Actor.of(request)
    call = call_of_office(actor, call_id)
    job = waiting_job(call)
    if "X-Background" in request.headers:  # the page asks whether the worker is done, and is then loaded anew
        return HttpResponse(status=204, headers={} if job else {"HX-Refresh": "true"})
    run = run_in_force(call) or runs(call).first()
    moment = clock.now()
    context: dict[str, Any] = {
        "call": call,
        "job": job,
        "refused": None if job else refused_job(call),
        "terms": call.terms,
        "run": run,
        "over": call.closes_at <= moment,
        "manages": may(actor, "manage_call", call),
        "approves": _approves(actor, call, run),
        "ready": readiness(call) if call.state != "decided" and call.closes_at <= moment else None,
        "money": programme(call.programme).amount is not None,
    }
    if run:
        run.call = call
        if run.terms_id == call.terms.pk:
            run.terms = call.terms
        context |= _list(request, call, run)
    else:
        context["tracks"] = track_rows(call, None)
    return render(request, "programs/manager/ranking.html", context)


def _approves(actor: Actor, call: Call, run: RankingRun | None) -> bool:
    """Whether this person is a second one for the ranking."""
    return may(actor, "approve_call", call) and run is not None and run.made_by_id != (actor.user and actor.user.pk)


def _list(request: HttpRequest, call: Call, run: RankingRun) -> dict[str, Any]:
    choices = call.terms.choosing_terms.tracks
    wanted = request.GET.get("track", "")
    track = next((one for one in choices if one.code == wanted), choices[0])
    listed = track_list(run, track.code)
    page = Paginator(range(listed.counts[track.code]), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = listed.page(page.start_index() - 1, page.end_index()) if listed.counts[track.code] else []
    tabs = [(track_name(one), f"?track={one.code}", one == track, listed.counts[one.code]) for one in choices]
    return {
        "page": page,
        "rows": rows_of(run, shown, listed.line),
        "tracks": track_rows(call, listed.rest),
        "tabs": tabs if len(choices) > 1 else [],
        "scales": scale_rows(listed.rest, track.code),
        "track": track,
        "earlier": made_before(run),
    }


@managers_only
@require_POST
def propose(request: HttpRequest, call_id: int) -> HttpResponse:
    """Makes the ranking and proposes its decisions."""
    actor = Actor.of(request)
    managed_call(actor, call_id)
    try:
        if actions.propose_or_queue(actor, call_id, without_outstanding="without_outstanding" in request.POST):
            messages.success(request, _("The ranking is made and waits for a second person."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:ranking", call_id)


@login_required
@require_POST
def again(request: HttpRequest, call_id: int) -> HttpResponse:
    """Makes the list once more from what was frozen, and says whether it is the same."""
    call = call_of_office(Actor.of(request), call_id)
    shown = run_in_force(call)
    if shown is None:
        raise Http404
    if made_again(RankingRun.objects.get(pk=shown.pk)):
        messages.success(request, _("Made again from the frozen inputs: the hash and every place are the same."))
    else:
        messages.error(request, _("Made again from the frozen inputs the list differs. Tell the operators at once."))
    return redirect("programs:ranking", call_id)


@login_required
@require_safe
def sensitivity(request: HttpRequest, call_id: int) -> HttpResponse:
    """How the line moves if one reviewer is left out."""
    call, run = _shown(request, call_id)
    choices = call.terms.choosing_terms.tracks
    wanted = request.GET.get("track", "")
    track = next((one for one in choices if one.code == wanted), choices[0])
    shifts = [shift for shift in shifts_of(run) if shift.track == track.code]
    changed = {application for shift in shifts for application in (*shift.gained, *shift.lost)}
    numbers = dict(Application.objects.filter(pk__in=changed).values_list("pk", "receipt_number"))
    context = {
        "call": call,
        "run": run,
        "rows": shift_rows(shifts, named(shift.reviewer for shift in shifts), numbers),
        "stable": all(shift.stable for shift in shifts),
        "tabs": [(track_name(one), f"?track={one.code}", one == track) for one in choices] if len(choices) > 1 else [],
    }
    return render(request, "programs/manager/sensitivity.html", context)


@login_required
@require_safe
def compare(request: HttpRequest, call_id: int) -> HttpResponse:
    """What moved since the ranking before."""
    call, run = _shown(request, call_id)
    earlier = run_before(run)
    if earlier is None:
        raise Http404
    moved = moves(kept_ranking(earlier), kept_ranking(run))
    page = Paginator(moved, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "call": call,
        "run": run,
        "earlier": earlier,
        "page": page,
        "rows": move_rows(run, list(page.object_list)),
    }
    return render(request, "programs/manager/ranking_compare.html", context)


def _shown(request: HttpRequest, call_id: int) -> tuple[Call, RankingRun]:
    """The call and its ranking in force, or the last one made. 404 without any."""
    call = call_of_office(Actor.of(request), call_id)
    found = run_in_force(call) or runs(call).first()
    if found is None:
        raise Http404
    run = RankingRun.objects.select_related("terms").defer("inputs", "result").get(pk=found.pk)
    run.call = call
    return call, run


# -- the second person -----------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, call_id: int) -> HttpResponse:
    """Exactly what is confirmed, and the confirmation or the way back."""
    actor = Actor.of(request)
    call, run = _waits(request, call_id)
    if waiting_job(call) is not None:
        return redirect("programs:ranking", call_id)
    back = ReasonForm(request.POST if "send_back" in request.POST else None)
    form = ConfirmForm(request.POST if "confirm" in request.POST else None)
    try:
        if run and "send_back" in request.POST and back.is_valid():
            actions.send_back_ranking(actor, run.pk, back.cleaned_data["reason"])
            messages.success(request, _("The ranking went back with your reason."))
            return redirect("programs:ranking", call_id)
        if "confirm" in request.POST and form.is_valid():
            _confirm(request, actor, call, run, form)
            return redirect("programs:ranking", call_id)
    except HanbatError as error:
        if error.field != "at":
            messages.error(request, str(error))
            return redirect("programs:confirm_ranking", call_id)
        form.add_error("at", str(error))
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/manager/confirm.html", _to_confirm(actor, call, run, form, back), status=status)


def _waits(request: HttpRequest, call_id: int) -> tuple[Call, RankingRun | None]:
    """The call with its ranking; decisions by hand need none. 404 when there is neither."""
    try:
        return _shown(request, call_id)
    except Http404:
        call = call_of_office(Actor.of(request), call_id)
        if not proposed_decisions(call).exists():
            raise
        return call, None


def _confirm(request: HttpRequest, actor: Actor, call: Call, run: RankingRun | None, form: ConfirmForm) -> None:
    seen, at = form.cleaned_data["seen"], form.cleaned_data["at"]
    if not actions.confirm_or_queue(actor, call.pk, run.pk if run else None, seen=seen, at=at):
        return  # the list says that the worker is at it
    if at:
        said = _("Confirmed. The results come out at %(moment)s.")
        messages.success(request, said % {"moment": moment_text(at)})
    else:
        messages.success(request, _("Confirmed. The results can be published now."))


def _to_confirm(
    actor: Actor, call: Call, run: RankingRun | None, form: ConfirmForm, back: ReasonForm
) -> dict[str, Any]:
    decisions = list(compared_decisions(call))
    otherwise = [one.pk for one in decisions if one.deviates or one.why.get("proposal") is None]
    mine = actor.user.pk if actor.user else None
    maker = run.made_by_id if run and run.state == "proposed" else None
    return {
        "call": call,
        "run": run,
        "second": may(actor, "approve_call", call) and (maker is None or maker != mine),
        "seen": digest(decisions),
        "tracks": track_rows(call, kept_frame(run) if run else None),
        "deviations": proposed_decisions(call).filter(pk__in=otherwise) if otherwise else [],
        "own": [one for one in decisions if one.proposed_by_id == mine],
        "count": len(decisions),
        "form": form,
        "back": back,
        "money": programme(call.programme).amount is not None,
    }
