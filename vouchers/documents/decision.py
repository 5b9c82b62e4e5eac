"""The decision notice (선정 결과 통지서) of a data voucher: the engine's notices under the voucher's own numbers."""

from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from programs.documents_notices import (
    KEEP_DAYS,
    build_decision,
    decision_facts,
    decision_version,
    may_read_decision,
    published_decision,
)
from reports.registry import Document, Params, register_document

NOTICE = "vouchers.decision_notice"


def register() -> None:
    register_document(
        Document(
            code=NOTICE,
            title=gettext_lazy("Decision notice: data voucher"),
            formats=("pdf",),
            issued=True,
            prefix="DVN",
            may=may_read,
            build=build_decision,
            version=decision_version,
            public_facts=decision_facts,
            keep_days=KEEP_DAYS,
        )
    )


def may_read(actor: Actor, params: Params) -> bool:
    """The applicant and the managers of the call, once the results are published; of voucher calls only."""
    decision = published_decision(params)
    return (
        decision is not None and decision.application.call.programme == "vouchers" and may_read_decision(actor, params)
    )
