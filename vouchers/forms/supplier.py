"""What suppliers and the office type about the register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from kernel import clock
from vouchers.actions import ProductText, SanctionText, SupplierText
from vouchers.forms.fields import day
from vouchers.models import Product, Supplier, SupplierSanction
from vouchers.models.supplier import Region, SupplyKind


class SupplierForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label=_("What you do"), choices=SupplyKind.choices, widget=forms.CheckboxSelectMultiple
    )
    capacity = forms.IntegerField(
        label=_("Cases you can take in a year"),
        min_value=1,
        max_value=10_000,
        help_text=_("You cannot agree to more than this; you can change it at any time."),
    )
    region = forms.ChoiceField(label=_("Region"), choices=Region.choices)
    description = forms.CharField(
        label=_("About your company"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What data or processing you offer and what you have done so far. Everybody can read this."),
    )  # fmt: skip
    homepage = forms.URLField(label=_("Homepage"), required=False, max_length=200, assume_scheme="https")
    contact_name = forms.CharField(
        label=_("Person in charge"), max_length=60, help_text=_("Only the office sees whom to reach.")
    )
    contact_phone = forms.RegexField(
        r"^[0-9+][0-9 -]{7,18}$",
        label=_("Telephone"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"invalid": _("Write the number as 042-000-0000.")},
    )
    contact_email = forms.EmailField(label=_("E-mail"), max_length=120)

    @staticmethod
    def initial_of(supplier: Supplier) -> dict[str, Any]:
        return {name: getattr(supplier, name) for name in SupplierForm.base_fields}

    @staticmethod
    def suggested(organisation: Organisation, user: Any) -> dict[str, Any]:
        """What is known already."""
        known = {str(label): code for code, label in Region.choices}
        first = organisation.address[:2]
        region = next((code for label, code in known.items() if label[:2] == first), Region.DAEJEON.value)
        return {
            "region": region,
            "contact_name": user.name,
            "contact_phone": user.phone or organisation.phone,
            "contact_email": user.email,
        }

    def text(self) -> SupplierText:
        return SupplierText(**self.cleaned_data | {"kinds": tuple(self.cleaned_data["kinds"])})


class ProductForm(forms.Form):
    """A product; ``with_price`` asks for the first price too."""

    kind = forms.ChoiceField(label=_("Kind"))
    name = forms.CharField(label=_("Name of the product"), max_length=100)
    description = forms.CharField(
        label=_("Description"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    unit = forms.CharField(
        label=_("Unit"), max_length=30, help_text=_("What the price is for: a month, 1,000 records …")
    )
    vat = forms.ChoiceField(label=_("VAT"), choices=Product.Vat.choices)

    def __init__(self, supplier: Supplier, *arguments: Any, with_price: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        kind: Any = self.fields["kind"]
        kind.choices = [(code, label) for code, label in SupplyKind.choices if code in supplier.kinds]
        if with_price:
            self.fields["amount"] = _price_field()
            self.fields["valid_from"] = day(_("Valid from"))
            self.fields["valid_from"].initial = clock.today

    @staticmethod
    def initial_of(product: Product) -> dict[str, Any]:
        return {name: getattr(product, name) for name in ProductForm.base_fields}

    def text(self) -> ProductText:
        return ProductText(**{name: self.cleaned_data[name] for name in ProductForm.base_fields})


def _price_field() -> forms.IntegerField:
    return forms.IntegerField(label=_("Price of one unit (won)"), min_value=1, max_value=10**12)


class PriceForm(forms.Form):
    amount = _price_field()
    valid_from = day(_("Valid from"), help_text=_("Today or later. What was agreed before keeps its price."))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The supplier reads this."),
    )  # fmt: skip


class SanctionForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=SupplierSanction.Kind.choices)
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=200)
    first_day = day(_("First day"))
    last_day = day(
        _("Last day"), required=False,
        help_text=_("Left empty, a warning lasts until it is lifted and an exclusion as long as the law allows."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def text(self) -> SanctionText:
        return SanctionText(**self.cleaned_data)
