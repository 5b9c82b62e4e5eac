"""The public register of suppliers."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kernel.actor import Actor
from vouchers.models.supplier import Region, SupplyKind
from vouchers.queries import supplier as queries
from vouchers.queries.access import belongs_to
from vouchers.rules.supplier import named


@require_safe
def suppliers(request: HttpRequest) -> HttpResponse:
    """Who can be chosen today, by name, initial consonants, kind and region."""
    search = queries.Search.of(request.GET)
    context = {
        "page": queries.register_page(search, request.GET.get("page")),
        "search": search,
        "kinds": SupplyKind.choices,
        "regions": Region.choices,
    }
    return render(request, "vouchers/register/suppliers.html", context)


@require_safe
def supplier(request: HttpRequest, supplier_id: int) -> HttpResponse:
    """One supplier with its products; an entry that is not public only to its members and the office."""
    shown = queries.visible(Actor.of(request), supplier_id)
    context = {
        "supplier": shown,
        "products": queries.products_of(shown),
        "open": queries.is_open(shown),
        "free": max(0, shown.capacity - shown.load),  # type: ignore[attr-defined]
        "mine": belongs_to(request.user, shown),
    }
    return render(request, "vouchers/register/supplier.html", context)


@require_safe
def find(request: HttpRequest) -> JsonResponse:
    """For the look-up of the application form; a choice becomes the answer's text."""
    text = queries.Search.of(request.GET).text
    results = []
    for one in queries.suggestions(text):
        label = named(one.organisation.name, one.organisation.registration_number)
        detail = " · ".join([str(one.get_region_display()), *one.kind_labels])
        results.append({"value": label, "label": label, "detail": detail})
    return JsonResponse({"results": results})
