"""Who belongs to an organisation: the representative's and the member's buttons."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.actions.membership import (
    accept_waiting_invitation,
    hand_over_representation,
    invite_member,
    leave_organisation,
    remove_member,
    revoke_invitation,
)
from accounts.forms.organisation import InvitationForm
from accounts.queries.organisation import membership_of
from accounts.views.organisation import detail_page
from kernel.actor import Actor
from kernel.errors import HanbatError


@require_POST
@login_required
def invite(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Sends an invitation by e-mail."""
    membership = membership_of(request.user, organisation_id)
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            sent = invite_member(Actor.of(request), organisation_id, form.cleaned_data["email"])
        except HanbatError as refusal:
            if refusal.field is None:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("An invitation was sent to %(address)s.") % {"address": sent.email})
            return redirect("accounts:organisation", organisation_id)
    return detail_page(request, membership, invitation_form=form)


@require_POST
@login_required
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Withdraws an invitation."""
    invitation = revoke_invitation(Actor.of(request), invitation_id)
    messages.success(request, _("The invitation was withdrawn."))
    return redirect("accounts:organisation", invitation.organisation_id)


@require_POST
@login_required
def accept(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Accepts an invitation that is shown on one's own page."""
    membership = accept_waiting_invitation(Actor.of(request), invitation_id)
    messages.success(request, _("You now belong to %(name)s.") % {"name": membership.organisation.name})
    return redirect("accounts:organisation", membership.organisation_id)


@require_POST
@login_required
def leave(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Leaves the organisation."""
    leave_organisation(Actor.of(request), organisation_id)
    messages.success(request, _("You have left the organisation."))
    return redirect("accounts:organisations")


@require_POST
@login_required
def remove(request: HttpRequest, organisation_id: int, membership_id: int) -> HttpResponse:
    """Ends another's membership."""
    remove_member(Actor.of(request), organisation_id, membership_id)
    messages.success(request, _("The membership has ended."))
    return redirect("accounts:organisation", organisation_id)


@require_POST
@login_required
def hand_over(request: HttpRequest, organisation_id: int, membership_id: int) -> HttpResponse:
    """Makes another member the representative."""
    hand_over_representation(Actor.of(request), organisation_id, membership_id)
    messages.success(request, _("The representation has been handed over."))
    return redirect("accounts:organisation", organisation_id)
