"""A supplier's own pages: application, entry, products with prices."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.queries.organisation import membership_of, organisations_of
from kernel import clock
from kernel.actor import Actor
from kernel.errors import HanbatError
from vouchers import actions
from vouchers.forms.supplier import PriceForm, ProductForm, SupplierForm
from vouchers.models import Product, Supplier
from vouchers.queries import supplier as queries
from vouchers.queries.prior_agreement import waiting


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The person's organisations: entered already, or the way to apply."""
    rows = list(organisations_of(request.user).select_related("supplier"))
    entered = [one for one in rows if hasattr(one, "supplier")]
    if len(rows) == 1 and entered:
        return redirect("vouchers:my_supplier", entered[0].supplier.pk)
    context = {"rows": [{"organisation": one, "supplier": getattr(one, "supplier", None)} for one in rows]}
    return render(request, "vouchers/supplier/start.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """The application for the register."""
    organisation = membership_of(request.user, organisation_id).organisation
    there = Supplier.objects.filter(organisation=organisation).first()
    if there:
        return redirect("vouchers:my_supplier", there.pk)
    form = SupplierForm(request.POST or None, initial=SupplierForm.suggested(organisation, request.user))
    if request.method == "POST" and form.is_valid():
        try:
            supplier = actions.apply_as_supplier(Actor.of(request), organisation.pk, form.text())
        except HanbatError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Your application has arrived. Now enter your products and prices."))
            return redirect("vouchers:my_supplier", supplier.pk)
    context = {"form": form, "organisation": organisation}
    return render(request, "vouchers/supplier/form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def profile(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """State of the entry, products, what to do next."""
    shown = queries.own(Actor.of(request), supplier_id)
    context = {
        "supplier": shown,
        "products": queries.products_of(shown, retired=True),
        "exclusion": queries.exclusion_of(shown, clock.today()),
        "warnings": queries.sanctions_of(shown).filter(state="confirmed"),
        "verbs": {arrow.verb for arrow in shown.next_verbs},
        "waiting": waiting(request.user),
    }
    return render(request, "vouchers/supplier/profile.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, supplier_id: int) -> HttpResponse:
    supplier = queries.own(Actor.of(request), supplier_id)
    form = SupplierForm(request.POST or None, initial=SupplierForm.initial_of(supplier))
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_supplier(Actor.of(request), supplier.pk, form.text())
        except HanbatError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("vouchers:my_supplier", supplier.pk)
    context = {"form": form, "organisation": supplier.organisation, "supplier": supplier}
    return render(request, "vouchers/supplier/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def apply_again(request: HttpRequest, supplier_id: int) -> HttpResponse:
    queries.own(Actor.of(request), supplier_id)
    actions.apply_again(Actor.of(request), supplier_id)
    messages.success(request, _("Your application has arrived again."))
    return redirect("vouchers:my_supplier", supplier_id)


@login_required
@require_http_methods(["GET", "POST"])
def new_product(request: HttpRequest, supplier_id: int) -> HttpResponse:
    supplier = queries.own(Actor.of(request), supplier_id)
    form = ProductForm(supplier, request.POST or None, with_price=True)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.add_product(Actor.of(request), supplier.pk, form.text(), values["amount"], values["valid_from"])
        except HanbatError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The product is entered."))
            return redirect("vouchers:my_supplier", supplier.pk)
    context = {"form": form, "supplier": supplier}
    return render(request, "vouchers/supplier/product.html", context, status=422 if form.errors else 200)


def _own_product(request: HttpRequest, supplier_id: int, product_id: int) -> Product:
    supplier = queries.own(Actor.of(request), supplier_id)
    return get_object_or_404(supplier.products.select_related("supplier__organisation"), pk=product_id)


@login_required
@require_http_methods(["GET", "POST"])
def product(request: HttpRequest, supplier_id: int, product_id: int) -> HttpResponse:
    """The wording of a product; its prices are set apart."""
    shown = _own_product(request, supplier_id, product_id)
    form = ProductForm(shown.supplier, request.POST or None, initial=ProductForm.initial_of(shown))
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_product(Actor.of(request), shown.pk, form.text())
        except HanbatError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("vouchers:my_supplier", supplier_id)
    return _product_page(request, shown, form, PriceForm(initial={"valid_from": clock.today()}))


def _product_page(request: HttpRequest, shown: Product, form: ProductForm, price_form: PriceForm) -> HttpResponse:
    context = {
        "form": form,
        "price_form": price_form,
        "supplier": shown.supplier,
        "product": shown,
        "prices": shown.prices.order_by("-valid_from", "-pk"),
    }
    wrong = form.errors or price_form.errors
    return render(request, "vouchers/supplier/product.html", context, status=422 if wrong else 200)


@login_required
@require_POST
def price(request: HttpRequest, supplier_id: int, product_id: int) -> HttpResponse:
    shown = _own_product(request, supplier_id, product_id)
    form = PriceForm(request.POST)
    if form.is_valid():
        try:
            actions.set_price(Actor.of(request), shown.pk, form.cleaned_data["amount"], form.cleaned_data["valid_from"])
        except HanbatError as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, _("The price is set."))
            return redirect("vouchers:product", supplier_id, product_id)
    return _product_page(request, shown, ProductForm(shown.supplier, initial=ProductForm.initial_of(shown)), form)


@login_required
@require_POST
def offer(request: HttpRequest, supplier_id: int, product_id: int) -> HttpResponse:
    """Retires a product, or offers it again."""
    shown = _own_product(request, supplier_id, product_id)
    change = actions.retire_product if request.POST.get("offer") == "no" else actions.offer_again
    change(Actor.of(request), shown.pk)
    return redirect("vouchers:my_supplier", supplier_id)
