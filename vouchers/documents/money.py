"""The transfer file of a run as a workbook."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from reports.content import Column, Kind, Sheet, Workbook
from reports.progress import Progress
from reports.registry import Document, Params, register_document
from vouchers.actions.payment import transfer_of
from vouchers.models import PaymentRun
from vouchers.queries.payment import pays_all


def _may_pay(actor: Actor, params: Params) -> bool:
    """A finance officer of every call in the run, once it was released."""
    run = PaymentRun.objects.filter(public_id=params["run"]).first()
    return run is not None and bool(run.file_hash) and pays_all(actor, run)


def build_transfer(params: Params, progress: Progress) -> Workbook:
    """One line for each payment, as in the CSV file whose hash was kept."""
    run = PaymentRun.objects.get(public_id=params["run"])
    columns = [
        Column(_("Payment number"), Kind.KEY),
        Column(_("Bank"), width=16),
        Column(_("Account number"), width=22),
        Column(_("Account holder"), width=24),
        Column(_("Amount (won)"), Kind.WON, total=True),
        Column(_("Memo"), width=24),
    ]
    lines = transfer_of(run)
    rows = ([one.number, one.bank, one.account, one.holder, one.amount, one.memo] for one in lines)
    return Workbook([Sheet(_("Transfers"), columns, rows, expected=len(lines))], run.number)


def register() -> None:
    register_document(
        Document(
            code="vouchers.transfer", title=gettext_lazy("Transfer file of a run"), formats=("xlsx",),
            may=_may_pay, build=build_transfer,
        ),
    )  # fmt: skip
