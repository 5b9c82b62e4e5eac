"""What suppliers and finance officers type about accounts, runs and the bank's answer."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kernel.forms import offer_rows
from programs.models import Call
from vouchers.documents.books import TABLES
from vouchers.forms.fields import day, words
from vouchers.rules.answer_file import BankLine, UnreadableAnswer, read_answer


class AccountForm(forms.Form):
    bank = forms.CharField(label=_("Bank"), max_length=40)
    number = forms.CharField(
        label=_("Account number"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Kept encrypted; later only its last four digits are shown."),
    )  # fmt: skip
    holder = forms.CharField(label=_("Account holder"), max_length=80)
    copy = forms.FileField(
        label=_("Copy of the bankbook"),
        help_text=_("A PDF or a picture on which bank, number and holder can be read. Only finance officers see it."),
    )  # fmt: skip


class ConfirmAccountForm(forms.Form):
    """Typed from the copy, never shown: two people have read the same digits."""

    number = forms.CharField(
        label=_("Account number as it stands in the copy"), max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class SendBackForm(forms.Form):
    reason = words(_("What does not agree"), rows=2)


class TableForm(forms.Form):
    """Which table of which call."""

    call = forms.ModelChoiceField(label=_("Call"), queryset=Call.objects.none(), empty_label=None)
    code = forms.ChoiceField(label=_("Table"), choices=lambda: [(code, title) for code, (title, _b) in TABLES.items()])

    def __init__(self, *args: Any, calls: QuerySet[Call], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "call", calls.order_by("-pk"))


class RunForm(forms.Form):
    pay_on = day(_("To be paid on"))


class CancelRunForm(forms.Form):
    reason = words(_("Reason"), rows=2)


class AnswerFileForm(forms.Form):
    """The bank's answer as CSV; ``lines`` afterwards."""

    file = forms.FileField(
        label=_("The bank's answer (CSV)"),
        help_text=_("Columns: payment number, amount, result (정상 or 오류), day and, if any, the reason."),
    )
    lines: list[BankLine]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            self.lines = read_answer(upload.read())
        except UnreadableAnswer as fault:
            raise forms.ValidationError(
                [
                    forms.ValidationError(
                        _("Line %(row)s cannot be read: %(what)s"), params={"row": line.row, "what": line.what}
                    )
                    for line in fault.lines
                ]
            ) from fault
        upload.seek(0)
        return upload
