"""What the audit pack of a case has besides its papers: what happened to its records, money that came in and went out
with the bank's references, and the files of both companies."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from files.blobs import open_content
from files.models import StoredFile
from kernel.erasure import lines_about
from kernel.models import AuditEntry
from programs.documents_office import events_table
from reports.registry import Column, Kept, Kind, Paper, Sheet, Workbook
from vouchers.erasure import FILES, IN_TRAIL, OF_CASE
from vouchers.models import (
    Agreement,
    AmendmentRequest,
    BankAnswer,
    Delivery,
    Deposit,
    Invoice,
    Report,
    SettlementLine,
    SiteCheck,
    Transfer,
)

FILE_LABELS: dict[type[Model], str | Promise] = {
    Deposit: gettext_lazy("contribution paid in"),
    AmendmentRequest: gettext_lazy("request to amend"),
    Invoice: gettext_lazy("tax invoice"),
    Delivery: gettext_lazy("delivery (file)"),
    Report: gettext_lazy("report on a case"),
    SiteCheck: gettext_lazy("visit (file)"),
    SettlementLine: gettext_lazy("evidence of the settlement (file)"),
}


def evidence_of(agreement: Agreement) -> Iterator[Paper]:
    """The pieces in the order in which somebody asks for them."""
    yield Paper(_("Contribution paid in and given back"), Workbook([_contribution(agreement)], agreement.number))
    yield Paper(_("Transfers and answers of the bank"), Workbook([_transfers(agreement)], agreement.number))
    yield Paper(_("Events after the decision"), _events(agreement))
    yield from _files(agreement)


def _events(agreement: Agreement) -> Workbook:
    """The lines of the audit trail about every record of the case from its agreement on."""
    about: dict[str, set[Any]] = {}
    for model, lookup in [*IN_TRAIL, *((one.model, one.lookup) for one in OF_CASE)]:
        keys = model._base_manager.filter(**{lookup: agreement.application_id}).values_list("pk", flat=True)
        about[model._meta.label_lower] = set(keys)
    return events_table(lines_about(AuditEntry, about), _("Events after the decision"))


def _contribution(agreement: Agreement) -> Sheet:
    columns = [
        Column(_("What"), width=24),
        Column(_("State"), width=16),
        Column(_("Day"), Kind.DATE),
        Column(_("Amount (won)"), Kind.WON),
        Column(_("Reference of the bank"), width=24),
        Column(_("Confirmed or prepared by"), width=18),
        Column(_("Released by"), width=18),
    ]
    came = agreement.deposits.select_related("confirmed_by").order_by("pk")
    back = agreement.refunds.select_related("prepared_by", "released_by").order_by("pk")
    rows: list[list[Any]] = [
        [_("paid in"), "", one.paid_on, one.amount, one.reference, str(one.confirmed_by or ""), ""] for one in came
    ]
    rows += [
        [
            _("to the business"), str(one.stage.label), one.paid_on, one.amount, one.reference, str(one.prepared_by),
            str(one.released_by or ""),
        ]
        for one in back
    ]  # fmt: skip
    return Sheet(_("Contribution"), columns, rows, expected=len(rows))


def _transfers(agreement: Agreement) -> Sheet:
    """What the bank was told of each payment and what it answered; accounts by their last digits."""
    columns = [
        Column(_("Run"), width=16),
        Column(_("Payment number"), Kind.KEY),
        Column(_("Order number"), width=20),
        Column(_("Bank account"), width=20),
        Column(_("Amount (won)"), Kind.WON),
        Column(_("Prepared by"), width=14),
        Column(_("Approved by"), width=14),
        Column(_("Released by"), width=14),
        Column(_("Answer of the bank"), width=24),
        Column(_("Day"), Kind.DATE),
    ]
    told = Transfer.objects.filter(payment__invoice__order__voucher__agreement=agreement).order_by("pk")
    told = told.select_related(
        "run__prepared_by", "run__released_by", "payment__approved_by", "payment__invoice__order", "account"
    )
    answers = {
        (one.run_id, one.payment_id): one
        for one in BankAnswer.objects.filter(payment__invoice__order__voucher__agreement=agreement)
    }
    rows = [_transfer(one, answers.get((one.run_id, one.payment_id))) for one in told]
    return Sheet(_("Transfers"), columns, rows, expected=len(rows))


def _transfer(one: Transfer, answer: BankAnswer | None) -> list[Any]:
    said = "" if answer is None else f"{_('paid') if answer.paid else _('sent back by the bank')} {answer.text}".strip()
    return [
        one.run.number,
        one.payment_id,
        one.payment.invoice.order.number,
        str(one.account),
        one.amount,
        str(one.run.prepared_by),
        str(one.payment.approved_by or ""),
        str(one.run.released_by or ""),
        said,
        answer.on if answer else None,
    ]


def _files(agreement: Agreement) -> Iterator[Paper]:
    """Each file once. Not the bank's answer, in which the payments of other cases stand too."""
    seen: set[int] = set()
    for model, lookup, field in FILES:
        if model not in FILE_LABELS:
            continue
        holders = model._base_manager.filter(**{lookup: agreement.application_id, f"{field}__isnull": False})
        keys = list(holders.order_by("pk").values_list(field, flat=True))
        stored = StoredFile.objects.select_related("content").in_bulk(keys)
        for key in keys:
            if key not in seen:
                seen.add(key)
                file = stored[key]
                kept = Kept(file.name, partial(open_content, file.content), file.content.sha256)
                yield Paper(_("File: %(kind)s") % {"kind": FILE_LABELS[model]}, kept)
