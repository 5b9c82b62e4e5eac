"""People and organisations, for those who administer them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import role_required, signed_in
from accounts.actions import confirm_business_status, deactivate_person, grant_role, revoke_role
from accounts.forms.person import BusinessStatusForm, ReasonForm, RoleForm
from accounts.models import BusinessStatus, Organisation, Role, User
from accounts.queries.industry import industry
from accounts.queries.organisation import all_organisations, members, status_checks
from accounts.queries.people import grants_of, memberships_of, people
from accounts.queries.trail import subject_of
from accounts.rules.roles import may_grant
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.personal import REGISTRY, reveal
from kernel.queries.audit import history_of

READERS = (Role.ADMINISTRATOR, Role.MANAGER, Role.AUDITOR)
PEOPLE_A_PAGE = 50
REVEALABLE = ("name", "email", "phone")


@role_required(*READERS)
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody, masked."""
    found = people(request.GET.get("q", "").strip(), request.GET.get("role", ""), request.GET.get("state", ""))
    context = {
        "page": Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "roles": Role.choices,
        "states": [("active", _("may sign in")), ("barred", _("barred")), ("closed", _("closed"))],
    }
    return render(request, "accounts/people.html", context)


@role_required(*READERS)
def person(request: HttpRequest, user_id: int) -> HttpResponse:
    """One person, masked, with roles, organisations and what was done to the account."""
    return _person_page(request, get_object_or_404(User, pk=user_id))


@require_POST
@role_required(*READERS)
def reveal_field(request: HttpRequest, user_id: int, field: str) -> HttpResponse:
    """Shows one field in full, for a reason that is kept in the access log."""
    shown = get_object_or_404(User, pk=user_id)
    if field not in REVEALABLE:
        raise NotPermitted()
    reason = request.POST.get("reason", "").strip()
    if len(reason) < 4:
        raise ReasonNeeded(field="reason")
    values = reveal(Actor.of(request), shown, [field], subject=subject_of(shown), task="accounts.person", reason=reason)
    if request.headers.get("HX-Request"):
        return render(request, "accounts/revealed.html", {"value": values[field]})
    return _person_page(request, shown, revealed=values)


@require_POST
@role_required(Role.ADMINISTRATOR, Role.MANAGER)
def grant(request: HttpRequest, user_id: int) -> HttpResponse:
    """Gives a role."""
    receiver = get_object_or_404(User, pk=user_id)
    form = RoleForm(_grantable(signed_in(request), receiver), request.POST)
    if not form.is_valid():
        return _person_page(request, receiver, role_form=form)
    grant_role(Actor.of(request), receiver, form.cleaned_data["role"], reason=form.cleaned_data["reason"])
    messages.success(request, _("The role has been given."))
    return redirect("accounts:person", user_id)


@require_POST
@role_required(Role.ADMINISTRATOR, Role.MANAGER)
def revoke(request: HttpRequest, user_id: int, role: str) -> HttpResponse:
    """Takes a role."""
    holder = get_object_or_404(User, pk=user_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise ReasonNeeded(field="reason")
    revoke_role(Actor.of(request), holder, role, reason=form.cleaned_data["reason"])
    messages.success(request, _("The role has been taken."))
    return redirect("accounts:person", user_id)


@require_POST
@role_required(Role.ADMINISTRATOR)
def deactivate(request: HttpRequest, user_id: int) -> HttpResponse:
    """Bars a person who left."""
    leaver = get_object_or_404(User, pk=user_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        raise ReasonNeeded(field="reason")
    deactivate_person(Actor.of(request), leaver, reason=form.cleaned_data["reason"])
    messages.success(request, _("The person can no longer sign in; every role has been taken."))
    return redirect("accounts:person", user_id)


@role_required(*READERS)
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Every organisation."""
    found = all_organisations(request.GET.get("q", "").strip(), request.GET.get("status", ""))
    context = {
        "page": Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "statuses": BusinessStatus.choices,
    }
    return render(request, "accounts/organisation_list.html", context)


@role_required(*READERS)
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """One organisation as staff see it, with every answer of the tax service."""
    return _organisation_page(request, get_object_or_404(Organisation, pk=organisation_id), BusinessStatusForm())


@require_POST
@role_required(Role.ADMINISTRATOR, Role.MANAGER)
def confirm_status(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Confirms the business status by hand."""
    body = get_object_or_404(Organisation, pk=organisation_id)
    form = BusinessStatusForm(request.POST)
    if not form.is_valid():
        return _organisation_page(request, body, form)
    confirm_business_status(Actor.of(request), organisation_id, **form.cleaned_data)
    messages.success(request, _("The business status has been recorded."))
    return redirect("accounts:staff_organisation", organisation_id)


def _grantable(giver: Any, receiver: User) -> list[Role]:
    roles = {str(role) for role in giver.roles}
    return [role for role in Role if may_grant(roles, role.value, to_oneself=giver.pk == receiver.pk)]


def _person_page(request: HttpRequest, shown: User, **extra: Any) -> HttpResponse:
    reader = signed_in(request)
    grantable = _grantable(reader, shown)
    fields = [(name, REGISTRY["accounts.user", name].mask(str(getattr(shown, name)))) for name in REVEALABLE]
    context = {
        "shown": shown,
        "fields": dict(fields) | extra.get("revealed", {}),
        "revealed": extra.get("revealed", {}),
        "grants": grants_of(shown),
        "memberships": memberships_of(shown),
        "history": history_of(shown).order_by("-id")[:20],
        "role_form": extra.get("role_form") or (RoleForm(grantable) if grantable else None),
        "grantable": {role.value for role in grantable},
        "may_bar": reader.has_role(Role.ADMINISTRATOR) and shown.pk != reader.pk and shown.is_active,
    }
    return render(request, "accounts/person.html", context, status=422 if "role_form" in extra else 200)


def _organisation_page(request: HttpRequest, body: Organisation, form: BusinessStatusForm) -> HttpResponse:
    context = {
        "organisation": body,
        "industry": industry(body.industry_revision, body.industry_code),
        "members": members(body),
        "checks": status_checks(body)[:50],
        "form": form if signed_in(request).has_role(Role.ADMINISTRATOR, Role.MANAGER) else None,
    }
    return render(request, "accounts/staff_organisation.html", context, status=422 if form.errors else 200)
