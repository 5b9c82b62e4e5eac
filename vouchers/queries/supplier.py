"""Reading the register of suppliers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from kernel import clock
from kernel.actor import Actor
from programs.rules.eligibility import Exclusion
from vouchers.errors import SupplierNotVisible
from vouchers.models import PriorAgreement, Product, ProductPrice, Supplier, SupplierSanction
from vouchers.models.supplier import Region, SupplyKind
from vouchers.queries.access import belongs_to, is_manager
from vouchers.rules.supplier import name_pattern

PAGE_SIZE = 20
FOUND_AT_MOST = 12
NOT_A_LOAD = ("withdrawn", "ineligible", "rejected")


@dataclass(frozen=True)
class Search:
    """What a reader narrows the register by; kept in the address."""

    text: str = ""
    kind: str = ""
    region: str = ""
    state: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> "Search":
        def known(key: str, values: Any) -> str:
            value = str(parameters.get(key, ""))
            return value if value in values else ""

        return cls(
            text=str(parameters.get("q", "")).replace("\x00", "").strip()[:60],
            kind=known("kind", SupplyKind.values),
            region=known("region", Region.values),
            state=known("state", [code for code, _label in Supplier.LIFE_CYCLE.choices]),
        )


def exclusions(day: date) -> QuerySet[SupplierSanction]:
    """The exclusions in force on ``day``."""
    return SupplierSanction.objects.filter(
        Q(last_day=None) | Q(last_day__gte=day), state="confirmed", kind="exclusion", first_day__lte=day
    )


def exclusion_of(supplier: Supplier, day: date) -> SupplierSanction | None:
    """The exclusion in force on ``day`` that lasts longest, if any."""
    found = list(exclusions(day).filter(supplier=supplier))
    return max(found, key=lambda one: one.last_day or date.max, default=None)


def supplier_exclusions(registration_number: str, day: date) -> list[Exclusion]:
    """What the sanctions on suppliers say of a business that applies itself: excluded as a supplier, it gets no voucher
    either. The last day of a sanction counts, so the exclusion ends on the day after it."""
    rows = exclusions(day).filter(supplier__organisation__registration_number=registration_number)
    return [
        Exclusion(one.legal_basis, one.first_day, one.last_day + timedelta(days=1) if one.last_day else None)
        for one in rows
    ]


def open_suppliers() -> QuerySet[Supplier]:
    """Those in the register today: registered and not excluded."""
    excluded = exclusions(clock.today()).filter(supplier=OuterRef("pk"))
    return Supplier.objects.filter(~Exists(excluded), state="registered").select_related("organisation")


def load_of_year() -> QuerySet[PriorAgreement]:
    """The agreements that take up a supplier's capacity this year (Seoul's calendar): agreed, of applications that are
    still alive."""
    year = clock.today().year
    first, next_first = clock.seoul(year, 1, 1), clock.seoul(year + 1, 1, 1)
    live = PriorAgreement.objects.exclude(application__state__in=NOT_A_LOAD)
    return live.filter(state="agreed", agreed_at__gte=first, agreed_at__lt=next_first)


def with_load(rows: QuerySet[Supplier]) -> QuerySet[Supplier]:
    """Adds ``load``: how many cases each has agreed to this year."""
    counted = load_of_year().filter(supplier=OuterRef("pk")).order_by().values("supplier").annotate(n=Count("pk"))
    return rows.annotate(load=Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0))


def found(rows: QuerySet[Supplier], search: Search) -> QuerySet[Supplier]:
    """``rows`` narrowed by the search: part of the name, its initial consonants, or the registration number."""
    if search.text:
        digits = "".join(character for character in search.text if character.isdigit())
        text = search.text[:-15].strip() if search.text.endswith(")") and len(digits) >= 10 else search.text
        named = Q(organisation__name__iregex=name_pattern(text)) if text else Q()
        if len(digits) >= 3:
            named |= Q(organisation__registration_number__startswith=digits[-10:])
        rows = rows.filter(named)
    if search.kind:
        rows = rows.filter(kinds__contains=[search.kind])
    if search.region:
        rows = rows.filter(region=search.region)
    if search.state:
        rows = rows.filter(state=search.state)
    return rows.order_by("organisation__name", "pk")


def register_page(search: Search, number: str | int | None) -> Page[Supplier]:
    """A page of the public register: two statements."""
    return Paginator(with_load(found(open_suppliers(), search)), PAGE_SIZE).get_page(number)


def office_page(search: Search, number: str | int | None) -> Page[Supplier]:
    """A page of all entries for the office, excluded ones marked; two statements."""
    return Paginator(office_rows(search), PAGE_SIZE).get_page(number)


def office_rows(search: Search) -> QuerySet[Supplier]:
    rows = Supplier.objects.select_related("organisation")
    excluded = exclusions(clock.today()).filter(supplier=OuterRef("pk"))
    products = Product.objects.filter(supplier=OuterRef("pk"), active=True).order_by().values("supplier")
    counted = products.annotate(n=Count("pk")).values("n")
    marked = rows.annotate(
        excluded=Exists(excluded), product_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    )
    return with_load(found(marked, search))


def state_counts() -> dict[str, int]:
    """State → number of entries; one statement."""
    return dict(Supplier.objects.order_by().values_list("state").annotate(Count("pk")))


def suggestions(text: str) -> list[Supplier]:
    """For the look-up of the form; one statement."""
    return list(found(open_suppliers(), Search(text=text))[:FOUND_AT_MOST]) if text else []


def by_number(registration_number: str | None) -> Supplier | None:
    """The entry of an organisation, in whatever state."""
    if not registration_number:
        return None
    rows = Supplier.objects.select_related("organisation")
    return rows.filter(organisation__registration_number=registration_number).first()


def is_open(supplier: Supplier) -> bool:
    """Whether it can be chosen and can agree today."""
    return supplier.state == "registered" and exclusion_of(supplier, clock.today()) is None


def visible(actor: Actor, supplier_id: int) -> Supplier:
    """What the public may see, or its own members, or the office. Raises SupplierNotVisible."""
    supplier = with_load(Supplier.objects.select_related("organisation")).filter(pk=supplier_id).first()
    if supplier is None:
        raise SupplierNotVisible()
    if is_open(supplier) or is_manager(actor.user) or belongs_to(actor.user, supplier):
        return supplier
    raise SupplierNotVisible()


def own(actor: Actor, supplier_id: int) -> Supplier:
    """The entry of one's own organisation. Raises SupplierNotVisible."""
    supplier = with_load(Supplier.objects.select_related("organisation")).filter(pk=supplier_id).first()
    if supplier is None or not belongs_to(actor.user, supplier):
        raise SupplierNotVisible()
    return supplier


def products_of(supplier: Supplier, *, kind: str = "", retired: bool = False) -> list[Product]:
    """The products by name with all their prices, the present one as ``present``; two statements."""
    rows = supplier.products.order_by("-active", "name", "pk")
    rows = rows if retired else rows.filter(active=True)
    rows = rows.filter(kind=kind) if kind else rows
    latest = ProductPrice.objects.order_by("-valid_from", "-pk")
    return list(rows.prefetch_related(Prefetch("prices", latest)))


def price_of(product: Product) -> ProductPrice | None:
    """What counts today; one statement."""
    return product.prices.filter(valid_from__lte=clock.today()).order_by("-valid_from", "-pk").first()


def sanctions_of(supplier: Supplier) -> QuerySet[SupplierSanction]:
    """Newest first, with who proposed and who decided."""
    return supplier.sanctions.select_related("proposed_by", "decided_by").order_by("-proposed_at", "-pk")
