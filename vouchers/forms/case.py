"""What is typed on the page of a case, one form for each step."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.proof import ProofForm
from kernel import clock
from kernel.forms import offer
from programs.forms.answers import LookupInput
from programs.rules.merging import Conflict, mark, touched
from vouchers.actions.agreement import Drawn
from vouchers.forms.fields import FilesField, day, won, words
from vouchers.models import Clawback, Evaluation, Report, SiteCheck
from vouchers.queries.agreement import to_prepare
from vouchers.queries.work import paid_orders, to_invoice
from vouchers.rules.agreement import PARTIES, Clause


class StepForm(forms.Form):
    """``case`` is the agreement, ``target`` the record that the step moves."""

    def __init__(self, *arguments: Any, case: Any, target: Any, **options: Any) -> None:
        self.case, self.target = case, target
        super().__init__(*arguments, **options)


class NothingForm(StepForm):
    """A step that needs no words."""


class ReasonForm(StepForm):
    reason = words(_("Reason"))


class DepositForm(StepForm):
    amount = won(_("Amount (won)"))
    paid_on = day(_("Paid on"))
    reference = forms.CharField(
        label=_("Reference on the bank's statement"), max_length=60, help_text=_("One reference is one deposit.")
    )


class RefundForm(StepForm):
    amount = won(
        _("Amount given back (won)"),
        help_text=_("It goes to the account that the contribution came from, once another officer has released it."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"].initial = to_prepare(self.case)


class TransferForm(StepForm):
    paid_on = day(_("Given back on"))
    reference = forms.CharField(
        label=_("Reference of the bank"), max_length=60, help_text=_("One reference is one transfer.")
    )


class PeopleFields(forms.Form):
    """Who is responsible on each side."""

    demand_person = forms.CharField(label=_("Responsible at the demand company"), max_length=100, required=False)
    supplier_person = forms.CharField(label=_("Responsible at the supplier"), max_length=100, required=False)
    city_person = forms.CharField(label=_("Responsible at the city"), max_length=100, required=False)


class AmendForm(PeopleFields, StepForm):
    """Filled with what stands; what is left as it is is not asked to be changed."""

    first_day = day(_("First day of the period"))
    last_day = day(_("Last day of the period"))
    support = won(_("Support (won)"))
    cash = won(_("Own contribution in money (won)"), least=0)
    in_kind = won(_("Own contribution in kind (won)"), least=0)
    supplier = forms.CharField(
        label=_("Another supplier"),
        max_length=120,
        required=False,
        widget=LookupInput("vouchers:find_suppliers", _("Suppliers")),
        help_text=_("Name or business registration number of a supplier in the register. Empty: the supplier stays."),
    )
    demand_representative = forms.CharField(
        label=_("Representative of the demand company"), max_length=60, required=False
    )
    supplier_representative = forms.CharField(label=_("Representative of the supplier"), max_length=60, required=False)
    reason = words(_("Why the agreement is to be changed"))
    file = forms.FileField(label=_("Paper that shows it"), required=False)
    field_order = (
        "reason", "first_day", "last_day", "support", "cash", "in_kind", "supplier", "demand_representative",
        "supplier_representative", "demand_person", "supplier_person", "city_person", "file",
    )  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        version = self.case.present
        for name in ("first_day", "last_day", "support", "cash", "in_kind"):
            self.fields[name].initial = getattr(version, name)
            self.fields[name].required = False
        for party in PARTIES:
            self.fields[f"{party}_person"].initial = version.people.get(party, "")
        for party in ("demand", "supplier"):
            self.fields[f"{party}_representative"].initial = version.parties[party]["representative"]


class DeliverForm(StepForm):
    note = words(_("What you deliver"))
    papers = FilesField(label=_("Files"))


class InvoiceForm(StepForm):
    number = forms.CharField(
        label=_("Approval number of the electronic tax invoice"), max_length=40,
        help_text=_("24 digits and letters; hyphens may be left in."),
    )  # fmt: skip
    issued_on = day(_("Issued on"))
    amount = won(_("Amount (won)"), help_text=_("What was accepted and stands on no invoice yet."))
    tax = won(_("VAT in it (won)"), required=False, least=0)
    file = forms.FileField(label=_("The invoice as a file"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["amount"].initial = to_invoice(self.target).total


class AskReportForm(StepForm):
    due_on = day(_("To be handed in by"))


class VisitForm(StepForm):
    visited_on = day(_("Visited on"))
    verdict = forms.ChoiceField(label=_("Verdict"), choices=SiteCheck.Verdict.choices)
    findings = words(_("What was found"))
    mend_by = day(_("To be mended by"), required=False, help_text=_("Needed when something is to be mended."))
    papers = FilesField(label=_("Photos and files"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["visited_on"].initial = clock.today()


class EvaluateForm(StepForm):
    outcome = forms.ChoiceField(label=_("Result of the evaluation"), choices=Evaluation.Outcome.choices)
    points = forms.DecimalField(
        label=_("Points of the evaluation"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    reason = words(_("Reason"))


REPORT_SECTIONS: dict[str, Any] = {
    "progress": _("Progress so far"),
    "data": _("Data that was bought or processed"),
    "issues": _("What is in the way"),
    "plan": _("Plan for the rest"),
    "summary": _("In short"),
    "results": _("What was done"),
    "effect": _("What became better, in figures"),
    "use": _("How the data is used from now on"),
    "lessons": _("What was learned"),
}


class WriteReportForm(StepForm):
    """The sections of the report; saved as far as they are, handed in by the other button.

    ``revisions`` and ``marks`` say which text of each section the page was shown with, so that a colleague's words are
    never written over unseen.
    """

    revisions = forms.CharField(widget=forms.HiddenInput, required=False)
    marks = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        from vouchers.actions.report import SECTIONS

        self.sections = SECTIONS[self.target.kind]
        self.conflicts: list[dict[str, Any]] = []
        for name in self.sections:
            self.fields[name] = words(REPORT_SECTIONS[name], rows=4, required=False)
            self.fields[name].initial = self.target.content.get(name, "")
        self.fields["papers"] = FilesField(label=_("Files"), required=False)
        self.fields["revisions"].initial = json.dumps(self.target.revisions)
        self.fields["marks"].initial = json.dumps(
            {name: mark(self.target.content.get(name, "")) for name in self.sections}
        )

    def base(self) -> dict[str, int]:
        """The revision of each section that the page was shown with."""
        return _numbers(self.cleaned_data["revisions"])

    def typed(self, report: Report) -> dict[str, str]:
        """The sections that count as typed: one that is as it was shown, and changed by a colleague since, is not."""
        given, kept = self.cleaned_data, report.content
        sent = {name: given[name] for name in self.sections if given[name] != kept.get(name, "")}
        return touched(sent, _known(self.cleaned_data["marks"]), report.revisions, self.base())

    def renew(self, typed: Mapping[str, str], revisions: Mapping[str, int], conflicts: Iterable[Conflict]) -> None:
        """After a save, for a page that comes back: it knows of the texts kept now. Those that differ are shown
        side by side; a section that only a colleague changed takes over the colleague's text."""
        self.conflicts = [
            {"label": REPORT_SECTIONS[one.field], "kept": one.kept, "typed": typed[one.field]} for one in conflicts
        ]
        colleagues = {name: self.target.content.get(name, "") for name in self.sections if name not in typed}
        known = json.dumps(self.target.revisions | dict(revisions))
        self.data = {**self.data.dict(), **colleagues, "revisions": known, "marks": "{}"}  # type: ignore[attr-defined]


