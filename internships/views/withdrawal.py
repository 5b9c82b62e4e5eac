"""Withdrawing a position where people are placed: what becomes of them first, then the reason, then it is done."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from internships import actions
from internships.forms.manager import ReasonForm
from internships.queries import position as queries
from internships.queries.withdrawal import outcome_of
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from kernel.permissions import may


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, position_id: int) -> HttpResponse:
    """For the host and the office. Who is offered what afterwards is shown to the office, the host reads how many."""
    actor = Actor.of(request)
    position = queries.position_for(actor, position_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_position(actor, position_id, form.cleaned_data["reason"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The position is withdrawn and everybody told."))
            return redirect("internships:my_position", position_id=position_id)
    context = {
        "position": position,
        "form": form,
        "outcome": outcome_of(position),
        "office": may(actor, "manage_call", position.call),
    }
    return render(request, "internships/host/withdraw.html", context, status=422 if form.errors else 200)
