"""The money of a call as workbooks: ledger, payments, settlements; and the ledger of a case for its audit pack."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.permissions import scopes
from kernel.registry import record_label
from programs.documents_office import build_budget
from programs.models import Call
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document
from vouchers.documents.call_tables import build_late, build_suppliers, table_of
from vouchers.models import Entry, Line, Payment, Settlement
from vouchers.models.ledger import KIND_LABELS, VERB_LABELS
from vouchers.queries.payment import calls_of
from vouchers.rules.ledger import Kind as Held
from vouchers.rules.ledger import Verb

CHUNK = 1000  # rows fetched at a time


def ledger_sheet(lines: QuerySet[Line]) -> Sheet:
    """Lines of the ledger in the order in which they were written; of whole entries the sum is zero."""
    columns = [
        Column(_("Entry"), Kind.KEY),
        Column(_("Time"), Kind.MOMENT),
        Column(_("What"), width=16),
        Column(_("Voucher"), width=18),
        Column(_("Account"), width=22),
        Column(_("Money"), width=16),
        Column(_("Won"), Kind.WON, total=True),
        Column(_("About"), width=30),
    ]
    rows = lines.select_related("entry", "account__voucher").order_by("pk")
    return Sheet(_("Ledger"), columns, _lines(rows), expected=lines.count())


def _lines(rows: QuerySet[Line]) -> Iterator[list[Any]]:
    for line in rows.iterator(chunk_size=CHUNK):
        account, entry = line.account, line.entry
        yield [
            entry.pk,
            entry.at,
            str(VERB_LABELS[Verb(entry.verb)]),
            account.voucher.number if account.voucher else "",
            str(KIND_LABELS[Held(account.kind)]),
            str(account.get_money_display()),
            line.amount,
            _about(entry),
        ]


def _about(entry: Entry) -> str:
    """The record behind an entry, in words, with its number."""
    kind, _colon, key = entry.about.partition(":")
    app = "programs" if kind == "call" else "vouchers"
    return f"{record_label(f'{app}.{kind}')} {entry.memo or key}"


def build_ledger(params: Params, progress: Progress) -> Workbook:
    """Every line of a call's ledger."""
    call = Call.objects.get(pk=params["call"])
    return table_of(call, _("Ledger of a call"), ledger_sheet(Line.objects.filter(account__call=call)))


def build_payments(params: Params, progress: Progress) -> Workbook:
    """Every payment of a call with its invoice, its people and the bank's answer; accounts by their last digits."""
    call = Call.objects.get(pk=params["call"])
    columns = [
        Column(_("Payment number"), Kind.KEY),
        Column(_("Case"), width=18),
        Column(_("Order number"), width=20),
        Column(_("Supplier"), width=24),
        Column(_("Invoice number"), width=28),
        Column(_("Issued on"), Kind.DATE),
        Column(_("Amount (won)"), Kind.WON, total=True),
        Column(_("Support (won)"), Kind.WON, total=True),
        Column(_("Own contribution (won)"), Kind.WON, total=True),
        Column(_("To be paid by"), Kind.DATE),
        Column(_("State"), width=16),
        Column(_("Bank account"), width=20),
        Column(_("Approved by"), width=14),
        Column(_("Released by"), width=14),
        Column(_("Run"), width=16),
        Column(_("Paid on"), Kind.DATE),
        Column(_("Answer of the bank"), width=24),
    ]
    rows = Payment.objects.filter(invoice__order__voucher__agreement__call=call).order_by("pk")
    return table_of(
        call, _("Payments of a call"), Sheet(_("Payments"), columns, _payments(rows), expected=rows.count())
    )


def _payments(rows: QuerySet[Payment]) -> Iterator[list[Any]]:
    everything = rows.select_related(
        "invoice__order__voucher__agreement", "supplier__organisation", "account", "approved_by", "released_by", "run"
    )
    for one in everything.iterator(chunk_size=CHUNK):
        order = one.invoice.order
        yield [
            one.pk,
            order.voucher.agreement.number,
            order.number,
            str(one.supplier),
            one.invoice.number,
            one.invoice.issued_on,
            one.amount,
            one.support,
            one.own,
            one.due_on,
            str(one.stage.label),
            str(one.account or ""),
            str(one.approved_by or ""),
            str(one.released_by or ""),
            str(one.run or ""),
            one.paid_on,
            one.answer,
        ]


def build_settlements(params: Params, progress: Progress) -> Workbook:
    """Every settlement of a call with the sums of its lines and what of them was disallowed."""
    call = Call.objects.get(pk=params["call"])
    columns = [
        Column(_("Case"), width=18),
        Column(_("Demand company"), width=24),
        Column(_("State"), width=16),
        Column(_("Lines"), Kind.WHOLE, total=True),
        Column(_("Amount (won)"), Kind.WON, total=True),
        Column(_("Support (won)"), Kind.WON, total=True),
        Column(_("Own contribution (won)"), Kind.WON, total=True),
        Column(_("Disallowed (won)"), Kind.WON, total=True),
        Column(_("Handed in on"), Kind.MOMENT),
        Column(_("Confirmed on"), Kind.MOMENT),
    ]
    rows = Settlement.objects.filter(agreement__call=call).order_by("agreement__number")
    sheet = Sheet(_("Settlements"), columns, _settlements(rows), expected=rows.count())
    return table_of(call, _("Settlements of a call"), sheet)


def _settlements(rows: QuerySet[Settlement]) -> Iterator[list[Any]]:
    sums = {f"sum_{name}": Sum(f"lines__{name}", default=0) for name in ("amount", "support", "own", "disallowed")}
    everything = rows.select_related("agreement__application").annotate(number=Count("lines"), **sums)
    for one in everything.iterator(chunk_size=CHUNK):
        yield [
            one.agreement.number,
            one.agreement.application.name,
            str(one.stage.label),
            one.number,
            *(getattr(one, name) for name in sums),
            one.handed_in_at,
            one.confirmed_at,
        ]


def _may_read_call(actor: Actor, params: Params) -> bool:
    if actor.user is None:
        return False
    mine = scopes(actor.user, "manage_call", Call).filter(pk=params["call"])
    return mine.exists() or calls_of(actor).filter(pk=params["call"]).exists()


TABLES = {
    "budget": (gettext_lazy("Use of the budget"), build_budget),
    "late": (gettext_lazy("What is late and on whom"), build_late),
    "ledger": (gettext_lazy("Ledger of a call"), build_ledger),
    "payments": (gettext_lazy("Payments of a call"), build_payments),
    "settlements": (gettext_lazy("Settlements of a call"), build_settlements),
    "suppliers_of_call": (gettext_lazy("Suppliers of a call"), build_suppliers),
}


def register() -> None:
    for code, (title, build) in TABLES.items():
        formats = ("xlsx", "csv")
        register_document(
            Document(code=f"vouchers.{code}", title=title, formats=formats, may=_may_read_call, build=build)
        )
