"""Labour contracts: those of a call for the office, and one as both sides read and sign it."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.proof import ProofForm
from accounts.proof import passkey_question, proof_of
from internships.actions import contract as actions
from internships.documents_contract import contract_context
from internships.forms.contract import ContractForm, SignContractForm
from internships.forms.manager import ReasonForm
from internships.models import Contract, ContractSignature
from internships.queries import contract as queries
from internships.queries.access import PROGRAMME, require_manages
from internships.views.tabs import call_tabs
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted
from kernel.forms import show_refusal, tell_refusal
from kernel.permissions import may
from programs.models import Call
from reports.actions import request_document


@login_required
@require_http_methods(["GET", "POST"])
def contracts(request: HttpRequest, call_id: int) -> HttpResponse:
    """Everybody of the call with their contract; an approver signs all that wait for the city under one proof."""
    actor = Actor.of(request)
    call = get_object_or_404(Call, pk=call_id, programme=PROGRAMME)
    if not queries.in_office(actor, call):
        raise NotPermitted()
    form = ProofForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        shown = [(int(pk), text) for pk, _mark, text in (one.partition(":") for one in request.POST.getlist("shown"))]
        try:
            count = actions.sign_contracts(actor, call.pk, shown, proof_of(request, form.cleaned_data))
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            said = ngettext("%(count)s contract is signed.", "%(count)s contracts are signed.", count)
            messages.success(request, said % {"count": count})
            return redirect("internships:contracts", call.pk)
    rows = queries.contract_rows(call)
    waiting = queries.for_signature(actor, call, rows)
    context = {
        "call": call,
        "rows": rows,
        "tally": queries.tally(rows),
        "manages": may(actor, "manage_call", call),
        "approves": may(actor, "approve_call", call),
        "waiting": waiting,
        "form": form,
        "passkey": passkey_question(request) if waiting else None,
        "tabs": call_tabs(call, "contracts"),
    }
    return render(request, "internships/contract/contracts.html", context, status=_status(form))


def _status(form: Any) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


@login_required
@require_POST
def draw_up(request: HttpRequest, call_id: int) -> HttpResponse:
    """For everybody who has none."""
    try:
        made = actions.draw_up_contracts(Actor.of(request), call_id)
    except HanbatError as refusal:
        tell_refusal(request, refusal)
    else:
        said = ngettext("%(count)s contract is drawn up.", "%(count)s contracts are drawn up.", len(made))
        messages.success(request, said % {"count": len(made)})
    return redirect("internships:contracts", call_id)


@login_required
@require_POST
def send(request: HttpRequest, call_id: int) -> HttpResponse:
    """Every draft of the call."""
    try:
        sent = actions.send_contracts(Actor.of(request), call_id)
    except HanbatError as refusal:
        tell_refusal(request, refusal)
    else:
        said = ngettext("%(count)s contract is sent to be signed.", "%(count)s contracts are sent to be signed.",
                        len(sent))  # fmt: skip
        messages.success(request, said % {"count": len(sent)})
    return redirect("internships:contracts", call_id)


@login_required
@require_http_methods(["GET", "POST"])
def contract(request: HttpRequest, contract_id: int) -> HttpResponse:
    """The text as it is signed, who has signed it, and the place to sign it."""
    actor = Actor.of(request)
    found = queries.contract_for(actor, contract_id)
    form = SignContractForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.sign_contract(actor, found.pk, given["content_hash"], proof_of(request, given))
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("You have signed."))
            return redirect("internships:contract", found.pk)
    mine = _side_to_sign(actor, found)
    if mine and not form.is_bound:
        form = SignContractForm(initial={"content_hash": found.content_hash}, actor=actor)
    context = {
        **contract_context(found),
        "form": form,
        "mine": mine,
        "own": actor.user_id == found.placement.person_id,
        "manages": may(actor, "manage_call", found.placement.position.call),
        "passkey": passkey_question(request) if mine else None,
        "verbs": {arrow.verb for arrow in found.next_verbs},
        "reason_form": ReasonForm(auto_id="withdraw_%s"),
        "applies": queries.may_apply(actor, found),
        "apply_form": ReasonForm(auto_id="apply_%s"),
    }
    return render(request, "internships/contract/contract.html", context, status=_status(form))


def _side_to_sign(actor: Actor, found: Contract) -> str:
    """The side that the person may sign now, in words."""
    side = queries.side_of(actor, found)
    if found.state != "signing" or not side or queries.signatures_of(found)[side]:
        return ""
    return str(ContractSignature.Side(side).label)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, placement_id: int) -> HttpResponse:
    """The contract of one placement, drawn up or corrected by hand."""
    actor = Actor.of(request)
    placement, standing = queries.to_draw_up(actor, placement_id)
    require_manages(actor, placement.position.call)
    before = standing.terms if standing else actions.terms_of(placement)
    form = ContractForm(request.POST or None, initial=ContractForm.initial_of(before))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.draw_up_contract(actor, placement.pk, form.terms(before))
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The contract is drawn up."))
            return redirect("internships:contract", made.pk)
    context = {"placement": placement, "form": form}
    return render(request, "internships/contract/correct.html", context, status=_status(form))


@login_required
@require_POST
def withdraw(request: HttpRequest, contract_id: int) -> HttpResponse:
    try:
        actions.withdraw_contract(Actor.of(request), contract_id, request.POST.get("reason", ""))
    except HanbatError as refusal:
        tell_refusal(request, refusal)
    else:
        messages.success(request, _("The contract is withdrawn."))
    return redirect("internships:contract", contract_id)


@login_required
@require_POST
def apply(request: HttpRequest, contract_id: int) -> HttpResponse:
    """Wages go by it though the intern does not sign."""
    try:
        actions.apply_contract(Actor.of(request), contract_id, request.POST.get("reason", ""))
    except HanbatError as refusal:
        tell_refusal(request, refusal)
    else:
        messages.success(request, _("The contract applies to the pay. The intern is told."))
    return redirect("internships:contract", contract_id)


@login_required
@require_POST
def receive(request: HttpRequest, contract_id: int) -> HttpResponse:
    """The intern holds the copy."""
    actions.confirm_receipt(Actor.of(request), contract_id)
    messages.success(request, _("You confirmed that you have received your copy."))
    return redirect("internships:contract", contract_id)


@login_required
@require_POST
def paper(request: HttpRequest, contract_id: int) -> HttpResponse:
    """The contract as PDF, for whoever may read it."""
    job = request_document(Actor.of(request), actions.PAPER, {"contract": contract_id}, "pdf", language="ko")
    return redirect("reports:job", public_id=job.public_id)
