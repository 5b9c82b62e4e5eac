"""The labour contract as it was signed, with the certificate of its signatures."""

from typing import Any

from django.utils.translation import gettext_lazy

from internships.models import Contract
from internships.queries.contract import contract_for, signatures_of
from kernel.actor import Actor
from kernel.errors import NotVisible
from reports.content import Page
from reports.progress import Progress
from reports.registry import Document, Params

THREE_YEARS = 1095  # 근로기준법 §42


def _may_have_contract(actor: Actor, params: Params) -> bool:
    try:
        contract_for(actor, params["contract"])
    except NotVisible:
        return actor.is_system
    return True


def _contract(params: Params, progress: Progress) -> Page:
    contract = Contract.objects.select_related("placement__person").get(pk=params["contract"])
    return Page("internships/documents/contract.html", contract_context(contract), name=contract.number)


def contract_context(contract: Contract) -> dict[str, Any]:
    """What page and paper of a contract show: the text, and who signed it, when, how proved, over which hash."""
    sides = {"worker": contract.worker["name"], "employer": contract.employer["name"]}
    signed = signatures_of(contract)
    return {
        "contract": contract,
        "articles": contract.text,
        "signatures": [(sides[side], one) for side, one in signed.items() if one],
        "waiting": [sides[side] for side, one in signed.items() if one is None],
    }


CONTRACT = Document(
    code="internships.contract",
    title=gettext_lazy("Standard labour contract"),
    formats=("pdf",),
    may=_may_have_contract,
    build=_contract,
    keep_days=THREE_YEARS,
)
