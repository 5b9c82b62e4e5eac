"""The papers of a case after the agreement, who may have them, and how they are made.

What is handed to others as proof (voucher, clawback notice, completion) is issued: numbered and verifiable.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from reports.content import Page, Paper
from reports.progress import Progress
from reports.registry import Document, Facts, Params, register_document
from vouchers.documents.sheets import (
    Sheet,
    clawback,
    completion,
    delivery,
    order,
    payment,
    recoveries,
    report,
    settlement,
    voucher,
)
from vouchers.errors import CaseNotVisible
from vouchers.models import Agreement, Clawback, Delivery, Order, Payment, Report, Settlement, Voucher
from vouchers.queries import case as queries
from vouchers.wording import in_won

KEEP_DAYS = 3650
Known = Mapping[type[Model], Sequence[Any]]  # records of a case that somebody has read already


@dataclass(frozen=True)
class Kind:
    """One kind of paper: of which records of a case, how it is laid out, whether the supplier may have it."""

    code: str
    title: Any
    of: type[Model]
    case: str  # lookup from the record to its agreement
    sheet: Callable[[Any], Sheet]
    ready: Callable[[Any], bool] = lambda record: True
    supplier: bool = True
    prefix: str = ""
    mark: Callable[[Any], str] = lambda record: ""  # what tells several of a case apart
    about: tuple[str, ...] = ()  # what the mark reads of other records

    def records(self, agreement: Agreement, known: Known | None = None) -> list[Any]:
        """What there is a paper of; of what is ``known``, without asking the database."""
        if known is not None and self.of in known:
            return [one for one in known[self.of] if self.ready(one)]
        lookup = {self.case: agreement.pk}
        rows = self.of._default_manager.filter(**lookup).select_related(*self.about or (None,)).order_by("pk")
        return [one for one in rows if self.ready(one)]

    def label(self, record: Any) -> str:
        return f"{self.title} {self.mark(record)}".strip()


KINDS = (
    Kind("voucher", gettext_lazy("Voucher certificate"), Voucher, "agreement", voucher, prefix="DVV"),
    Kind("order", gettext_lazy("Order form"), Order, "voucher__agreement", order, mark=lambda one: one.number),
    Kind(
        "delivery", gettext_lazy("Delivery and acceptance"), Delivery, "order__voucher__agreement", delivery,
        mark=lambda one: f"{one.order.number} ({one.round})", about=("order",),
    ),
    Kind(
        "payment", gettext_lazy("Payment request"), Payment, "invoice__order__voucher__agreement", payment,
        mark=lambda one: f"{one.invoice.order.number} ({in_won(one.amount)})", about=("invoice__order",),
    ),
    Kind(
        "report", gettext_lazy("Report as handed in"), Report, "agreement", report,
        ready=lambda one: one.handed_in_at is not None, supplier=False,
        mark=lambda one: f"({one.get_kind_display()})",
    ),
    Kind(
        "settlement", gettext_lazy("Settlement statement"), Settlement, "agreement", settlement,
        ready=lambda one: one.state != "draft", supplier=False,
    ),
    Kind(
        "clawback", gettext_lazy("Clawback notice"), Clawback, "agreement", clawback,
        ready=lambda one: one.state in {"claimed", "collected", "waived"}, supplier=False, prefix="DVR",
        mark=lambda one: one.number,
    ),
    Kind(
        "recoveries", gettext_lazy("Statement of money paid back"), Clawback, "agreement", recoveries,
        ready=lambda one: bool(one.recoveries.all()), supplier=False, mark=lambda one: one.number,
    ),
    Kind(
        "completion", gettext_lazy("Completion certificate"), Agreement, "pk", completion,
        ready=lambda one: one.state in {"completed", "archived"}, prefix="DVE",
    ),
)  # fmt: skip
BY_CODE = {kind.code: kind for kind in KINDS}


def offered(actor: Actor, agreement: Agreement, known: Known | None = None) -> Iterator[tuple[Kind, Any]]:
    """The papers of a case that the person may have, each with its record; what is ``known`` is not read again."""
    inside = queries.insider(actor, agreement)
    if not inside and not queries.supplies(actor, agreement):
        return
    for kind in KINDS:
        if inside or kind.supplier:
            for record in kind.records(agreement, known):
                yield kind, record


def _concerns(kind: Kind, actor: Actor, agreement: Agreement) -> bool:
    return queries.insider(actor, agreement) or (kind.supplier and queries.supplies(actor, agreement))


def _case(actor: Actor, params: Params) -> Agreement | None:
    try:
        return queries.case(actor, UUID(params["case"]))
    except CaseNotVisible:
        return None


def _may(kind: Kind) -> Callable[[Actor, Params], bool]:
    def may(actor: Actor, params: Params) -> bool:
        agreement = _case(actor, params)
        if agreement is None or not _concerns(kind, actor, agreement):
            return False
        return any(one.pk == params["key"] for one in kind.records(agreement))

    return may


def _page(kind: Kind, record: Any, name: str) -> Page:
    return Page("vouchers/documents/paper.html", {"sheet": kind.sheet(record), "issued": bool(kind.prefix)}, name=name)


def _build(kind: Kind) -> Callable[[Params, Progress], Page]:
    def build(params: Params, progress: Progress) -> Page:
        agreement = Agreement.objects.get(public_id=params["case"])
        record = next(one for one in kind.records(agreement) if one.pk == params["key"])
        return _page(kind, record, f"{agreement.number}_{kind.code}")

    return build


def _facts(kind: Kind) -> Callable[[Params], Facts]:
    def facts(params: Params) -> Facts:
        agreement = Agreement.objects.get(public_id=params["case"])
        return [(_("Agreement number"), agreement.number), (_("Demand company"), agreement.application.name)]

    return facts


def papers_of(agreement: Agreement) -> Iterator[Paper]:
    """Every paper of a case for its audit pack."""
    for kind in KINDS:
        for number, record in enumerate(kind.records(agreement), 1):
            yield Paper(f"{kind.title} {number}", _page(kind, record, f"{agreement.number}_{kind.code}_{number}"))


def register() -> None:
    register_document(
        *(
            Document(
                code=f"vouchers.{kind.code}",
                title=kind.title,
                formats=("pdf",),
                may=_may(kind),
                build=_build(kind),
                issued=bool(kind.prefix),
                prefix=kind.prefix,
                public_facts=_facts(kind),
                keep_days=KEEP_DAYS if kind.prefix else 30,
            )
            for kind in KINDS
        ),
    )
