"""The life cycles of the voucher programme, one file for each stage of the work."""

from vouchers.lifecycles.agreement import AGREEMENT, AMENDMENT_REQUEST
from vouchers.lifecycles.closing import CLAWBACK, EXCLUSION, REPORT, SETTLEMENT, SIGNAL
from vouchers.lifecycles.payment import PAYMENT, PAYMENT_RUN, REFUND
from vouchers.lifecycles.supplier import PRIOR_AGREEMENT, SANCTION, SUPPLIER
from vouchers.lifecycles.work import ORDER

__all__ = [
    "AGREEMENT",
    "AMENDMENT_REQUEST",
    "CLAWBACK",
    "EXCLUSION",
    "ORDER",
    "PAYMENT",
    "PAYMENT_RUN",
    "PRIOR_AGREEMENT",
    "REFUND",
    "REPORT",
    "SANCTION",
    "SETTLEMENT",
    "SIGNAL",
    "SUPPLIER",
]
