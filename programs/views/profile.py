"""What a reviewer says of themselves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import role_required, signed_in
from accounts.models import Role
from accounts.rules.numbers import formatted_business_number
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs import actions
from programs.forms.panel import Employers, ProfileForm, employers_given
from programs.models import ReviewerProfile
from programs.queries.panel import known_fields


@role_required(Role.REVIEWER)
def profile(request: HttpRequest) -> HttpResponse:
    """Fields, limit, employers and addresses: for giving out work and for finding conflicts of interest."""
    choices = known_fields()
    kept = ReviewerProfile.objects.filter(user=signed_in(request)).first()
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(choices, data, initial=_initial(kept))
    employers = Employers(data, initial=kept.employers if kept else [], prefix="employer")
    if data is not None and form.is_valid() and employers.is_valid():
        given = form.cleaned_data
        try:
            actions.update_profile(
                Actor.of(request),
                fields=given.get("fields_", kept.fields if kept else []),
                limit=given["limit"],
                business_number=given["business_number"],
                address=given["address"],
                employers=employers_given(employers),
            )
            messages.success(request, _("Your profile is saved."))
            return redirect("programs:reviews")
        except HanbatError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    status = 422 if data is not None else 200
    return render(request, "programs/reviewer_profile.html", {"form": form, "employers": employers}, status=status)


def _initial(kept: ReviewerProfile | None) -> dict[str, Any]:
    if kept is None:
        return {}
    return {
        "fields_": kept.fields,
        "limit": kept.limit,
        "business_number": formatted_business_number(kept.business_number) if kept.business_number else "",
        "address": kept.address,
    }
