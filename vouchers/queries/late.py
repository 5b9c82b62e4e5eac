# ruff: noqa: S608 - statements of this module's own words only
"""What is late in the cases of a call, with whom it waits and since when; the longest waiting first."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import connection

from kernel import clock
from programs.models import Call
from vouchers.models import Agreement
from vouchers.queries.figures import DAYS, in_force
from vouchers.rules.late import Kind, On, Terms, invoice_late_before

PAGE_SIZE = 50


@dataclass(frozen=True)
class Waiting:
    """How many of a kind wait on somebody, and the earliest day by which one of them was to be."""

    kind: Kind
    on: On
    number: int
    oldest: date


@dataclass(frozen=True)
class Wait:
    """One thing that is late: ``what`` is the number of an order or a code, ``due`` the day by which it was to be."""

    kind: Kind
    on: On
    agreement: Agreement
    what: str
    due: date


def _day(moment: str) -> str:
    """The day of a moment in Seoul."""
    return f"({moment} AT TIME ZONE 'Asia/Seoul')::date"


_ORDER = (
    " FROM vouchers_order one JOIN vouchers_voucher voucher ON voucher.id = one.voucher_id"
    " JOIN vouchers_agreement agreement ON agreement.id = voucher.agreement_id"
)
_CALL = " agreement.call_id = %(call)s"
_REPORT = f" FROM vouchers_report one JOIN vouchers_agreement agreement ON agreement.id = one.agreement_id WHERE{_CALL}"
_SETTLEMENT = (
    f" FROM vouchers_settlement one JOIN vouchers_agreement agreement ON agreement.id = one.agreement_id WHERE{_CALL}"
)
_CLAWBACK = (
    f" FROM vouchers_clawback one JOIN vouchers_agreement agreement ON agreement.id = one.agreement_id WHERE{_CALL}"
)
_OVER = _day("agreement.ended_at")  # the end of the work
# Each gives kind, on whom it waits, the case, what, and the day by which it was to be.
WAITS: Mapping[Kind, tuple[str, ...]] = {
    Kind.DELIVERY: (
        f"SELECT 'delivery', 'supplier', agreement.id, one.number, one.due_on{_ORDER}"
        f" WHERE{_CALL} AND one.state IN ('placed', 'taken') AND one.due_on < %(today)s",
    ),
    Kind.ACCEPTANCE: (
        f"SELECT 'acceptance', 'demand', agreement.id, one.number, {_day('one.delivered_at')} + %(accept)s{_ORDER}"
        f" WHERE{_CALL} AND one.state = 'delivered' AND {_day('one.delivered_at')} + %(accept)s < %(today)s",
    ),
    Kind.INVOICE: (
        "SELECT 'invoice', 'supplier', agreement.id, one.number,"
        f" (date_trunc('month', {_day('one.accepted_at')}) + interval '1 month' + interval '9 days')::date{_ORDER}"
        f" WHERE{_CALL} AND one.state = 'accepted' AND {_day('one.accepted_at')} < %(invoice)s",
    ),
    Kind.REPORT: (
        f"SELECT 'report', 'demand', agreement.id, one.kind, one.due_on{_REPORT}"
        " AND one.state IN ('draft', 'returned') AND one.due_on < %(today)s",
        f"SELECT 'report', 'manager', agreement.id, one.kind, {_day('one.handed_in_at')} + %(office)s{_REPORT}"
        f" AND one.state = 'handed_in' AND {_day('one.handed_in_at')} + %(office)s < %(today)s",
        f"SELECT 'report', 'manager', agreement.id, 'evaluation', {_day('one.decided_at')} + %(office)s{_REPORT}"
        " AND one.state = 'accepted' AND one.kind = 'final' AND agreement.state = 'in_force'"
        f" AND {_day('one.decided_at')} + %(office)s < %(today)s",
        "SELECT 'report', 'demand', agreement.id, 'final', text.last_day + %(report)s FROM vouchers_agreement agreement"
        " JOIN vouchers_agreementversion text ON text.agreement_id = agreement.id AND text.version = agreement.version"
        f" WHERE{_CALL} AND agreement.state = 'in_force' AND text.last_day + %(report)s < %(today)s"
        " AND NOT EXISTS (SELECT FROM vouchers_report one WHERE one.agreement_id = agreement.id AND one.kind = 'final'"
        " AND (one.state IN ('handed_in', 'accepted') OR one.due_on IS NOT NULL))",
    ),
    Kind.SETTLEMENT: (
        f"SELECT 'settlement', 'demand', agreement.id, '', {_OVER} + %(settle)s FROM vouchers_agreement agreement"
        f" WHERE{_CALL} AND agreement.state IN ('reported', 'ended') AND {_OVER} + %(settle)s < %(today)s"
        " AND NOT EXISTS (SELECT FROM vouchers_settlement one WHERE one.agreement_id = agreement.id)",
        f"SELECT 'settlement', 'demand', agreement.id, '', {_OVER} + %(settle)s{_SETTLEMENT}"
        f" AND one.state IN ('draft', 'returned') AND {_OVER} + %(settle)s < %(today)s",
        f"SELECT 'settlement', 'manager', agreement.id, '', {_day('one.handed_in_at')} + %(office)s{_SETTLEMENT}"
        f" AND one.state = 'handed_in' AND {_day('one.handed_in_at')} + %(office)s < %(today)s",
        f"SELECT 'settlement', 'approver', agreement.id, '', {_day('one.examined_at')} + %(office)s{_SETTLEMENT}"
        f" AND one.state = 'examined' AND {_day('one.examined_at')} + %(office)s < %(today)s",
    ),
    Kind.PAYMENT: (
        "SELECT 'payment', CASE payment.state WHEN 'approved' THEN 'finance' ELSE 'manager' END, agreement.id,"
        f" one.number, payment.due_on{_ORDER} JOIN vouchers_invoice invoice ON invoice.order_id = one.id"
        " JOIN vouchers_payment payment ON payment.invoice_id = invoice.id"
        f" WHERE{_CALL} AND payment.state IN ('requested', 'approved', 'failed') AND payment.due_on < %(today)s",
    ),
    Kind.ANSWER: (
        f"SELECT 'answer', 'finance', agreement.id, one.number, run.answer_by{_ORDER}"
        " JOIN vouchers_invoice invoice ON invoice.order_id = one.id"
        " JOIN vouchers_payment payment ON payment.invoice_id = invoice.id"
        " JOIN vouchers_paymentrun run ON run.id = payment.run_id"
        f" WHERE{_CALL} AND payment.state = 'released' AND run.answer_by < %(today)s",
    ),
    Kind.CLAWBACK: (
        f"SELECT 'clawback', 'approver', agreement.id, one.number, {_day('one.proposed_at')} + %(office)s{_CLAWBACK}"
        f" AND one.state = 'proposed' AND {_day('one.proposed_at')} + %(office)s < %(today)s",
        f"SELECT 'clawback', 'demand', agreement.id, one.number, one.due_on{_CLAWBACK}"
        " AND one.state = 'claimed' AND one.due_on < %(today)s",
    ),
}


def terms_on(day: date) -> Terms:
    """The days that somebody has, as the city set them; one statement."""
    rows = in_force(day, name__startswith=DAYS).values_list("name", "value")
    found = {name.removeprefix(DAYS): int(value) for name, value in rows}
    return Terms(**{one.name: found[one.name] for one in fields(Terms) if one.name in found})


def counts(call: Call, terms: Terms) -> list[Waiting]:
    """Everything late by kind and by whom it waits on; one statement, however much there is."""
    rows = _rows("SELECT kind, waits_on, count(*), min(due) FROM ({waits}) late GROUP BY 1, 2", call, terms)
    found = [Waiting(Kind(kind), On(on), number, oldest) for kind, on, number, oldest in rows]
    order = list(Kind)
    return sorted(found, key=lambda one: (order.index(one.kind), one.on))


def page_of(call: Call, terms: Terms, found: list[Waiting], kind: str, number: str | None) -> "Page[Wait]":
    """A page of what ``found`` counts, of one kind where it is named; two statements."""
    length = sum(one.number for one in found if kind in ("", one.kind))
    pages: Paginator[Any] = Paginator(range(length), PAGE_SIZE)
    page: Page[Any] = pages.get_page(number)
    first = max(page.start_index() - 1, 0)
    page.object_list = _waits(call, terms, kind, first, PAGE_SIZE) if length else []
    return page


def every(call: Call, terms: Terms) -> list[Wait]:
    """All of it, for a workbook; two statements."""
    return _waits(call, terms, "", 0, None)


def _waits(call: Call, terms: Terms, kind: str, first: int, number: int | None) -> list[Wait]:
    statement = "SELECT * FROM ({waits}) late ORDER BY due, case_id, kind, what OFFSET %(first)s LIMIT %(number)s"
    rows = _rows(statement, call, terms, kind, first=first, number=number)
    cases = Agreement.objects.select_related("application__call", "application__organisation", "supplier__organisation")
    found = cases.in_bulk({case for _kind, _on, case, _what, _due in rows})
    return [Wait(Kind(kind), On(on), found[case], what, due) for kind, on, case, what, due in rows]


def _rows(statement: str, call: Call, terms: Terms, kind: str = "", **more: int | None) -> list[tuple[Any, ...]]:
    """What a statement over the waits gives, all kinds or one."""
    parts = [part for one, found in WAITS.items() if kind in ("", one) for part in found]
    waits = f"SELECT * FROM ({' UNION ALL '.join(parts)}) every (kind, waits_on, case_id, what, due)"
    today = clock.today()
    params = {**asdict(terms), **more, "call": call.pk, "today": today, "invoice": invoice_late_before(today)}
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{waits}", waits), params)
        return list(cursor.fetchall())
