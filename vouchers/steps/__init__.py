"""What may be done in a case, by whom and when: one table from which the page of a case draws its forms.

The actions decide; this table only shows what they would accept. Each step names the record that it moves, the parts in
the case whose holders may take it, and the states of the record in which it is offered. A module for each stage.
"""

from typing import Any

from django.db.models import Model

from vouchers.models import (
    Agreement,
    AmendmentRequest,
    Clawback,
    ExclusionProposal,
    Order,
    Payment,
    Refund,
    Report,
    Settlement,
    SettlementLine,
)
from vouchers.steps import agreement, closing, orders
from vouchers.steps.step import APPROVER, AUDITOR, DEMAND, FINANCE, MANAGER, SUPPLIER, Step, parts_of

__all__ = [
    "APPROVER", "AUDITOR", "DEMAND", "FINANCE", "MANAGER", "STEPS", "SUPPLIER", "Step", "parts_of", "target_of",
]  # fmt: skip

# The page offers the steps with a record in this order.
STAGES = (
    agreement.signing, orders.ordering, orders.paying, agreement.changing, closing.reporting, closing.settling,
    closing.claiming_back, agreement.giving_back, agreement.ending,
)  # fmt: skip
STEPS: dict[str, Step] = {one.code: one for stage in STAGES for one in stage()}


def target_of(case: Agreement, step: Step, key: int) -> Any:
    """The record of the case that a step moves, or None when it is another case's."""
    places: dict[type[Model], dict[str, Any]] = {
        Agreement: {"pk": case.pk},
        AmendmentRequest: {"agreement": case},
        Order: {"voucher__agreement": case},
        Payment: {"invoice__order__voucher__agreement": case},
        Report: {"agreement": case},
        Settlement: {"agreement": case},
        SettlementLine: {"settlement__agreement": case},
        Clawback: {"agreement": case},
        ExclusionProposal: {"clawback__agreement": case},
        Refund: {"agreement": case},
    }
    return step.of._default_manager.filter(**places[step.of]).filter(pk=key).first()
