"""What everybody sees: the calls, and one call with its notice."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation
from accounts.queries.organisation import organisations_of
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.permissions import may
from programs import actions
from programs.amendment_pages import change_log
from programs.facts import applications_of, findings_for
from programs.presentation import call_facts, finding_rows, to_prepare
from programs.queries.calls import notice_files, open_calls_left, public_calls, visible_call
from programs.registry import programme, programmes
from programs.rules.eligibility import overall


@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Every published call, of one programme where the address says so."""
    chosen = request.GET.get("programme", "")
    page = Paginator(public_calls(chosen), 20).get_page(request.GET.get("page"))
    moment = clock.now()
    rows = [{"call": call, "programme": programme(call.programme), "phase": call.phase(moment)} for call in page]
    choices = [(one.code, one.title) for one in programmes()]
    return render(request, "programs/calls.html", {"page": page, "rows": rows, "choices": choices})


@require_safe
def call(request: HttpRequest, call_id: int) -> HttpResponse:
    """The notice, the window, what is asked for; and the way in."""
    actor = Actor.of(request)
    shown = visible_call(actor, call_id)
    mine, for_another = None, False
    if actor.user is not None:
        mine = applications_of(actor.user).filter(call=shown).exclude(state="withdrawn").first()
        for_another = mine is not None and open_calls_left(actor.user).filter(pk=shown.pk).exists()
    moment, owner = clock.now(), programme(shown.programme)
    context = {
        "call": shown,
        "programme": owner,
        "links": list(owner.call_links(shown)),
        "phase": shown.phase(moment),
        "open": shown.open_at(moment),
        "facts": call_facts(shown),
        "terms": shown.terms,
        "notice_files": notice_files(shown),
        "changes": change_log(shown),
        "mine": mine,
        "for_another": for_another,
        "manages": may(actor, "manage_call", shown),
        "moment": moment,
    }
    return render(request, "programs/call.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, call_id: int) -> HttpResponse:
    """Whether this person or business can apply, before a word is typed; and the start of the draft."""
    actor = Actor.of(request)
    shown = visible_call(actor, call_id)
    owner = programme(shown.programme)
    organisations = list(organisations_of(request.user)) if owner.applicant == "organisation" else []
    chosen = _chosen(request, organisations)
    problem = None
    if request.method == "POST":
        try:
            started = actions.start_application(actor, shown.pk, chosen)
            return redirect("programs:edit", started.public_id)
        except HanbatError as error:
            problem = error
    findings = []
    if chosen or owner.applicant == "person":
        findings = findings_for(shown, actor.user, chosen, {})
    context = {
        "call": shown,
        "programme": owner,
        "organisations": organisations,
        "chosen": chosen,
        "findings": finding_rows(findings),
        "verdict": overall(findings),
        "problem": problem,
        "open": shown.open_at(clock.now()),
        "prepare": to_prepare(shown),
    }
    return render(request, "programs/check.html", context, status=problem.status if problem else 200)


def _chosen(request: HttpRequest, organisations: list[Organisation]) -> Organisation | None:
    """The organisation named in the request, or the only one there is."""
    named = request.POST.get("organisation") or request.GET.get("organisation")
    if named:
        return next((one for one in organisations if str(one.pk) == named), None)
    return organisations[0] if organisations else None
