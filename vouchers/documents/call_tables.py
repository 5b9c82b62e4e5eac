"""What a call's office takes out as Excel and CSV beside the books: what is late, and the suppliers."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from kernel import clock
from programs.models import Call
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Params
from vouchers.late_pages import shown
from vouchers.queries.late import every, terms_on
from vouchers.queries.money import SupplierLine, suppliers_of


def table_of(call: Call, title: str, sheet: Sheet) -> Workbook:
    """A workbook of one table that says what it is and of which call."""
    return Workbook([sheet], title, [(_("Call"), call.title)])


def build_late(params: Params, progress: Progress) -> Workbook:
    """Everything that is late, the longest waiting first."""
    call = Call.objects.get(pk=params["call"])
    columns = [
        Column(_("What is late"), width=20),
        Column(_("Number or kind"), width=22),
        Column(_("Agreement number"), width=18),
        Column(_("Waits on"), width=18),
        Column(_("Company"), width=24),
        Column(_("Was to be by"), Kind.DATE),
        Column(_("Days late"), Kind.WHOLE),
    ]
    rows = [shown(one) for one in every(call, terms_on(clock.today()))]
    lines = (
        [str(one.label), str(one.what), one.agreement.number, str(one.on), one.name, one.due, one.days] for one in rows
    )
    sheet = Sheet(_("What is late"), columns, lines, expected=len(rows))
    return table_of(call, _("What is late and on whom"), sheet)


def build_suppliers(params: Params, progress: Progress) -> Workbook:
    """The suppliers of a call's cases with their orders and where the money for them is."""
    call = Call.objects.get(pk=params["call"])
    columns = [
        Column(_("Supplier"), width=28),
        Column(_("Business registration number"), width=16),
        Column(_("Cases (count)"), Kind.WHOLE, total=True),
        Column(_("Orders (count)"), Kind.WHOLE, total=True),
        Column(_("Ordered (won)"), Kind.WON, total=True),
        Column(_("To be paid (won)"), Kind.WON, total=True),
        Column(_("Paid (won)"), Kind.WON, total=True),
        Column(_("Late deliveries"), Kind.WHOLE, total=True),
    ]
    found = suppliers_of(call)
    sheet = Sheet(_("Suppliers"), columns, _suppliers(found), expected=len(found))
    return table_of(call, _("Suppliers of a call"), sheet)


def _suppliers(found: list[SupplierLine]) -> Iterator[list[Any]]:
    for one in found:
        organisation = one.supplier.organisation
        yield [
            organisation.name,
            organisation.formatted_number,
            one.cases,
            one.orders,
            one.ordered,
            one.payable,
            one.paid,
            one.late,
        ]
