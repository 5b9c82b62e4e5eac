"""The voucher's own tables."""

from vouchers.models.agreement import (
    Agreement,
    AgreementVersion,
    AmendmentRequest,
    ClauseSet,
    Deposit,
    Refund,
    Signature,
    Voucher,
)
from vouchers.models.audit import AuditSample
from vouchers.models.closing import (
    Clawback,
    Evaluation,
    Recovery,
    Report,
    Settlement,
    SettlementLine,
    SiteCheck,
)
from vouchers.models.exclusion import ExclusionProposal
from vouchers.models.ledger import Account, Entry, Line
from vouchers.models.payment import BankAnswer, Invoice, Payment, PaymentRun, SupplierAccount, TakenOut, Transfer
from vouchers.models.prior_agreement import PriorAgreement, PriorAgreementLine
from vouchers.models.signal import Signal
from vouchers.models.supplier import Product, ProductPrice, Region, Supplier, SupplierSanction, SupplyKind
from vouchers.models.survey import Survey, SurveyKind, SurveyPlan, SurveyRequest
from vouchers.models.work import Acceptance, Delivery, Order, OrderLine

__all__ = [
    "Acceptance",
    "Account",
    "Agreement",
    "AgreementVersion",
    "AmendmentRequest",
    "AuditSample",
    "BankAnswer",
    "ClauseSet",
    "Clawback",
    "Delivery",
    "Deposit",
    "Entry",
    "Evaluation",
    "ExclusionProposal",
    "Invoice",
    "Line",
    "Order",
    "OrderLine",
    "Payment",
    "PaymentRun",
    "PriorAgreement",
    "PriorAgreementLine",
    "Product",
    "ProductPrice",
    "Recovery",
    "Refund",
    "Region",
    "Report",
    "Settlement",
    "SettlementLine",
    "Signal",
    "Signature",
    "SiteCheck",
    "Supplier",
    "SupplierAccount",
    "SupplierSanction",
    "SupplyKind",
    "Survey",
    "SurveyKind",
    "SurveyPlan",
    "SurveyRequest",
    "TakenOut",
    "Transfer",
    "Voucher",
]
