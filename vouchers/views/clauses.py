"""The clauses of a call's agreements: read by the office, written by its managers, tried out before they are saved."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted
from kernel.forms import show_refusal
from vouchers.actions.clauses import set_clauses
from vouchers.forms.clauses import ReasonOfChangeForm, clause_rows
from vouchers.queries import clauses as queries
from vouchers.queries.signals import call_of, manages
from vouchers.rules.clauses import PLACES, faults
from vouchers.wording import clause_words


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clauses(request: HttpRequest, call_id: int) -> HttpResponse:
    """One track at a time; an earlier version can be read and taken up again."""
    actor = Actor.of(request)
    call = call_of(actor, call_id)
    writes = manages(actor, call)
    if request.method == "POST" and not writes:
        raise NotPermitted()
    tracks = queries.tracks_of(call)
    track = request.GET.get("track") or tracks[0][0]
    if track not in dict(tracks):
        raise Http404
    versions = list(queries.versions(call, track))
    shown = next((one for one in versions if str(one.version) == request.GET.get("version")), None)
    standing = queries.clauses_of(shown) if shown else queries.present(call, track)
    data = request.POST if request.method == "POST" else None
    rows = clause_rows(data, standing)
    form = ReasonOfChangeForm(data, initial={"seen": versions[0].version if versions else 0})
    tried = None
    if request.method == "POST" and rows.is_valid() and form.is_valid():
        given = rows.clauses()
        if "preview" in request.POST:
            wrong = faults(given)
            if wrong or not given:
                form.add_error(None, clause_words(wrong, len(given)))
            else:
                tried = queries.example(given)
        else:
            try:
                set_clauses(actor, call.pk, track, given, form.cleaned_data["seen"], form.cleaned_data["reason"])
            except HanbatError as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, _("Saved. Agreements drawn up from now on get these clauses."))
                return redirect(f"{reverse('vouchers:clauses', args=[call.pk])}?track={track}")
    context = {
        "call": call,
        "tracks": tracks,
        "track": track,
        "versions": versions,
        "shown": shown,
        "rows": rows,
        "form": form,
        "tried": tried,
        "places": PLACES,
        "standing": standing,
        "manages": writes,
    }
    refused = form.errors or (rows.is_bound and not rows.is_valid())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "vouchers/office/clauses.html", context, status=status)
