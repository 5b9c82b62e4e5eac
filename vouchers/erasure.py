"""What of a case is personal or free text, and goes when it is destroyed. The ledger, sums, days, states, numbers, and
the answers to surveys that are figures stay."""

from django.db.models import Model

from kernel.erasure import GONE, Erasable
from vouchers.models import (
    Acceptance,
    Agreement,
    AgreementVersion,
    AmendmentRequest,
    BankAnswer,
    Clawback,
    Delivery,
    Deposit,
    Evaluation,
    ExclusionProposal,
    Invoice,
    Order,
    OrderLine,
    Payment,
    PriorAgreement,
    Recovery,
    Report,
    Settlement,
    SettlementLine,
    Signature,
    SiteCheck,
    SurveyRequest,
    Voucher,
)

# Further records of a case in the trail, with the way that leads to it.
IN_TRAIL: tuple[tuple[type[Model], str], ...] = (
    (Agreement, "pk"),
    (Voucher, "agreement"),
    (SurveyRequest, "agreement"),
    (ExclusionProposal, "clawback__agreement"),
    (Recovery, "clawback__agreement"),
)
OF_CASE = (
    Erasable("agreement", AgreementVersion, "agreement", {
        "parties": {}, "clauses": [], "source": [], "people": {}, "reason": GONE,
    }),
    Erasable("agreement", Signature, "version__agreement", {"name": GONE, "address": None}),
    Erasable("agreement", AmendmentRequest, "agreement", {"changes": {}, "reason": GONE, "answer": GONE}),
    Erasable("order", Order, "voucher__agreement", {"title": GONE, "instructions": GONE}),
    Erasable("order", OrderLine, "order__voucher__agreement", {"name": GONE}),
    Erasable("order", Delivery, "order__voucher__agreement", {"note": GONE}),
    Erasable("order", Acceptance, "delivery__order__voucher__agreement", {"checklist": {}, "reason": GONE}),
    Erasable("payment", Invoice, "order__voucher__agreement", {"void_reason": GONE}),
    Erasable("payment", Payment, "invoice__order__voucher__agreement", {"answer": GONE}),
    Erasable("payment", BankAnswer, "payment__invoice__order__voucher__agreement", {"text": GONE}),
    Erasable("report", Report, "agreement", {"content": {}, "revisions": {}, "answer": GONE}),
    Erasable("report", SiteCheck, "agreement", {"checklist": {}, "findings": GONE}),
    Erasable("report", Evaluation, "agreement", {"reason": GONE}),
    Erasable("settlement", Settlement, "agreement", {"answer": GONE}),
    Erasable("settlement", SettlementLine, "settlement__agreement", {"description": GONE, "reason": GONE}),
    Erasable("clawback", Clawback, "agreement", {"reason": GONE}),
)  # fmt: skip
# Free texts of surveys go, figures stay: they are blanked answer by answer, see actions.destruction.
OF_APPLICATION = (
    Erasable("prior_agreement", PriorAgreement, "application", {"statement": GONE, "answer": GONE}),
)  # fmt: skip
# Files of a case: model, lookup to the case, field with one file or several.
FILES: tuple[tuple[type[Model], str, str], ...] = (
    (Deposit, "agreement", "file"),
    (AmendmentRequest, "agreement", "file"),
    (Invoice, "order__voucher__agreement", "file"),
    (BankAnswer, "payment__invoice__order__voucher__agreement", "file"),
    (Delivery, "order__voucher__agreement", "files"),
    (Report, "agreement", "files"),
    (SiteCheck, "agreement", "files"),
    (SettlementLine, "settlement__agreement", "evidence"),
)
