"""An intern's pay: payslips, the account it goes to, what tax and pension ask."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from internships.actions import pay as acts
from internships.forms.pay import PayAccountForm, PayProfileForm
from internships.pay_page import slip_facts
from internships.pay_words import month_name
from internships.queries import pay as queries
from kernel.actor import Actor
from kernel.errors import HanbatError
from kernel.forms import show_refusal
from reports.actions import request_document


@login_required
@require_safe
def my_pay(request: HttpRequest) -> HttpResponse:
    return _page(request, PayAccountForm(), None)


def _page(
    request: HttpRequest, account_form: PayAccountForm, profile_form: PayProfileForm | None, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Payslips, account and declarations. Raises NotVisible for whoever has no place."""
    mine = queries.own_pay(Actor.of(request))
    initial = {
        "dependants": mine.profile.dependants,
        "tax_percent": mine.profile.tax_percent,
        "pension_at_once": mine.profile.pension_at_once,
    }
    context = {
        "slips": [{"slip": one, "month": month_name(one.run.month)} for one in mine.slips],
        "account": mine.account,
        "waiting": mine.waiting,
        "account_form": account_form,
        "profile_form": profile_form or PayProfileForm(initial=initial),
    }
    return render(request, "internships/pay/mine.html", context, status=status)


@login_required
@require_POST
def enter_account(request: HttpRequest) -> HttpResponse:
    form = PayAccountForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            acts.enter_pay_account(Actor.of(request), values["bank"], values["number"], values["holder"])
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Entered. The office confirms it against the copy of your bankbook."))
            return redirect("internships:my_pay")
    return _page(request, form, None, HTTPStatus.UNPROCESSABLE_ENTITY)


@login_required
@require_POST
def declare_profile(request: HttpRequest) -> HttpResponse:
    form = PayProfileForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        try:
            acts.declare_pay_profile(
                Actor.of(request),
                values["dependants"],
                values["tax_percent"],
                pension_at_once=values["pension_at_once"],
            )
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Kept. It counts from the next pay that is computed."))
            return redirect("internships:my_pay")
    return _page(request, PayAccountForm(), form, HTTPStatus.UNPROCESSABLE_ENTITY)


@login_required
@require_safe
def my_payslip(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A payslip with every amount opened to its formula."""
    slip = queries.own_slip(Actor.of(request), public_id)
    context = {
        "slip": slip,
        "month": month_name(slip.run.month),
        "rows": slip_facts(queries.slip_rows(slip)),
    }
    return render(request, "internships/pay/my_slip.html", context)


@login_required
@require_POST
def payslip_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The payslip as PDF."""
    actor = Actor.of(request)
    slip = queries.own_slip(actor, public_id)
    job = request_document(actor, "internships.payslip", {"slip": str(slip.public_id)}, "pdf")
    return redirect("reports:job", public_id=job.public_id)
