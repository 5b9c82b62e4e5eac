"""The applicant's side of a prior agreement."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from programs.models import Application
from programs.queries.applications import own
from vouchers import actions
from vouchers.errors import AgreementNotVisible
from vouchers.forms.prior_agreement import AgreementForm
from vouchers.models import Supplier
from vouchers.models.prior_agreement import ACTIVE
from vouchers.queries import prior_agreement as queries
from vouchers.queries.supplier import by_number, is_open, products_of
from vouchers.rules.prior_agreement import Wanted


@login_required
@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form to write and send, or where it stands."""
    actor = Actor.of(request)
    application = own(actor, public_id)
    wanted = Wanted.of(application.answers)
    supplier = by_number(wanted.supplier)
    present = queries.of_application(application)
    holds = present is not None and queries.holds(present)
    writable = application.editable_at(clock.now()) and not (
        present is not None and holds and present.state in {"requested", "agreed"}
    )
    form = _form(request, application, supplier)
    problem: HanbatError | None = None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            return _save(request, actor, application, form)
        except HanbatError as refusal:
            problem = refusal
    context = {
        "application": application,
        "call": application.call,
        "supplier": supplier,
        "supplier_open": supplier is not None and is_open(supplier),
        "amount": wanted.amount,
        "agreement": present,
        "active": present is not None and present.state in ACTIVE,
        "holds": holds,
        "lines": queries.lines_of(present) if present else [],
        "form": form if writable else None,
        "writable": writable,
        "problem": problem,
    }
    status = problem.status if problem else 422 if form is not None and form.errors else 200
    return render(request, "vouchers/agreement.html", context, status=status)


def _form(request: HttpRequest, application: Application, supplier: Supplier | None) -> AgreementForm | None:
    """The form over the supplier's products of the application's track, starting from the draft."""
    if supplier is None or not is_open(supplier) or not Wanted.of(application.answers).amount:
        return None
    products = products_of(supplier, kind=str(application.answers.get("track") or ""))
    present = queries.of_application(application)
    same = present is not None and present.supplier_id == supplier.pk
    initial = AgreementForm.initial_of(present) if present is not None and same else {}
    return AgreementForm(products, request.POST or None, initial=initial)


def _save(request: HttpRequest, actor: Actor, application: Application, form: AgreementForm) -> HttpResponse:
    """Keeps what was typed first, so that a refusal to send loses nothing."""
    saved = actions.save_agreement(actor, application.pk, form.text())
    if "ask" in request.POST:
        actions.request_agreement(actor, saved.pk)
        messages.success(request, _("The supplier was asked. You are told when it answers."))
    else:
        messages.success(request, _("Saved. The supplier does not see it yet."))
    return redirect("vouchers:prior_agreement", application.public_id)


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    actor = Actor.of(request)
    application = own(actor, public_id)
    present = queries.of_application(application)
    if present is None:
        raise AgreementNotVisible()
    actions.withdraw_agreement(actor, present.pk)
    messages.success(request, _("The request was withdrawn."))
    return redirect("vouchers:prior_agreement", public_id)
