"""The register of suppliers: applying, products with prices, and the office's decisions."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import Organisation
from accounts.queries.organisation import require_member
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.personal import masked
from kernel.transition import advance, lock
from vouchers.errors import (
    AlreadySupplier,
    KindInUse,
    KindNotOffered,
    NoProducts,
    PriceInThePast,
    SupplierExcluded,
    SupplierNotVisible,
)
from vouchers.messages import tell_applied, tell_decided
from vouchers.models import Product, ProductPrice, Supplier
from vouchers.queries.access import belongs_to, require_manager, require_supplier
from vouchers.queries.supplier import exclusion_of

DECISIONS = (
    "register_supplier",
    "correct_supplier",
    "refuse_supplier",
    "suspend_supplier",
    "resume_supplier",
    "remove_supplier",
)
WITHOUT_REASON = ("register_supplier", "resume_supplier")
CONTACT = ("contact_name", "contact_phone", "contact_email")


@dataclass(frozen=True)
class SupplierText:
    """What a supplier says of itself. ``capacity`` in cases a year, ``kinds`` and ``region`` by their codes."""

    kinds: tuple[str, ...]
    capacity: int
    region: str
    description: str
    contact_name: str
    contact_phone: str
    contact_email: str
    homepage: str = ""

    def as_fields(self) -> dict[str, Any]:
        return asdict(self) | {"kinds": sorted(self.kinds)}


@dataclass(frozen=True)
class ProductText:
    """A product as its supplier words it."""

    kind: str
    name: str
    unit: str
    vat: str = Product.Vat.EXCLUDED
    description: str = ""


@action
def apply_as_supplier(actor: Actor, organisation_id: int, text: SupplierText) -> Supplier:
    """An organisation asks to be entered. Raises NotAMember, AlreadySupplier."""
    organisation = Organisation.objects.get(pk=organisation_id)
    require_member(actor, organisation)
    try:
        with transaction.atomic():
            supplier = Supplier.objects.create(organisation=organisation, applied_at=clock.now(), **text.as_fields())
    except IntegrityError as error:
        if not Supplier.objects.filter(organisation=organisation).exists():
            raise
        raise AlreadySupplier(name=organisation.name) from error
    record(actor, "apply_as_supplier", supplier, after=_told(supplier))
    tell_applied(supplier)
    return supplier


def _told(supplier: Supplier) -> dict[str, Any]:
    """The entry as the audit trail keeps it: the contact masked."""
    open_fields = {name: getattr(supplier, name) for name in ("kinds", "capacity", "region", "description", "homepage")}
    return open_fields | {name: masked(supplier, name) for name in CONTACT}


@action
def update_supplier(actor: Actor, supplier_id: int, text: SupplierText) -> Supplier:
    """Raises SupplierNotVisible, KindInUse (a product of a kind that is taken away is still offered)."""
    supplier = _own_locked(actor, supplier_id)
    gone = supplier.products.filter(active=True).exclude(kind__in=text.kinds).first()
    if gone:
        raise KindInUse(field="kinds", product=gone.name)
    before = _told(supplier)
    for name, value in text.as_fields().items():
        setattr(supplier, name, value)
    supplier.save(update_fields=list(text.as_fields()))
    after = _told(supplier)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        record(
            actor,
            "update_supplier",
            supplier,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return supplier


def _own_locked(actor: Actor, supplier_id: int) -> Supplier:
    """One's own entry, locked. Raises SupplierNotVisible."""
    supplier: Supplier | None = Supplier.objects.select_for_update(of=("self",)).filter(pk=supplier_id).first()
    if supplier is None:
        raise SupplierNotVisible()
    require_supplier(actor, supplier)
    return supplier


@action
def apply_again(actor: Actor, supplier_id: int) -> Supplier:
    """After a correction, a refusal or a removal. Raises SupplierNotVisible, TransitionRefused, SupplierExcluded."""
    supplier = _own_locked(actor, supplier_id)
    _refuse_excluded(supplier)
    advance(supplier, "apply_again", actor, applied_at=clock.now())
    tell_applied(supplier)
    return supplier


