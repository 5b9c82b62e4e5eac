"""The register of suppliers (공급기업): who they are, what they offer at what price, and what they are barred from."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from vouchers import lifecycles

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from vouchers.models.prior_agreement import PriorAgreement


class SupplyKind(models.TextChoices):
    """What a supplier does; the codes are those of a call's tracks."""

    PURCHASE = "purchase", _("sells data")
    GENERAL = "general", _("general processing")
    AI = "ai", _("AI processing")


class Region(models.TextChoices):
    """Where a supplier sits: the seventeen provinces and metropolitan cities (시·도), by their codes."""

    DAEJEON = "30", _("Daejeon")
    SEOUL = "11", _("Seoul")
    BUSAN = "26", _("Busan")
    DAEGU = "27", _("Daegu")
    INCHEON = "28", _("Incheon")
    GWANGJU = "29", _("Gwangju")
    ULSAN = "31", _("Ulsan")
    SEJONG = "36", _("Sejong")
    GYEONGGI = "41", _("Gyeonggi")
    CHUNGBUK = "43", _("Chungbuk")
    CHUNGNAM = "44", _("Chungnam")
    JEONNAM = "46", _("Jeonnam")
    GYEONGBUK = "47", _("Gyeongbuk")
    GYEONGNAM = "48", _("Gyeongnam")
    JEJU = "50", _("Jeju")
    GANGWON = "51", _("Gangwon")
    JEONBUK = "52", _("Jeonbuk")


class Supplier(Staged):
    """One organisation's entry. Public only while registered and not excluded by a sanction in force."""

    LIFE_CYCLE = lifecycles.SUPPLIER

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="supplier")
    kinds = ArrayField(models.CharField(max_length=10, choices=SupplyKind.choices), verbose_name=_("what it does"))
    capacity = models.PositiveIntegerField(_("cases it can take in a year"))
    region = models.CharField(_("region"), max_length=2, choices=Region.choices)
    description = models.TextField(_("description"), max_length=2000)
    homepage = models.URLField(_("homepage"), max_length=200, blank=True)
    contact_name = models.CharField(_("person in charge"), max_length=60)
    contact_phone = models.CharField(_("telephone"), max_length=20)
    contact_email = models.EmailField(_("e-mail"), max_length=120)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    note = models.TextField(_("what the office wrote"), max_length=1000, blank=True)
    applied_at = models.DateTimeField(default=clock.now)
    decided_at = models.DateTimeField(null=True)

    if TYPE_CHECKING:
        products: RelatedManager["Product"]
        sanctions: RelatedManager["SupplierSanction"]
        agreements: RelatedManager["PriorAgreement"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kinds__contained_by=SupplyKind.values) & Q(kinds__len__gt=0),
                name="supplier_does_something_known",
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="supplier_takes_cases"),
        ]
        indexes = [models.Index(fields=["state", "region"], name="supplier_register")]
        triggers = [life_cycle_trigger(lifecycles.SUPPLIER)]

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def kind_labels(self) -> list[str]:
        return [str(SupplyKind(kind).label) for kind in SupplyKind.values if kind in self.kinds]


class Product(models.Model):
    """Something a supplier offers. Retired, never deleted: agreements speak of it."""

    class Vat(models.TextChoices):
        EXCLUDED = "excluded", _("VAT not included")
        INCLUDED = "included", _("VAT included")
        EXEMPT = "exempt", _("free of VAT")

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="products")
    kind = models.CharField(_("kind"), max_length=10, choices=SupplyKind.choices)
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), max_length=1000, blank=True)
    unit = models.CharField(_("unit"), max_length=30)
    vat = models.CharField(_("VAT"), max_length=10, choices=Vat.choices, default=Vat.EXCLUDED)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)

    if TYPE_CHECKING:
        prices: RelatedManager["ProductPrice"]

    class Meta:
        indexes = [models.Index(fields=["supplier", "active", "name"], name="product_of_supplier")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def present(self) -> "ProductPrice | None":
        """What counts today; nothing is asked of the database where the prices came with the product."""
        today = clock.today()
        begun = (one for one in self.prices.all() if one.valid_from <= today)
        return max(begun, key=lambda one: (one.valid_from, one.pk), default=None)


class ProductPrice(models.Model):
    """Whole won for one unit from a day on, until the next one begins; append-only, so that a past case keeps its."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="prices")
    amount = models.BigIntegerField(_("price (won)"))
    valid_from = models.DateField(_("valid from"))
    set_at = models.DateTimeField(default=clock.now)
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="price_is_positive")]
        indexes = [models.Index(fields=["product", "-valid_from", "-id"], name="price_of_product")]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.amount:,} ({self.valid_from})"


class SupplierSanction(Staged):
    """A warning or an exclusion (참여제한). Counts from ``first_day`` through ``last_day`` once a second person has
    confirmed it."""

    LIFE_CYCLE = lifecycles.SANCTION

    class Kind(models.TextChoices):
        WARNING = "warning", _("warning")
        EXCLUSION = "exclusion", _("exclusion from participation")

    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="sanctions")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    legal_basis = models.CharField(_("legal basis"), max_length=200)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=1000)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="sanction_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "dropped"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="sanction_by_two_persons",
            ),
        ]
        indexes = [models.Index(fields=["supplier", "state", "first_day"], name="sanction_in_force")]
        triggers = [life_cycle_trigger(lifecycles.SANCTION)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.first_day} ~ {self.last_day or ''})"
