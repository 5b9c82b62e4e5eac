"""The office's list of businesses that are excluded from subsidies, and what is proposed for it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import role_required
from accounts.rules.numbers import formatted_business_number
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted
from programs import actions
from programs.actions.exclusion import DECIDERS, PROPOSERS
from programs.errors_screening import ListHasFaults
from programs.forms.screening import ExclusionForm, ExclusionImportForm
from programs.models import ListingProposal
from programs.queries.exclusions import (
    READERS,
    ExclusionFilters,
    entry_page,
    exclusion_page,
    open_proposals,
    waiting_listings,
)
from programs.wording import fault_text

MOST_FAULTS_SHOWN = 200


@role_required(*READERS)
@require_safe
def exclusions(request: HttpRequest) -> HttpResponse:
    """Who stands in the list, narrowed by the address, and what waits to be confirmed."""
    return _page(request)


def _page(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    filters = ExclusionFilters.of(request.GET)
    page = exclusion_page(filters, request.GET.get("page"))
    today = clock.today()
    user = Actor.of(request).user
    context = {
        "page": page,
        "filters": filters,
        "rows": [
            {
                "one": one,
                "number": formatted_business_number(one.registration_number),
                "in_force": one.since <= today and (one.until is None or today < one.until),
            }
            for one in page
        ],
        "proposals": open_proposals(),
        "proposes": bool(user and user.has_role(*PROPOSERS)),
        "states": [("", _("excluded now")), ("over", _("over or lifted")), ("all", _("All"))],
        "form": ExclusionForm(),
        "import_form": ExclusionImportForm(),
        **more,
    }
    return render(request, "programs/manager/exclusions.html", context, status=status)


@role_required(*PROPOSERS)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """One business for the list."""
    form = ExclusionForm(request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            actions.propose_exclusion(Actor.of(request), given.pop("registration_number"), given.pop("name"), **given)
            messages.success(request, _("The business is proposed for the list. Another person confirms it."))
            return redirect("programs:exclusions")
        except HanbatError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    return _page(request, status=422, form=form)


@role_required(*PROPOSERS)
@require_POST
def import_list(request: HttpRequest) -> HttpResponse:
    """All rows of a file as one proposal, or none and every bad row named."""
    form = ExclusionImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, status=422, import_form=form)
    upload = form.cleaned_data["upload"]
    try:
        proposal, there = actions.import_exclusions(Actor.of(request), upload.read(), upload.name)
    except ListHasFaults as error:
        faults = [fault_text(problem) for problem in error.problems[:MOST_FAULTS_SHOWN]]
        return _page(request, status=422, import_form=form, faults=faults, problem=str(error))
    if proposal is None:
        text = _("Every business of the file (%(there)s) stands in the list already.")
        messages.info(request, text % {"there": there})
        return redirect("programs:exclusions")
    proposed = len(proposal.entries)
    text = ngettext(
        "%(proposed)s business is proposed for the list; %(there)s stood there already. Another person confirms.",
        "%(proposed)s businesses are proposed for the list; %(there)s stood there already. Another person confirms.",
        proposed,
    )
    messages.success(request, text % {"proposed": proposed, "there": there})
    return redirect("programs:listing_proposal", proposal.pk)


@role_required(*READERS)
@require_safe
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """What one person proposes, row by row, for the second one to decide on."""
    return _proposal_page(request, get_object_or_404(ListingProposal, pk=proposal_id))


def _proposal_page(request: HttpRequest, one: ListingProposal, problem: HanbatError | None = None) -> HttpResponse:
    page = entry_page(one, request.GET.get("page"))
    context = {
        "one": one,
        "page": page,
        "rows": [{"entry": entry, "number": formatted_business_number(entry.number)} for entry in page],
        "decides": waiting_listings(request.user).filter(pk=one.pk).exists(),
        "problem": problem,
    }
    return render(request, "programs/manager/listing.html", context, status=problem.status if problem else 200)


@role_required(*DECIDERS)
@require_POST
def confirm(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The second person puts it into the list."""
    one = get_object_or_404(ListingProposal, pk=proposal_id)
    try:
        entered, there = actions.confirm_exclusions(Actor.of(request), one.pk)
    except NotPermitted:
        raise
    except HanbatError as refusal:
        return _proposal_page(request, one, refusal)
    text = ngettext(
        "%(entered)s business was entered; %(there)s stood there already.",
        "%(entered)s businesses were entered; %(there)s stood there already.",
        entered,
    )
    messages.success(request, text % {"entered": entered, "there": there})
    return redirect("programs:exclusions")


@role_required(*DECIDERS)
@require_POST
def drop(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """The second person sends it away with a reason."""
    one = get_object_or_404(ListingProposal, pk=proposal_id)
    try:
        actions.drop_exclusions(Actor.of(request), one.pk, request.POST.get("answer", ""))
    except NotPermitted:
        raise
    except HanbatError as refusal:
        return _proposal_page(request, one, refusal)
    messages.success(request, _("The entry was dropped. Whoever proposed it reads the reason here."))
    return redirect("programs:exclusions")


@role_required(*PROPOSERS)
@require_POST
def lift(request: HttpRequest, exclusion_id: int) -> HttpResponse:
    try:
        actions.lift_exclusion(Actor.of(request), exclusion_id, request.POST.get("lift_reason", ""))
        messages.success(request, _("The exclusion was lifted."))
    except HanbatError as error:
        messages.error(request, str(error))
    return redirect("programs:exclusions")
