"""Ordering from the supplier's products, and checking what was delivered line by line."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kernel.forms import offer
from vouchers.forms.case import StepForm
from vouchers.forms.fields import day, won, words
from vouchers.models import Order, OrderLine, Product, ProductPrice
from vouchers.queries.ledger import free
from vouchers.queries.work import offered, open_lines
from vouchers.rules.work import Item, takes_own_lines

MOST = 50  # lines of one order


class PricedSelect(forms.Select):
    """A product with its price of today as its value: another price by the time of sending is noticed."""

    def create_option(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(*arguments, **options)
        price = str(option["value"] or "").partition(":")[2]
        if price:
            option["attrs"]["data-price"] = price
        return dict(option)


class LineForm(forms.Form):
    """A product of the register; where the track allows it, a line in own words with its price."""

    product = forms.ChoiceField(label=_("Product"), required=False, widget=PricedSelect)
    name = forms.CharField(label=_("Or in your own words"), max_length=160, required=False)
    price = won(_("Price for one (won)"), required=False)
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=1_000_000, required=False)

    def __init__(self, *arguments: Any, choices: list[tuple[str, str]], own: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.names = {key: label for key, label in choices if key}
        offer(self, "product", choices)
        if not own:
            del self.fields["name"], self.fields["price"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        chosen, name = given.get("product"), given.get("name")
        if chosen and name:
            self.add_error("name", _("Choose a product or write your own, not both in one line."))
        if name and not given.get("price"):
            self.add_error("price", _("Say what one costs."))
        if (chosen or name) and "quantity" not in self.errors and not given.get("quantity"):
            self.add_error("quantity", _("Say how many."))
        if given.get("quantity") and not (chosen or name):
            self.add_error("product", _("Say what is ordered."))
        return given

    def item(self) -> Item | None:
        given = self.cleaned_data
        if given.get("product"):
            key, _colon, price = given["product"].partition(":")
            return Item("", given["quantity"], int(price), int(key))
        return Item(given["name"], given["quantity"], given["price"]) if given.get("name") else None


class OrderForm(StepForm):
    """Any number of lines; one with neither product nor words is not meant."""

    title = forms.CharField(label=_("What is ordered"), max_length=160)
    due_on = day(_("To be delivered by"))
    instructions = words(_("Instructions"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, data: Any = None, files: Any = None, **options: Any) -> None:
        super().__init__(data, files, **options)
        self.fields["key"].initial = uuid4().hex
        products = offered(self.case)
        self.own = takes_own_lines(self.case.track)
        choices = [("", gettext("Choose a product")), *(_choice(one, one.present) for one in products if one.present)]
        lines = forms.formset_factory(LineForm, extra=1, max_num=MOST, validate_max=True)
        kwargs = {"choices": choices, "own": self.own}
        self.lines: Any = lines(data, prefix="lines", auto_id=str(self.auto_id), form_kwargs=kwargs)
        self.possible = bool(products) or self.own
        self.left = free(self.case.voucher)

    def is_valid(self) -> bool:
        return bool(super().is_valid() and self.lines.is_valid())

    def items(self) -> tuple[Item, ...]:
        return tuple(item for form in self.lines.forms if (item := form.item()) is not None)


def _choice(product: Product, price: ProductPrice) -> tuple[str, str]:
    """The value of a choice, with the price that the page showed, and what it says."""
    values = {
        "name": product.name, "price": f"{price.amount:,}", "unit": product.unit, "vat": product.get_vat_display(),
    }  # fmt: skip
    return f"{product.pk}:{price.amount}", gettext("%(name)s · %(price)s won for %(unit)s (%(vat)s)") % values


ACCEPT, MEND = "accept", "mend"


class CheckForm(StepForm):
    """For each line that is still open: as ordered, or to be mended with a reason."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        order: Order = self.target
        self.open = open_lines(order)
        for line in self.open:
            self.fields[f"line-{line.pk}"] = forms.ChoiceField(
                label=_line(line),
                choices=[(ACCEPT, _("as ordered")), (MEND, _("not as ordered, to be mended"))],
                widget=forms.RadioSelect,
            )
            self.fields[f"why-{line.pk}"] = words(_("What is to be mended"), rows=2, required=False)

    @property
    def delivery(self) -> Any:
        """What is being checked, with its files."""
        return max(self.target.deliveries.all(), key=lambda one: one.round)

    @property
    def accepted_before(self) -> list[OrderLine]:
        return [line for line in self.target.lines.all() if line not in self.open]

    def rows(self) -> list[dict[str, Any]]:
        return [{"line": line, "verdict": self[f"line-{line.pk}"], "why": self[f"why-{line.pk}"]} for line in self.open]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for line in self.open:
            if given.get(f"line-{line.pk}") == MEND and not (given.get(f"why-{line.pk}") or "").strip():
                self.add_error(f"why-{line.pk}", _("Say what is to be mended."))
        return given

    def to_mend(self) -> dict[int, str]:
        given = self.cleaned_data
        return {line.pk: given[f"why-{line.pk}"] for line in self.open if given[f"line-{line.pk}"] == MEND}


def _line(line: OrderLine) -> str:
    values = {"name": line.name, "quantity": f"{line.quantity:,}", "won": f"{line.amount:,}"}
    return gettext("%(name)s, %(quantity)s, %(won)s won") % values
