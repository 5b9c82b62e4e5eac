"""The record of a destruction (파기 확인서): which records, by which law, what of them, decided by whom."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from programs.archive import kinds_words, records
from programs.models import DestructionOrder
from programs.queries.archive import kinds_of, orders
from programs.wording import day_words
from reports.registry import Document, Facts, Page, Params, Progress, register_document

KEEP_DAYS = 3650


def _may(actor: Actor, params: Params) -> bool:
    return orders(actor).filter(public_id=params["order"], state="carried_out").exists()


def sheet(order: DestructionOrder) -> dict[str, Any]:
    """What stands on the record: facts, and a row for each case with what was destroyed of it."""
    done = list(order.destructions.select_related("case").order_by("case"))
    return {
        "facts": [
            (_("Number of the destruction"), order.number),
            (_("Call"), order.call.title),
            (_("Reason"), order.reason),
            (_("Proposed by"), f"{order.proposed_by} · {day_words(order.proposed_at)}"),
            (_("Approved by"), f"{order.decided_by} · {day_words(order.decided_at)}"),
            (_("Carried out on"), day_words(order.carried_out_at)),
            (_("Destroyed in all"), kinds_words(kinds_of(one.kinds for one in done))),
        ],
        "rows": [
            {
                "number": one.case.number,
                "records": records(one.case.records).title,
                "rule": one.rule,
                "day": day_words(one.destroyed_at),
                "count": sum(one.kinds.values()),
            }
            for one in done
        ],
    }


def build(params: Params, progress: Progress) -> Page:
    order = DestructionOrder.objects.select_related("call", "proposed_by", "decided_by").get(public_id=params["order"])
    return Page("programs/documents/destruction.html", sheet(order), name=order.number)


def _facts(params: Params) -> Facts:
    order = DestructionOrder.objects.get(public_id=params["order"])
    count = order.destructions.count()
    return [(_("Number of the destruction"), order.number), (_("Cases destroyed"), str(count))]


def register() -> None:
    register_document(
        Document(
            code="programs.destruction",
            title=gettext_lazy("Record of destruction"),
            formats=("pdf",),
            may=_may,
            build=build,
            issued=True,
            prefix="DVX",
            public_facts=_facts,
            keep_days=KEEP_DAYS,
        )
    )
