"""A panel member's pages: the appeals on which an opinion is asked, the material of one, the opinion."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.appeal_pages import material_context
from programs.forms.aftermath import OpinionForm
from programs.forms.decisions import ReasonForm
from programs.queries.appeals import my_opinion, my_opinions
from programs.queries.reviews import shown_cases


@login_required
@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    """The person's own, open ones first."""
    page = Paginator(my_opinions(Actor.of(request).user), 50).get_page(request.GET.get("page"))
    shown = shown_cases([one.appeal.application for one in page])
    rows = [{"opinion": one, "case": shown[one.appeal.application_id]} for one in page]
    return render(request, "programs/appeal_opinions.html", {"page": page, "rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """The result, the grounds and the material beside the opinion."""
    actor = Actor.of(request)
    shown = my_opinion(actor, opinion_id)
    given = {"view": shown.view, "reason": shown.reason}
    form = OpinionForm(request.POST or None, initial=given)
    problem: HanbatError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_opinion(actor, shown.pk, form.cleaned_data["view"], form.cleaned_data["reason"])
            messages.success(request, _("Your opinion was given."))
            return redirect("programs:appeal_opinions")
        except HanbatError as error:
            problem = error
    context = material_context(shown.appeal) | {
        "opinion": shown,
        "form": form,
        "reason_form": ReasonForm(),
        "problem": problem,
        "open": shown.appeal.state == "in_panel",
    }
    invalid = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "programs/appeal_opinion.html", context, status=problem.status if problem else invalid)


@login_required
@require_POST
def decline(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """Stepping back from the panel."""
    actor = Actor.of(request)
    shown = my_opinion(actor, opinion_id)
    try:
        actions.decline_opinion(actor, shown.pk, request.POST.get("reason", ""))
    except HanbatError as error:
        messages.error(request, str(error))
        return redirect("programs:appeal_opinion", opinion_id)
    messages.success(request, _("You stepped back. The office asks somebody else."))
    return redirect("programs:appeal_opinions")
