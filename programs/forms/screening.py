"""Looking up and noting evidence, the list of excluded businesses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from files.kinds import DOCUMENTS, endings
from programs.models import TaxCheck


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TaxForm(forms.Form):
    """A certificate of taxes, or the answer of the tax office."""

    kind = forms.ChoiceField(label=_("Taxes"), choices=TaxCheck.Tax.choices, widget=forms.RadioSelect)
    clear = forms.ChoiceField(
        label=_("What it says"),
        choices=[("yes", _("nothing is owed")), ("no", _("taxes are owed"))],
        widget=forms.RadioSelect,
    )
    valid_until = forms.DateField(
        label=_("Valid until"), help_text=_("The last day on which it is valid."), widget=_day()
    )
    certificate = forms.FileField(label=_("Certificate"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["certificate"].widget.attrs["accept"] = endings(DOCUMENTS)


class SupportForm(forms.Form):
    """Support from elsewhere, and whether it pays for the same task."""

    programme = forms.CharField(label=_("Programme"), required=False, max_length=120)
    number = forms.CharField(
        label=_("Number of the case"),
        help_text=_("Leave both empty to note that you looked and found nothing."),
        required=False,
        max_length=60,
    )
    active = forms.BooleanField(label=_("The case is still running"), required=False, initial=True)
    same_task = forms.ChoiceField(
        label=_("Same task?"),
        choices=[("", _("not compared yet")), ("no", _("another task")), ("yes", _("the same task"))],
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def same(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["same_task"])


class BonusForm(forms.Form):
    """A verdict on one bonus."""

    code = forms.CharField(max_length=40)
    proven = forms.ChoiceField(choices=[("yes", _("proven")), ("no", _("not proven"))])
    reason = forms.CharField(required=False, max_length=300)


class ExclusionForm(forms.Form):
    """One business for the list of the excluded."""

    registration_number = forms.CharField(label=_("Business registration number"), max_length=14)
    name = forms.CharField(label=_("Name of the business"), max_length=120)
    source = forms.CharField(label=_("List or legal basis"), max_length=200)
    since = forms.DateField(label=_("In force from"), widget=_day())
    until = forms.DateField(
        label=_("No longer in force from"),
        help_text=_("Empty: the longest term that the law allows."),
        required=False,
        widget=_day(),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ExclusionImportForm(forms.Form):
    upload = forms.FileField(
        label=_("List as Excel or CSV"),
        help_text=_("Columns: 사업자등록번호, 상호, 근거, 시작일, 종료일, 사유. All rows are taken, or none."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )
