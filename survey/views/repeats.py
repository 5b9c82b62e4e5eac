"""Entries of one name in one dong, and what the office says of them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.actor import Actor
from kernel.errors import HanbatError
from survey.actions import repeats as actions
from survey.actions.frame import require_frame_manager
from survey.forms import VerdictForm
from survey.models import RepeatVerdict
from survey.queries import frame as queries
from survey.wording_frame import former_rows


@login_required
@require_http_methods(["GET", "POST"])
def repeats_page(request: HttpRequest, business_id: int) -> HttpResponse:
    """The entries side by side, with the form that answers whether they are one business."""
    actor = Actor.of(request)
    require_frame_manager(actor)
    entries = queries.repeats_of(business_id)
    form = VerdictForm(request.POST or None, entries=entries)
    if request.method == "POST" and form.is_valid() and _answered(request, actor, form):
        return redirect("survey:repeats", business_id)
    context = {
        "entries": entries,
        "business": entries[0] if entries else None,
        "open": sum(one.merged_into_id is None for one in entries) > 1,
        "form": form,
        "former": [(one, former_rows(one.before)) for one in queries.former_of(entries)],
    }
    return render(request, "survey/repeats.html", context, status=422 if form.errors else 200)


def _answered(request: HttpRequest, actor: Actor, form: VerdictForm) -> bool:
    chosen, reason = form.cleaned_data, form.cleaned_data["reason"]
    try:
        if chosen["answer"] == "different":
            actions.tell_apart(actor, form.chosen, reason)
            messages.success(request, _("They stand as different businesses and will not be asked about again."))
        else:
            kept = int(chosen["kept"])
            actions.merge_repeats(actor, kept, [one for one in form.chosen if one != kept], reason)
            messages.success(request, _("The entries were merged. Each of their numbers leads to the one kept."))
    except HanbatError as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return False
    return True


@login_required
@require_POST
def undo(request: HttpRequest, verdict_id: int) -> HttpResponse:
    """Takes back a verdict that was wrong."""
    actor = Actor.of(request)
    require_frame_manager(actor)
    found = RepeatVerdict.objects.filter(pk=verdict_id).first()
    try:
        verdict = actions.undo_verdict(actor, verdict_id, request.POST.get("reason", ""))
        messages.success(request, _("It was taken back. The entry stands for itself again."))
    except HanbatError as refused:
        if found is None:
            raise
        messages.error(request, str(refused))
        verdict = found
    return redirect("survey:repeats", verdict.business_id)
