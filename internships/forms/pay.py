"""What is typed around pay: a month to pay, an account, declarations, a tax table."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from internships.contract_words import INSURANCES
from internships.rules.labour import Insurance
from internships.rules.pay.inputs import SHARES


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class BeginPayForm(forms.Form):
    """``month`` is chosen as its first day."""

    month = _day(_("Month (any day of it)"))
    pay_on = _day(_("To be paid on"))

    def clean_month(self) -> date:
        found: date = self.cleaned_data["month"]
        return found.replace(day=1)


class LeaversPayForm(forms.Form):
    """``month`` comes with the button of its list."""

    month = forms.DateField(widget=forms.HiddenInput)
    pay_on = _day(_("Day of their payment"))


class PayReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class PayAccountForm(forms.Form):
    bank = forms.CharField(label=_("Bank"), max_length=40)
    number = forms.CharField(
        label=_("Account number"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Kept encrypted; later only its last four digits are shown."),
    )  # fmt: skip
    holder = forms.CharField(label=_("Account holder"), max_length=80)


class ConfirmPayAccountForm(forms.Form):
    number = forms.CharField(
        label=_("Account number as it stands in the copy of the bankbook"), max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class PayProfileForm(forms.Form):
    """What tax and pension ask of an intern."""

    dependants = forms.IntegerField(
        label=_("People who count for tax, you included"), min_value=1, max_value=20,
        help_text=_("Yourself, and spouse, children or parents whom you support. Alone: 1."),
    )  # fmt: skip
    tax_percent = forms.TypedChoiceField(
        label=_("Share of the tax table"), coerce=int, choices=[(one, f"{one}%") for one in SHARES],
        help_text=_("What is withheld too much or too little is settled at the end of the year."),
    )  # fmt: skip
    pension_at_once = forms.BooleanField(label=_("I wish pension also for the month in which I join"), required=False)


class ExemptionForm(forms.Form):
    insurance = forms.TypedChoiceField(
        label=_("Insurance"), coerce=Insurance, choices=[(one.value, label) for one, label in INSURANCES.items()]
    )
    reason = forms.CharField(
        label=_("Why the person does not have it"), max_length=200, required=False,
        help_text=_("Empty: the person has it again."),
    )  # fmt: skip
    source = forms.CharField(label=_("Source (notice, law)"), max_length=200, required=False)


class TaxTableForm(forms.Form):
    file = forms.FileField(
        label=_("The tax office's file (Excel or CSV)"),
        help_text=_("A line for each bracket: from, below (thousand won), then the tax for 1 to 11 people."),
    )
    since = _day(_("Applies from"))
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("For example 소득세법 시행령 별표 2, 2026-02-27.")
    )
