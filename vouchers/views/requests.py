"""A supplier's inbox of prior agreements, and the page to answer one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kernel.actor import Actor
from kernel.errors import HanbatError
from vouchers import actions
from vouchers.forms.prior_agreement import AnswerForm
from vouchers.lifecycles import PRIOR_AGREEMENT
from vouchers.queries import prior_agreement as queries


@login_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Everything that was asked of one's suppliers, newest first."""
    choices = [(code, label) for code, label in PRIOR_AGREEMENT.choices if code != "drafted"]
    state = request.GET.get("state", "")
    state = state if state in dict(choices) else ""
    page = queries.inbox(request.user, state, request.GET.get("page"))
    return render(request, "vouchers/supplier/requests.html", {"page": page, "choices": choices})


@login_required
@require_http_methods(["GET", "POST"])
def request_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What is asked, and the answer; a refused answer keeps what was typed."""
    actor = Actor.of(request)
    agreement = queries.asked(actor, public_id)
    form = AnswerForm(request.POST or None)
    problem: HanbatError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_agreement(actor, agreement.pk, request.POST.get("verb", ""), form.cleaned_data["answer"])
        except HanbatError as refusal:
            problem = refusal
            if refusal.field in form.fields:
                form.add_error(refusal.field, str(refusal))
            agreement = queries.asked(actor, public_id)
        else:
            messages.success(request, _("Your answer was sent to the applicant."))
            return redirect("vouchers:requests")
    context = {
        "agreement": agreement,
        "application": agreement.application,
        "lines": queries.lines_of(agreement),
        "holds": queries.holds(agreement),
        "verbs": {arrow.verb for arrow in agreement.next_verbs},
        "form": form,
        "problem": None if form.errors else problem,
    }
    return render(request, "vouchers/supplier/request.html", context, status=problem.status if problem else 200)
