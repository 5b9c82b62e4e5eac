"""Organisations, for their own people."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import signed_in
from accounts.actions import attach_size_evidence, change_organisation, register_organisation
from accounts.forms.organisation import EvidenceForm, InvitationForm, OrganisationForm, RegistrationForm
from accounts.models import Membership, Organisation
from accounts.queries.industry import find_industries, industry
from accounts.queries.organisation import (
    invitations_for,
    members,
    membership_of,
    open_invitations,
    organisations_of,
    status_checks,
)
from kernel.actor import Actor
from kernel.errors import HanbatError

CHOICES_SHOWN = 20


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The organisations that the person belongs to, and invitations that wait."""
    context = {
        "organisations": organisations_of(signed_in(request)),
        "invitations": invitations_for(signed_in(request)),
        "tab": "organisations",
    }
    return render(request, "accounts/organisations.html", context)


@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Registers a business or body; the person becomes its representative here."""
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            organisation = register_organisation(Actor.of(request), **form.cleaned_data)
        except HanbatError as refusal:
            if refusal.field is None:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            _warn_of_corporate_number(request, form)
            messages.success(request, _("%(name)s is registered.") % {"name": organisation.name})
            return redirect("accounts:organisation", organisation.pk)
    return _form_page(request, form, _("Register an organisation"))


@login_required
def change(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Changes the entry."""
    organisation = membership_of(signed_in(request), organisation_id).organisation
    initial = {name: getattr(organisation, name) for name in OrganisationForm.base_fields}
    initial["industry_code"] = f"{organisation.industry_revision}:{organisation.industry_code}"
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_organisation(Actor.of(request), organisation_id, **form.cleaned_data)
        except HanbatError as refusal:
            if refusal.field is None:
                raise
            form.add_error(refusal.field, str(refusal))
        else:
            _warn_of_corporate_number(request, form)
            messages.success(request, _("The entry has been changed."))
            return redirect("accounts:organisation", organisation_id)
    return _form_page(request, form, _("Change the entry"), organisation)


@login_required
def detail(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The entry with its people."""
    membership = membership_of(signed_in(request), organisation_id)
    return detail_page(request, membership)


@require_POST
@login_required
def evidence(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Takes the certificate of the size class."""
    membership = membership_of(signed_in(request), organisation_id)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            attach_size_evidence(Actor.of(request), organisation_id, form.cleaned_data["size_evidence"])
        except HanbatError as refusal:
            if refusal.field is None:
                raise
            form.add_error("size_evidence", str(refusal))
        else:
            messages.success(request, _("The certificate is kept and can be used in every application."))
            return redirect("accounts:organisation", organisation_id)
    return detail_page(request, membership, evidence_form=form)


@require_GET
@login_required
def industries(request: HttpRequest) -> HttpResponse:
    """Industries for the picker: ``?q=`` part of a code or name."""
    text = request.GET.get("q", "").strip()
    found = find_industries(text)[:CHOICES_SHOWN] if text else []
    results = [
        {
            "value": f"{one.revision}:{one.code}",
            "label": str(one),
            "detail": _("revision %(number)s") % {"number": one.revision},
        }
        for one in found
    ]
    return JsonResponse({"results": results})


def detail_page(request: HttpRequest, membership: Membership, **forms: Any) -> HttpResponse:
    organisation = membership.organisation
    context = {
        "organisation": organisation,
        "membership": membership,
        "leads": membership.role == Membership.Role.REPRESENTATIVE,
        "industry": industry(organisation.industry_revision, organisation.industry_code),
        "members": members(organisation),
        "invitations": open_invitations(organisation),
        "checks": status_checks(organisation)[:5],
        "invitation_form": forms.get("invitation_form") or InvitationForm(),
        "evidence_form": forms.get("evidence_form") or EvidenceForm(),
    }
    status = 422 if forms else 200
    return render(request, "accounts/organisation.html", context, status=status)


def _form_page(
    request: HttpRequest, form: OrganisationForm, title: str, organisation: Organisation | None = None
) -> HttpResponse:
    chosen = str(form["industry_code"].value() or "")
    revision, _colon, code = chosen.partition(":")
    known = industry(int(revision), code) if revision.isdigit() and code else None
    context = {
        "form": form,
        "page_title": title,
        "organisation": organisation,
        "industry_value": chosen if known else "",
        "industry_text": str(known) if known else request.POST.get("q", ""),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "accounts/organisation_form.html", context, status=status)


def _warn_of_corporate_number(request: HttpRequest, form: OrganisationForm) -> None:
    if form.corporate_number_doubtful:
        messages.warning(
            request,
            _("Please compare the corporate registration number once more: its check digit does not fit."),
        )
