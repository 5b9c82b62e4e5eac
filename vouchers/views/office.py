"""The office's pages of the register: applications of suppliers, sanctions, the list as Excel."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import role_required
from accounts.models import Role
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError, NotPermitted
from kernel.forms import show_refusal
from kernel.personal import masked, reveal
from reports.actions import request_document
from reports.registry import format_of
from vouchers import actions
from vouchers.forms.supplier import ReasonForm, SanctionForm
from vouchers.lifecycles import SUPPLIER
from vouchers.models import Supplier, SupplierSanction
from vouchers.queries import supplier as queries
from vouchers.queries.access import is_manager

CONTACT = ("contact_name", "contact_phone", "contact_email")


@login_required
@role_required(Role.MANAGER, Role.APPROVER)
@require_safe
def suppliers(request: HttpRequest) -> HttpResponse:
    """All entries by state."""
    search = queries.Search.of(request.GET)
    counts = queries.state_counts()
    context = {
        "page": queries.office_page(search, request.GET.get("page")),
        "search": search,
        "choices": [(code, label, counts.get(code, 0)) for code, label in SUPPLIER.choices],
        "manager": is_manager(request.user),
    }
    return render(request, "vouchers/office/suppliers.html", context)


@login_required
@role_required(Role.MANAGER)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered on the page, as Excel or CSV."""
    params = {key: request.GET.get(key, "") for key in ("q", "kind", "region", "state")}
    code = "vouchers.suppliers"
    job = request_document(Actor.of(request), code, params, format_of(code, request.POST.get("format", "")))
    return redirect("reports:job", public_id=job.public_id)


@login_required
@role_required(Role.MANAGER, Role.APPROVER)
@require_safe
def supplier(request: HttpRequest, supplier_id: int) -> HttpResponse:
    return _page(request, supplier_id, ReasonForm(), SanctionForm(initial={"first_day": clock.today()}))


def _page(
    request: HttpRequest, supplier_id: int, reason: ReasonForm, sanction: SanctionForm, status: int = 200
) -> HttpResponse:
    rows = queries.with_load(Supplier.objects.select_related("organisation"))
    shown = get_object_or_404(rows, pk=supplier_id)
    context = {
        "supplier": shown,
        "contact": "\n".join(masked(shown, name) for name in CONTACT),
        "products": queries.products_of(shown, retired=True),
        "sanctions": queries.sanctions_of(shown),
        "exclusion": queries.exclusion_of(shown, clock.today()),
        "verbs": [arrow for arrow in shown.next_verbs if arrow.verb in actions.DECISIONS],
        "reason_form": reason,
        "sanction_form": sanction,
        "manager": is_manager(request.user),
    }
    return render(request, "vouchers/office/supplier.html", context, status=status)


@login_required
@role_required(Role.MANAGER)
@require_POST
def decide(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """One of the decisions on an entry; a refused one keeps the reason that was typed."""
    get_object_or_404(Supplier, pk=supplier_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.decide_supplier(
                Actor.of(request), supplier_id, request.POST.get("verb", ""), form.cleaned_data["reason"]
            )
        except NotPermitted:
            raise
        except HanbatError as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("The decision is entered and the supplier was told."))
            return redirect("vouchers:office_supplier", supplier_id)
    return _page(request, supplier_id, form, SanctionForm(), status=422)


@login_required
@role_required(Role.MANAGER)
@require_POST
def contact(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """The contact in full, for a reason that is logged."""
    shown = get_object_or_404(Supplier.objects.select_related("organisation"), pk=supplier_id)
    values = reveal(
        Actor.of(request),
        shown,
        CONTACT,
        subject=str(shown),
        task=_("Register of suppliers"),
        reason=request.POST.get("reason", ""),
    )
    return HttpResponse(escape(" · ".join(values.values())))


@login_required
@role_required(Role.MANAGER)
@require_POST
def propose(request: HttpRequest, supplier_id: int) -> HttpResponse:
    get_object_or_404(Supplier, pk=supplier_id)
    form = SanctionForm(request.POST)
    if form.is_valid():
        try:
            actions.propose_sanction(Actor.of(request), supplier_id, form.text())
        except HanbatError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The sanction is proposed. Another person confirms it."))
            return redirect("vouchers:office_supplier", supplier_id)
    return _page(request, supplier_id, ReasonForm(), form, status=422)


@login_required
@role_required(Role.MANAGER, Role.APPROVER)
@require_POST
def judge(request: HttpRequest, sanction_id: int) -> HttpResponse:
    """Confirm, drop or lift."""
    sanction = get_object_or_404(SupplierSanction, pk=sanction_id)
    actor = Actor.of(request)
    match request.POST.get("verb"):
        case "confirm_sanction":
            actions.confirm_sanction(actor, sanction.pk)
        case "drop_sanction":
            actions.drop_sanction(actor, sanction.pk)
        case "lift_sanction":
            actions.lift_sanction(actor, sanction.pk, request.POST.get("reason", ""))
        case _unknown:
            raise NotPermitted()
    messages.success(request, _("The decision on the sanction is entered."))
    return redirect("vouchers:office_supplier", sanction.supplier_id)