def _known(text: str) -> dict[str, Any]:
    """JSON of the page itself; what somebody else put there counts as nothing known."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _numbers(text: str) -> dict[str, int]:
    return {name: number for name, number in _known(text).items() if isinstance(number, int)}


class EvidenceForm(StepForm):
    papers = FilesField(label=_("Evidence"), help_text=_("Proof of payment, statement, screen of the data in use."))


class ExamineForm(StepForm):
    disallowed = won(_("Disallowed (won)"), required=False, least=0)
    reason = words(_("Reason for disallowing"), rows=2, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["disallowed"].initial = self.target.disallowed
        self.fields["reason"].initial = self.target.reason


class ProposeBackForm(StepForm):
    """``order`` may stay empty: then the money is claimed of the case as a whole."""

    order = forms.TypedChoiceField(
        label=_("Of which paid order"), required=False, coerce=int, empty_value=None,
        help_text=_("What is claimed of an order is not claimed again when the case is settled."),
    )  # fmt: skip
    ground = forms.ChoiceField(label=_("Ground"), choices=Clawback.Ground.choices)
    principal = won(_("To be paid back (won)"))
    since = day(_("Interest from"), help_text=_("The day on which the money was paid."))
    due_on = day(_("To be paid back by"), required=False)
    reason = words(_("Reason"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = ((one.pk, f"{one} {one.title}") for one in paid_orders(self.case))
        offer(self, "order", [("", _("of the case as a whole")), *choices])


class RecoveryForm(StepForm):
    amount = won(_("Amount paid back (won)"))
    paid_on = day(_("Paid on"))
    reference = forms.CharField(label=_("Reference on the bank's statement"), max_length=60)


class ExcludeForm(StepForm):
    until = day(_("Excluded until"), help_text=_("No longer than the law of the source of funds allows."))
    basis = forms.CharField(label=_("Legal basis"), max_length=200)


class SignForm(ProofForm):
    party = forms.CharField(widget=forms.HiddenInput)
    content_hash = forms.CharField(widget=forms.HiddenInput)


class DrawUpForm(PeopleFields):
    first_day = day(_("First day of the period"))
    last_day = day(_("Last day of the period"))
    deposit_due = day(_("Own contribution due by"), required=False)
    support = won(_("Support (won)"))
    cash = won(_("Own contribution in money (won)"), least=0)
    in_kind = won(_("Own contribution in kind (won)"), least=0)
    reason = forms.CharField(label=_("What you corrected and why"), max_length=300, required=False)
    field_order = ("first_day", "last_day", "deposit_due", "support", "cash", "in_kind")

    def __init__(self, *arguments: Any, corrects: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not corrects:
            del self.fields["reason"]

    def drawn(self, clauses: tuple[Clause, ...]) -> Drawn:
        """What was typed, for the action."""
        given = dict(self.cleaned_data)
        people = tuple((party, name) for party in PARTIES if (name := given.pop(f"{party}_person")))
        return Drawn(**given, clauses=clauses, people=people)
