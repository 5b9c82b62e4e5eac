"""What is typed about a contract: its text while it is drawn up, and the proof under which it is signed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.proof import ProofForm
from internships.contract_words import INSURANCES
from internships.models import Contract
from internships.rules.contract import Terms
from internships.rules.labour import Insurance, WageKind
from internships.templatetags.internships import WEEKDAYS

DAYS = [(number, label) for number, label in enumerate(WEEKDAYS)]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _time() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ContractForm(forms.Form):
    """The terms that differ from person to person; both sides stay as the registers know them."""

    first_day = forms.DateField(label=_("First day"), widget=_day())
    last_day = forms.DateField(label=_("Last day"), widget=_day())
    place = forms.CharField(label=_("Place of work"), max_length=300)
    duties = forms.CharField(label=_("Work"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    starts_at = forms.TimeField(label=_("Work starts at"), widget=_time())
    ends_at = forms.TimeField(label=_("Work ends at"), widget=_time())
    break_minutes = forms.IntegerField(label=_("Break (minutes)"), min_value=0, max_value=240)
    work_days = forms.TypedMultipleChoiceField(
        label=_("Days of work"), coerce=int, choices=DAYS, widget=forms.CheckboxSelectMultiple
    )
    weekly_holiday = forms.TypedChoiceField(label=_("Weekly holiday"), coerce=int, choices=DAYS)
    wage_kind = forms.ChoiceField(label=_("Kind of wage"), choices=Contract.WageKind.choices)
    wage = forms.IntegerField(label=_("Wage (won)"), min_value=1, max_value=100_000_000)
    pay_day = forms.IntegerField(
        label=_("Pay day in the following month"), min_value=1, max_value=31, help_text=_("31: the last day.")
    )
    pay_way = forms.CharField(label=_("Way of payment"), max_length=100)
    insurances = forms.TypedMultipleChoiceField(
        label=_("Social insurances"),
        coerce=Insurance,
        choices=[(one.value, label) for one, label in INSURANCES.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    @classmethod
    def initial_of(cls, terms: Terms) -> dict[str, Any]:
        values = {name: getattr(terms, name) for name in cls.base_fields}
        return values | {"wage_kind": terms.wage_kind.value, "insurances": [one.value for one in terms.insurances]}

    def terms(self, before: Terms) -> Terms:
        """What was typed, between the sides of ``before``."""
        typed = self.cleaned_data
        return Terms(
            employer=before.employer,
            worker=before.worker,
            first_day=typed["first_day"],
            last_day=typed["last_day"],
            place=typed["place"],
            duties=typed["duties"],
            starts_at=typed["starts_at"],
            ends_at=typed["ends_at"],
            break_minutes=typed["break_minutes"],
            work_days=tuple(typed["work_days"]),
            weekly_holiday=typed["weekly_holiday"],
            wage_kind=WageKind(typed["wage_kind"]),
            wage=typed["wage"],
            pay_day=typed["pay_day"],
            pay_way=typed["pay_way"],
            insurances=tuple(typed["insurances"]),
        )


class SignContractForm(ProofForm):
    content_hash = forms.CharField(widget=forms.HiddenInput)
