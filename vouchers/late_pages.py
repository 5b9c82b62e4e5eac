"""What is late, in words: for its page and its workbook."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kernel import clock
from vouchers.models import Agreement, Report
from vouchers.queries.late import Wait
from vouchers.rules.late import Kind, On
from vouchers.rules.work import days_late

Text = str | Promise
LABELS: dict[Kind, Text] = {
    Kind.DELIVERY: gettext_lazy("Delivery"),
    Kind.ACCEPTANCE: gettext_lazy("Check of a delivery"),
    Kind.INVOICE: gettext_lazy("Tax invoice"),
    Kind.REPORT: gettext_lazy("Report"),
    Kind.SETTLEMENT: gettext_lazy("Settlement"),
    Kind.PAYMENT: gettext_lazy("Payment"),
    Kind.ANSWER: gettext_lazy("Answer of the bank"),
    Kind.CLAWBACK: gettext_lazy("Clawback"),
}
ON_LABELS: dict[On, Text] = {
    On.DEMAND: gettext_lazy("Demand company"),
    On.SUPPLIER: gettext_lazy("Supplier"),
    On.MANAGER: gettext_lazy("Manager of the call"),
    On.APPROVER: gettext_lazy("Approving officer"),
    On.FINANCE: gettext_lazy("Finance officer"),
}
# Where on the page of a case it stands.
PLACES: dict[Kind, str] = {Kind.REPORT: "reports", Kind.SETTLEMENT: "settlement", Kind.CLAWBACK: "clawbacks"}
REPORTS: dict[str, Text] = {**dict(Report.Kind.choices), "evaluation": gettext_lazy("final evaluation")}


@dataclass(frozen=True)
class Shown:
    """One thing that is late, for people: ``name`` is the company's where it waits on one, ``days`` since ``due``."""

    label: Text
    what: Text
    on: Text
    name: str
    agreement: Agreement
    place: str
    due: date
    days: int


def shown(wait: Wait) -> Shown:
    agreement = wait.agreement
    names = {On.DEMAND: agreement.application.name, On.SUPPLIER: str(agreement.supplier or "")}
    what = REPORTS.get(wait.what, wait.what) if wait.kind is Kind.REPORT else wait.what
    place = PLACES.get(wait.kind, "orders")
    days = days_late(wait.due, None, clock.today())
    return Shown(LABELS[wait.kind], what, ON_LABELS[wait.on], names.get(wait.on, ""), agreement, place, wait.due, days)
