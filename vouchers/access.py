"""Who besides its owner may read a file of a case."""

from django.db.models import Q

from files.models import StoredFile
from files.registry import register_reader
from kernel.actor import Actor
from vouchers.models import (
    Agreement,
    AmendmentRequest,
    Delivery,
    Invoice,
    Report,
    SettlementLine,
    SiteCheck,
    SupplierAccount,
)
from vouchers.queries.access import belongs_to
from vouchers.queries.case import insider, supplies
from vouchers.queries.payment import paid_suppliers, runs_of


def register() -> None:
    register_reader("vouchers.case_file", may_read_case_file)
    register_reader("vouchers.bankbook", may_read_bankbook)
    register_reader("vouchers.bank_answer", may_read_bank_answer)


def may_read_case_file(actor: Actor, stored: StoredFile) -> bool:
    """Deliveries, invoices and requests to amend: both companies and the office. Reports, evidence and visits: the
    demand company and the office, not the supplier."""
    if actor.user is None:
        return False
    for agreement, with_supplier in _cases_of(stored):
        if insider(actor, agreement) or (with_supplier and supplies(actor, agreement)):
            return True
    return False


def may_read_bankbook(actor: Actor, stored: StoredFile) -> bool:
    """The supplier's members, and finance officers of the calls in which it has cases; auditors."""
    copies = SupplierAccount.objects.filter(copy=stored).select_related("supplier")
    if any(belongs_to(actor.user, one.supplier) for one in copies):
        return True
    return actor.user is not None and copies.filter(supplier__in=paid_suppliers(actor)).exists()


def may_read_bank_answer(actor: Actor, stored: StoredFile) -> bool:
    """What the bank sent back of a run: whoever sees the run."""
    return actor.user is not None and runs_of(actor).filter(answers__file=stored).exists()


def _cases_of(stored: StoredFile) -> list[tuple[Agreement, bool]]:
    of_orders = Q(pk__in=Delivery.objects.filter(files=stored).values("order__voucher__agreement")) | Q(
        pk__in=Invoice.objects.filter(file=stored).values("order__voucher__agreement")
    )
    of_orders |= Q(pk__in=AmendmentRequest.objects.filter(file=stored).values("agreement"))
    own = (
        Q(pk__in=Report.objects.filter(files=stored).values("agreement"))
        | Q(pk__in=SettlementLine.objects.filter(evidence=stored).values("settlement__agreement"))
        | Q(pk__in=SiteCheck.objects.filter(files=stored).values("agreement"))
    )
    rows = Agreement.objects.select_related("call", "application__organisation", "supplier")
    return [(one, True) for one in rows.filter(of_orders)] + [(one, False) for one in rows.filter(own)]