def _refuse_excluded(supplier: Supplier) -> None:
    sanction = exclusion_of(supplier, clock.today())
    if sanction:
        raise SupplierExcluded(name=str(supplier), until=sanction.last_day or "–")


@action
def decide_supplier(actor: Actor, supplier_id: int, verb: str, reason: str = "") -> Supplier:
    """The office's word on an entry; ``verb`` is one of DECISIONS.

    Raises NotPermitted (also for whoever belongs to the supplier), TransitionRefused, ReasonNeeded, NoProducts,
    SupplierExcluded.
    """
    require_manager(actor)
    supplier: Supplier = lock(Supplier, supplier_id)
    if verb not in DECISIONS or belongs_to(actor.user, supplier):
        raise NotPermitted()
    if verb not in WITHOUT_REASON and not reason.strip():
        raise ReasonNeeded(field="reason")
    if verb == "register_supplier":
        if not supplier.products.filter(active=True, prices__isnull=False).exists():
            raise NoProducts()
        _refuse_excluded(supplier)
    advance(supplier, verb, actor, reason=reason.strip(), note=reason.strip(), decided_at=clock.now())
    tell_decided(supplier)
    return supplier


# -- products --------------------------------------------------------------------------------------------------


@action
def add_product(actor: Actor, supplier_id: int, text: ProductText, amount: int, valid_from: date) -> Product:
    """A product with its first price (won for one unit). Raises SupplierNotVisible, KindNotOffered, PriceInThePast."""
    supplier = _own_locked(actor, supplier_id)
    _check_kind(supplier, text.kind)
    product = Product.objects.create(supplier=supplier, created_at=clock.now(), **asdict(text))
    record(actor, "add_product", product, after=asdict(text))
    set_price(actor, product.pk, amount, valid_from)
    return product


def _check_kind(supplier: Supplier, kind: str) -> None:
    if kind not in supplier.kinds:
        raise KindNotOffered(field="kind")


def _own_product(actor: Actor, product_id: int) -> Product:
    """A product of one's own supplier, both locked."""
    found = Product.objects.filter(pk=product_id).values_list("supplier_id", flat=True).first()
    _own_locked(actor, found or 0)
    product: Product = lock(Product, product_id)
    return product


@action
def update_product(actor: Actor, product_id: int, text: ProductText) -> Product:
    """Raises SupplierNotVisible, KindNotOffered."""
    product = _own_product(actor, product_id)
    _check_kind(product.supplier, text.kind)
    after = asdict(text)
    before = {name: getattr(product, name) for name in after}
    for name, value in after.items():
        setattr(product, name, value)
    product.save(update_fields=list(after))
    if before != after:
        record(actor, "update_product", product, before=before, after=after)
    return product


@action
def retire_product(actor: Actor, product_id: int) -> Product:
    """No longer offered; agreements that name it keep it. Doing it again changes nothing."""
    return _offer(actor, product_id, offered=False)


@action
def offer_again(actor: Actor, product_id: int) -> Product:
    """A retired product comes back at its last price. Raises KindNotOffered."""
    return _offer(actor, product_id, offered=True)


def _offer(actor: Actor, product_id: int, *, offered: bool) -> Product:
    product = _own_product(actor, product_id)
    if offered:
        _check_kind(product.supplier, product.kind)
    if product.active != offered:
        product.active = offered
        product.save(update_fields=["active"])
        record(actor, "offer_again" if offered else "retire_product", product, after={"active": offered})
    return product


@action
def set_price(actor: Actor, product_id: int, amount: int, valid_from: date) -> ProductPrice:
    """Another price from a day on, won for one unit; the earlier one stays for what was agreed by it.

    Raises SupplierNotVisible, PriceInThePast.
    """
    product = _own_product(actor, product_id)
    if valid_from < clock.today():
        raise PriceInThePast(field="valid_from")
    price = ProductPrice.objects.create(
        product=product, amount=amount, valid_from=valid_from, set_at=clock.now(), set_by=actor.user
    )
    record(actor, "set_price", product, after={"amount": amount, "valid_from": valid_from})
    return price
