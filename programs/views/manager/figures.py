"""Reference figures: rates and thresholds with their time and source, proposed by one person, approved by another."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted
from kernel.forms import show_refusal
from programs.actions.figure import DECIDERS, PROPOSERS, decide_figure, propose_figure
from programs.forms.figures import FigureForm
from programs.models import FigureProposal
from programs.queries.deadlines import calendar_of
from programs.queries.figures import READERS
from programs.queries.figures import figures as lines

YEARS = 20  # that the calendar can be looked at, back and ahead
LONGEST_YEAR = 4  # digits


@role_required(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: HttpRequest) -> HttpResponse:
    """What holds, what held, what is proposed; a new proposal is sent here."""
    actor = Actor.of(request)
    form = FigureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            propose_figure(actor, given["name"], form.kept(), given["since"], given["source"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The figure is proposed. Another person approves it."))
            return redirect("programs:figures")
    return _page(request, actor, form)


def _page(request: HttpRequest, actor: Actor, form: FigureForm, problem: HanbatError | None = None) -> HttpResponse:
    context = {
        "lines": lines(actor, clock.today()),
        "form": form,
        "proposes": bool(actor.user and actor.user.has_role(*PROPOSERS)),
        "problem": problem,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else problem.status if problem else HTTPStatus.OK
    return render(request, "programs/manager/figures.html", context, status=status)


@role_required(*READERS)
@require_safe
def holidays(request: HttpRequest) -> HttpResponse:
    """The public holidays of a year (``?year=``), to be compared with the official calendar."""
    present, typed = clock.today().year, request.GET.get("year", "")
    year = int(typed) if typed.isdecimal() and len(typed) <= LONGEST_YEAR else present
    shown = min(max(year, present - YEARS), present + YEARS)
    tabs = [(one, f"?year={one}", one == shown) for one in range(present - 1, present + 2)]
    context = {"year": shown, "days": calendar_of(shown), "tabs": tabs}
    return render(request, "programs/manager/holidays.html", context)


@role_required(*DECIDERS)
@require_POST
def decide(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The second person approves or refuses."""
    actor = Actor.of(request)
    proposal = get_object_or_404(FigureProposal, pk=proposal_id)
    approved = request.POST.get("verb") == "approve"
    try:
        decide_figure(actor, proposal.pk, approved=approved, answer=request.POST.get("answer", ""))
    except NotPermitted:
        raise
    except HanbatError as refusal:
        return _page(request, actor, FigureForm(), refusal)
    messages.success(request, _("The figure is in force from its day.") if approved else _("The figure is refused."))
    return redirect("programs:figures")
