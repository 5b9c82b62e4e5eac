"""The record of a destruction (파기 확인서): which cases, by which law, what of them, decided by whom."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from reports.content import Page
from reports.progress import Progress
from reports.registry import Document, Facts, Params, register_document
from vouchers.documents.case import KEEP_DAYS
from vouchers.documents.sheets import Sheet, Table, day_words
from vouchers.models import DestructionOrder
from vouchers.queries.archive import kinds_of, orders
from vouchers.wording import erased_words


def _may(actor: Actor, params: Params) -> bool:
    return orders(actor).filter(public_id=params["order"], state="carried_out").exists()


def sheet(order: DestructionOrder) -> Sheet:
    done = list(order.destructions.select_related("agreement").order_by("agreement"))
    facts = [
        (_("Number of the destruction"), order.number),
        (_("Call"), order.call.title),
        (_("Reason"), order.reason),
        (_("Proposed by"), f"{order.proposed_by} · {day_words(order.proposed_at)}"),
        (_("Approved by"), f"{order.decided_by} · {day_words(order.decided_at)}"),
        (_("Carried out on"), day_words(order.carried_out_at)),
        (_("Destroyed in all"), erased_words(kinds_of(one.kinds for one in done))),
    ]
    head = [_("Agreement number"), _("Kept until, by law"), _("Destroyed"), _("Records and files")]
    rows = [[one.agreement.number, one.rule, day_words(one.destroyed_at), sum(one.kinds.values())] for one in done]
    closing = _(
        "Personal data, free texts and files of these cases were erased and cannot be restored. "
        "The ledger, sums, days, states and anonymous statistics are kept."
    )
    return Sheet(_("Record of destruction"), facts, [Table(_("Cases destroyed"), head, rows)], closing=closing)


def build(params: Params, progress: Progress) -> Page:
    order = DestructionOrder.objects.get(public_id=params["order"])
    return Page("vouchers/documents/paper.html", {"sheet": sheet(order), "issued": True}, name=order.number)


def _facts(params: Params) -> Facts:
    order = DestructionOrder.objects.get(public_id=params["order"])
    count = order.destructions.count()
    return [(_("Number of the destruction"), order.number), (_("Cases destroyed"), str(count))]


def register() -> None:
    register_document(
        Document(
            code="vouchers.destruction",
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
