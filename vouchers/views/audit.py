"""The auditor's home: reads everything, writes nothing of a case, draws samples, has audit packs and ledgers made."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import role_required
from accounts.models import Role
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from programs.actions.look import note_list, note_look
from programs.presentation import case_title
from reports.actions import request_document
from vouchers.actions.audit import draw_sample
from vouchers.forms.audit import SampleForm
from vouchers.queries import audit as queries
from vouchers.queries.case import case as case_of
from vouchers.queries.signals import call_of


@login_required
@role_required(Role.AUDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def audit(request: HttpRequest) -> HttpResponse:
    """Every call with what is in it; below, the samples and the draw of a new one."""
    actor = Actor.of(request)
    form = SampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = draw_sample(actor, given["call"].pk, given["size"], given["seed"], given["reason"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The sample is drawn and kept with its reason."))
            return redirect("vouchers:sample", made.public_id)
    note_list(actor, "audit")
    context = {"calls": queries.calls(), "samples": queries.samples()[:30], "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "vouchers/audit/home.html", context, status=status)


@login_required
@role_required(Role.AUDITOR)
@require_safe
def sample(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The cases of one sample, each with its page and its audit pack."""
    actor = Actor.of(request)
    shown = queries.sample_of(actor, public_id)
    note_look(actor, shown)
    cases = shown.agreements.select_related("application__call", "application__organisation").order_by("number")
    rows = [{"agreement": one, "case": case_title(one.application)} for one in cases]
    return render(request, "vouchers/audit/sample.html", {"sample": shown, "rows": rows})


@login_required
@role_required(Role.AUDITOR)
@require_POST
def pack(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Has the audit pack of a case made."""
    actor = Actor.of(request)
    agreement = case_of(actor, public_id)
    note_look(actor, agreement)
    params = {"application": str(agreement.application.public_id)}
    job = request_document(actor, "programs.audit_pack", params, "zip")
    return redirect("reports:job", public_id=job.public_id)


@login_required
@role_required(Role.AUDITOR)
@require_POST
def ledger(request: HttpRequest, call_id: int) -> HttpResponse:
    """Has the ledger of a call made as Excel."""
    actor = Actor.of(request)
    call = call_of(actor, call_id)
    note_look(actor, call)
    job = request_document(actor, "vouchers.ledger", {"call": call.pk}, "xlsx")
    return redirect("reports:job", public_id=job.public_id)
