"""Accepting an invitation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.actions.membership import accept_invitation, hashed
from accounts.errors import InvitationOver
from accounts.models import Invitation
from kernel.actor import Actor


@login_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shows who invites; the button accepts. Only a POST changes anything: mail scanners follow links."""
    if request.method == "POST":
        membership = accept_invitation(Actor.of(request), token)
        messages.success(request, _("You now belong to %(name)s.") % {"name": membership.organisation.name})
        return redirect("home")
    found = Invitation.objects.select_related("organisation", "invited_by").filter(token_hash=hashed(token)).first()
    if found is None or not (found.is_open or found.accepted_by_id == request.user.pk):
        raise InvitationOver()
    return render(request, "accounts/invitation.html", {"invitation": found, "page_title": _("Invitation")})
