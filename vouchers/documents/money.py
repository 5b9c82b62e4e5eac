"""Workbooks of the money: the transfer file of a run, the ledger of a call."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.permissions import scopes
from programs.models import Call
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document
from vouchers.actions.payment import transfer_of
from vouchers.models import Line, PaymentRun
from vouchers.models.ledger import KIND_LABELS
from vouchers.queries.payment import calls_of, pays_all
from vouchers.rules.ledger import Kind as Held


def _may_pay(actor: Actor, params: Params) -> bool:
    """A finance officer of every call in the run."""
    run = PaymentRun.objects.filter(public_id=params["run"]).first()
    return run is not None and pays_all(actor, run)


def build_transfer(params: Params, progress: Progress) -> Workbook:
    """One line for each payment, as in the CSV file whose hash was kept."""
    run = PaymentRun.objects.get(public_id=params["run"])
    columns = [
        Column(_("Payment number"), Kind.WHOLE),
        Column(_("Bank"), width=16),
        Column(_("Account number"), width=22),
        Column(_("Account holder"), width=24),
        Column(_("Amount (won)"), Kind.WON, total=True),
        Column(_("Memo"), width=24),
    ]
    lines = transfer_of(run)
    rows = ([one.payment, one.bank, one.account, one.holder, one.amount, one.memo] for one in lines)
    return Workbook([Sheet(_("Transfers"), columns, rows, expected=len(lines))], run.number)


def build_ledger(params: Params, progress: Progress) -> Workbook:
    """Every line of a call's ledger in the order in which it was written; the sum is zero."""
    call = Call.objects.get(pk=params["call"])
    columns = [
        Column(_("Entry"), Kind.WHOLE),
        Column(_("Time"), Kind.MOMENT),
        Column(_("What"), width=16),
        Column(_("Voucher"), width=18),
        Column(_("Account"), width=22),
        Column(_("Money"), width=16),
        Column(_("Won"), Kind.WON, total=True),
        Column(_("About"), width=30),
    ]
    lines = Line.objects.filter(account__call=call).select_related("entry", "account__voucher").order_by("pk")
    return Workbook([Sheet(_("Ledger"), columns, _lines(lines), expected=lines.count())], call.title)


def _lines(lines: Any) -> Iterator[list[Any]]:
    for line in lines.iterator(chunk_size=1000):
        voucher = line.account.voucher
        yield [
            line.entry_id,
            line.entry.at,
            line.entry.verb,
            voucher.number if voucher else "",
            str(KIND_LABELS[Held(line.account.kind)]),
            str(line.account.get_money_display()),
            line.amount,
            f"{line.entry.about} {line.entry.memo}".strip(),
        ]


def _may_read_call(actor: Actor, params: Params) -> bool:
    if actor.user is None:
        return False
    mine = scopes(actor.user, "manage_call", Call).filter(pk=params["call"])
    return mine.exists() or calls_of(actor).filter(pk=params["call"]).exists()


def register() -> None:
    register_document(
        Document(
            code="vouchers.transfer", title=gettext_lazy("Transfer file of a run"), formats=("xlsx",),
            may=_may_pay, build=build_transfer,
        ),
        Document(
            code="vouchers.ledger", title=gettext_lazy("Ledger of a call"), formats=("xlsx", "csv"),
            may=_may_read_call, build=build_ledger,
        ),
    )  # fmt: skip
