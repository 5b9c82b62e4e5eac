"""The form of a prior agreement: what is agreed, until when, and one line for each product of the supplier."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vouchers.actions import AgreementText, LineText
from vouchers.models import PriorAgreement, Product

MOST = 10**12


class AgreementForm(forms.Form):
    """``products`` come with their present price as ``present``; a product left without a quantity is not meant."""

    statement = forms.CharField(
        label=gettext_lazy("What is agreed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What the supplier delivers or processes, in what form, and who does what."),
    )
    first_day = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, products: Sequence[Product], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.products = [product for product in products if getattr(product, "present", None)]
        for product in self.products:
            self.fields[f"quantity-{product.pk}"] = forms.IntegerField(
                label=_("Quantity (%(unit)s)") % {"unit": product.unit},
                min_value=1,
                max_value=1_000_000,
                required=False,
            )
            self.fields[f"amount-{product.pk}"] = forms.IntegerField(
                label=_("Amount (won)"), min_value=1, max_value=MOST, required=False
            )

    @staticmethod
    def initial_of(agreement: PriorAgreement) -> dict[str, Any]:
        values: dict[str, Any] = {name: getattr(agreement, name) for name in AgreementForm.base_fields}
        for line in agreement.lines.all():
            values |= {f"quantity-{line.product_id}": line.quantity, f"amount-{line.product_id}": line.amount}
        return values

    def rows(self) -> list[dict[str, Any]]:
        """For the template: each product with its two fields."""
        return [
            {"product": one, "quantity": self[f"quantity-{one.pk}"], "amount": self[f"amount-{one.pk}"]}
            for one in self.products
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for product in self.products:
            quantity, amount = cleaned.get(f"quantity-{product.pk}"), cleaned.get(f"amount-{product.pk}")
            wrong = {f"quantity-{product.pk}", f"amount-{product.pk}"} & self.errors.keys()
            if not wrong and (quantity is None) != (amount is None):
                missing = "quantity" if quantity is None else "amount"
                self.add_error(f"{missing}-{product.pk}", _("Give both quantity and amount, or neither."))
        return cleaned

    def text(self) -> AgreementText:
        """What was typed, for the action."""
        values = self.cleaned_data
        lines = tuple(
            LineText(one.pk, values[f"quantity-{one.pk}"], values[f"amount-{one.pk}"])
            for one in self.products
            if values.get(f"quantity-{one.pk}")
        )
        return AgreementText(values["first_day"], values["last_day"], values["statement"], lines)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Answer to the applicant"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Needed when you return or decline the request."),
    )
