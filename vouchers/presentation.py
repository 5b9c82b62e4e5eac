"""What people see of the voucher's own: the prior agreement beside an application, the money of a case."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from kernel import clock
from programs.models import Application
from programs.registry import ApplicationPanel
from programs.rules.form import Gap, GapCode
from programs.rules.wording import gettext_noop
from vouchers.application_form import youth_gaps
from vouchers.models import Refund, Voucher
from vouchers.models.ledger import KIND_LABELS, VERB_LABELS
from vouchers.own_share import calculation
from vouchers.queries.ledger import balances
from vouchers.queries.prior_agreement import holds, of_application, standing
from vouchers.queries.supplier import by_number, is_open
from vouchers.rules.ledger import Kind, Money, Verb
from vouchers.rules.prior_agreement import Wanted
from vouchers.settings import VoucherSettings

LABEL = gettext_noop("Data supplier")


def _setting(application: Application) -> str:
    return VoucherSettings.of(application.call.terms.settings).agreement


def gaps(application: Application, attached: set[str]) -> list[Gap]:
    """What hangs on records beyond the answers: the supplier's agreement, the proof of a young representative."""
    return agreement_gaps(application) + youth_gaps(application.answers, attached)


def agreement_gaps(application: Application) -> list[Gap]:
    """Where the call requires it: a supplier of the register that has agreed to what the application says now."""
    if _setting(application) != "required" or not str(application.answers.get("supplier") or "").strip():
        return []
    supplier = by_number(Wanted.of(application.answers).supplier)
    if supplier is None or not is_open(supplier):
        return [Gap("project", "supplier", LABEL, GapCode.NOT_LISTED)]
    if standing(application) is None:
        return [Gap("project", "supplier", LABEL, GapCode.NO_PRIOR_AGREEMENT)]
    return []


def case_panel(application: Application) -> ApplicationPanel | None:
    """How the cost is borne, and the prior agreement with the way to it."""
    cost, agreement = calculation(application), _agreement(application)
    if cost is None and agreement is None:
        return None
    return ApplicationPanel("vouchers/_case_panel.html", {"cost": cost, "agreement_panel": agreement})


def _agreement(application: Application) -> dict[str, Any] | None:
    """State of the prior agreement; nothing where the call does without the register, or where none was written and it
    is too late for one."""
    setting = _setting(application)
    if setting == "none":
        return None
    agreement = of_application(application)
    if agreement is None and not application.editable_at(clock.now()):
        return None
    wanted = Wanted.of(application.answers)
    return {
        "required": setting == "required",
        "agreement": agreement,
        "holds": agreement is not None and holds(agreement),
        "ready": bool(wanted.supplier and wanted.amount),
        "url": reverse("vouchers:prior_agreement", args=[application.public_id]),
    }


SHOWN_KINDS = (Kind.FREE, Kind.RESERVED, Kind.DELIVERED, Kind.ACCEPTED, Kind.PAYABLE, Kind.PAID, Kind.REFUNDED)


def balance_rows(voucher: Voucher) -> list[dict[str, Any]]:
    """The accounts of a voucher in the order of the money's way, with both moneys in won; one statement."""
    held = balances(voucher)
    rows = []
    for kind in SHOWN_KINDS:
        support, own = held.get((kind, Money.SUPPORT), 0), held.get((kind, Money.OWN), 0)
        if support or own or kind is Kind.FREE:
            rows.append({"kind": kind, "label": KIND_LABELS[kind], "support": support, "own": own})
    return rows


def back_rows(refunds: Sequence[Refund], open_: int, *, office: bool) -> list[tuple[str, int]]:
    """How far the money is that goes back to the business: label, won. ``open_`` won of it have not been transferred;
    the books have the sum from the decision on, whatever the bank has done since."""
    won = {
        state: sum(one.amount for one in refunds if one.state == state) for state in ("paid", "released", "prepared")
    }
    rows = [
        (_("transferred"), won["paid"]),
        (_("released, not transferred yet"), won["released"]),
        (_("prepared, not released yet"), won["prepared"]),
        (_("not prepared yet") if office else _("not transferred yet"), open_ - won["released"] - won["prepared"]),
    ]
    return [(label, amount) for label, amount in rows if amount]


LATEST = 50  # entries of a voucher that its case shows


def entry_rows(voucher: Voucher) -> list[dict[str, Any]]:
    """The latest entries of a voucher in the ledger, the newest first: what happened, how many won; one statement."""
    moved = Sum("lines__amount", filter=Q(lines__amount__gt=0))
    rows = voucher.entries.annotate(won=moved).order_by("-pk")[:LATEST]
    return [{"entry": one, "label": VERB_LABELS[Verb(one.verb)], "won": one.won} for one in rows]
