"""Alarms: deliveries, payments, answers of the bank and money to be paid back whose day has passed are told once a
week, as long as they wait."""

from datetime import date

from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from vouchers.messages import tell_case, tell_order, tell_unanswered
from vouchers.models import Clawback, Order, Payment, PaymentRun
from vouchers.queries.payment import late_runs, outcomes, overdue
from vouchers.rules.work import days_late

EVERY = 7  # days between two alarms of the same matter


@action
def tell_what_is_late(actor: Actor) -> int:
    """Late orders to both companies and the office, overdue payments to managers and finance officers, runs that the
    bank has not answered to finance officers, clawbacks that were not paid in time to the demand company and finance
    officers; how many are late. May run at any time and twice: one alarm a week and matter."""
    today = clock.today()
    orders = Order.objects.filter(state__in=["placed", "taken"], due_on__lt=today)
    for order in orders.select_related("voucher__agreement__application", "supplier").order_by("pk"):
        tell_order(
            order, "order_late", "supplier", "demand", "office", key=_key("order", order.pk, order.due_on, today)
        )
    rows = (
        overdue(Payment.objects.all()).select_related("invoice__order__voucher__agreement__application").order_by("pk")
    )
    for one in rows:
        key = _key("payment", one.pk, one.due_on, today)
        tell_order(one.invoice.order, "payment_overdue", "office", "finance", key=key)
    runs = late_runs(PaymentRun.objects.all()).order_by("pk")
    for run in runs:
        tell_unanswered(run, *outcomes(run)["open"], key=_key("run", run.pk, run.answer_by or today, today))
    claims = Clawback.objects.filter(state="claimed", due_on__lt=today)
    for claim in claims.select_related("agreement__application", "agreement__call").order_by("pk"):
        key = _key("clawback", claim.pk, claim.due_on, today)
        tell_case(claim.agreement, "claim_overdue", "demand", "finance", key=key)
    return len(orders) + len(rows) + len(runs) + len(claims)


def _key(what: str, number: int, due_on: date, today: date) -> str:
    return f"late:{what}:{number}:{days_late(due_on, None, today) // EVERY}"
