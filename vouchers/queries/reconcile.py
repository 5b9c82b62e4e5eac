"""Whether ledger, orders, payments, bank files and settlements say the same, to the won.

Each check is one statement over everything there is and gives a row for every difference: what, where, by how many won.
"""

import hashlib
from collections.abc import Mapping

from django.db import connection

from vouchers.actions.payment import transfer_of
from vouchers.models import PaymentRun
from vouchers.queries.ledger import Fault, faults
from vouchers.rules.bank import transfer_text

_ORDERS = "SELECT voucher_id, sum({money} - accepted_{money}) AS won FROM vouchers_order WHERE state IN"
_PAYMENTS = (
    "SELECT one.voucher_id, sum(payment.{money}) AS won FROM vouchers_payment payment"
    " JOIN vouchers_invoice invoice ON invoice.id = payment.invoice_id"
    " JOIN vouchers_order one ON one.id = invoice.order_id WHERE payment.state IN"
)
_ACCEPTED = "SELECT voucher_id, accepted_{money} AS won FROM vouchers_order UNION ALL SELECT voucher_id, -won FROM"
# account → the won that orders and payments say lie on it, voucher by voucher
_STANDS = {
    "reserved": f"{_ORDERS} ('placed', 'taken') GROUP BY 1",
    "delivered": f"{_ORDERS} ('delivered') GROUP BY 1",
    "accepted": (
        f"SELECT voucher_id, sum(won) AS won FROM ({_ACCEPTED}"  # noqa: S608 - words of this module only
        f" ({_PAYMENTS} ('requested', 'approved', 'released', 'failed', 'paid') GROUP BY 1) asked) parts GROUP BY 1"
    ),
    "payable": f"{_PAYMENTS} ('requested', 'approved', 'released', 'failed') GROUP BY 1",
    "paid": f"{_PAYMENTS} ('paid') GROUP BY 1",
}


def _orders(kind: str, money: str) -> str:
    """Orders with their payments against the accounts of ``kind``, voucher by voucher."""
    return (
        "SELECT 'voucher ' || coalesce(orders.voucher_id, held.voucher_id),"  # noqa: S608 - words of this module only
        " coalesce(held.won, 0) - coalesce(orders.won, 0) FROM"
        f" ({_STANDS[kind].format(money=money)}) orders"
        " FULL JOIN (SELECT voucher_id, sum(balance) AS won FROM vouchers_account"
        f" WHERE kind = '{kind}' AND money = '{money}' GROUP BY 1) held USING (voucher_id)"
        " WHERE coalesce(held.won, 0) <> coalesce(orders.won, 0)"
    )


CHECKS: Mapping[str, str] = {
    **{f"orders_{kind}_{money}": _orders(kind, money) for kind in _STANDS for money in ("support", "own")},
    "deposits": (
        "SELECT 'voucher ' || voucher_id, coalesce(paid.won, 0) + coalesce(booked.won, 0) FROM"
        " (SELECT voucher.id AS voucher_id, sum(deposit.amount) AS won FROM vouchers_deposit deposit"
        " JOIN vouchers_voucher voucher USING (agreement_id) GROUP BY 1) paid"
        " FULL JOIN (SELECT voucher_id, sum(balance) AS won FROM vouchers_account"
        " WHERE kind = 'source' AND money = 'own' GROUP BY 1) booked USING (voucher_id)"
        " WHERE coalesce(paid.won, 0) + coalesce(booked.won, 0) <> 0"
    ),
    "issued": (  # a voucher has what its text in force gives, less what its settlement sent back to the budget
        "SELECT 'voucher ' || voucher.id, coalesce(held.won, 0) + coalesce(back.won, 0) - version.support"
        " FROM vouchers_voucher voucher JOIN vouchers_agreement agreement ON agreement.id = voucher.agreement_id"
        " JOIN vouchers_agreementversion version"
        " ON version.agreement_id = agreement.id AND version.version = agreement.version"
        " LEFT JOIN (SELECT voucher_id, sum(balance) AS won FROM vouchers_account WHERE money = 'support'"
        " AND kind IN ('free', 'reserved', 'delivered', 'accepted', 'payable', 'paid') GROUP BY 1) held"
        " ON held.voucher_id = voucher.id"
        " LEFT JOIN (SELECT agreement_id, (figures ->> 'returned')::bigint AS won FROM vouchers_settlement"
        " WHERE state = 'confirmed') back ON back.agreement_id = agreement.id"
        " WHERE coalesce(held.won, 0) + coalesce(back.won, 0) <> version.support"
    ),
    "sent_back": (  # what a confirmed settlement sends back is what its entries moved, to the budget and the business
        "SELECT 'settlement ' || settlement.id, coalesce(booked.won, 0) - due.won FROM vouchers_settlement settlement"
        " CROSS JOIN LATERAL (SELECT (settlement.figures ->> 'returned')::bigint"
        " + (settlement.figures ->> 'refunded')::bigint AS won) due"
        " LEFT JOIN (SELECT entry.about, sum(line.amount) AS won FROM vouchers_entry entry"
        " JOIN vouchers_line line ON line.entry_id = entry.id AND line.amount > 0"
        " WHERE entry.about LIKE 'settlement:%' GROUP BY 1) booked ON booked.about = 'settlement:' || settlement.id"
        " WHERE settlement.state = 'confirmed' AND coalesce(booked.won, 0) <> due.won"
    ),
    "promises": (
        "SELECT 'call ' || coalesce(due.call_id, held.call_id) || ' ' || coalesce(due.track, held.track),"
        " coalesce(held.won, 0) - coalesce(due.won, 0) FROM"
        " (SELECT agreement.call_id, agreement.track, sum(version.support) AS won FROM vouchers_agreement agreement"
        " JOIN vouchers_agreementversion version"
        " ON version.agreement_id = agreement.id AND version.version = agreement.version"
        " WHERE agreement.state IN ('drafted', 'signing', 'signed') GROUP BY 1, 2) due"
        " FULL JOIN (SELECT call_id, track, sum(balance) AS won FROM vouchers_account"
        " WHERE kind = 'committed' GROUP BY 1, 2) held USING (call_id, track)"
        " WHERE coalesce(held.won, 0) <> coalesce(due.won, 0)"
    ),
    "paid_orders": (
        "SELECT 'order ' || one.id, one.total - coalesce(sum(payment.amount), 0)"
        " FROM vouchers_order one"
        " LEFT JOIN vouchers_invoice invoice ON invoice.order_id = one.id AND invoice.voided_at IS NULL"
        " LEFT JOIN vouchers_payment payment ON payment.invoice_id = invoice.id AND payment.state = 'paid'"
        " WHERE one.state = 'paid' GROUP BY one.id HAVING one.total <> coalesce(sum(payment.amount), 0)"
        " OR one.support <> coalesce(sum(payment.support), 0)"
    ),
    "settled": (  # a settlement that stands has a line for each payment, of the same sums
        "SELECT 'payment ' || payment.id, payment.amount - coalesce(line.support + line.own, 0)"
        " FROM vouchers_payment payment"
        " JOIN vouchers_invoice invoice ON invoice.id = payment.invoice_id"
        " JOIN vouchers_order one ON one.id = invoice.order_id"
        " JOIN vouchers_voucher voucher ON voucher.id = one.voucher_id"
        " JOIN vouchers_settlement settlement ON settlement.agreement_id = voucher.agreement_id"
        " LEFT JOIN vouchers_settlementline line ON line.payment_id = payment.id AND line.settlement_id = settlement.id"
        " WHERE payment.state = 'paid'"
        " AND (line.id IS NULL OR line.support <> payment.support OR line.own <> payment.own)"
    ),
    "bank": (
        "SELECT 'payment ' || payment.id, payment.amount - coalesce(sum(answer.amount), 0)"
        " FROM vouchers_payment payment"
        " LEFT JOIN vouchers_bankanswer answer ON answer.payment_id = payment.id AND answer.paid"
        " WHERE payment.state = 'paid' GROUP BY payment.id"
        " HAVING payment.amount <> coalesce(sum(answer.amount), 0) OR count(answer.id) <> 1"
    ),
    "runs": (
        "SELECT 'run ' || run.id, run.total - coalesce(sum(told.amount), 0)"
        " FROM vouchers_paymentrun run LEFT JOIN vouchers_transfer told ON told.run_id = run.id"
        " WHERE run.state IN ('released', 'answered') GROUP BY run.id"
        " HAVING run.total <> coalesce(sum(told.amount), 0) OR run.count <> count(told.id)"
    ),
    "prepared": (
        "SELECT 'run ' || run.id, run.total - coalesce(sum(payment.amount), 0)"
        " FROM vouchers_paymentrun run LEFT JOIN vouchers_payment payment"
        " ON payment.run_id = run.id AND payment.state = 'approved'"
        " WHERE run.state = 'prepared' GROUP BY run.id"
        " HAVING run.total <> coalesce(sum(payment.amount), 0) OR run.count <> count(payment.id)"
    ),
    "released": (  # what the bank has and has not answered is released, and nothing else is
        "SELECT 'payment ' || coalesce(payment.id, open.payment_id),"
        " coalesce(payment.amount, 0) - coalesce(open.amount, 0)"
        " FROM (SELECT * FROM vouchers_payment WHERE state = 'released') payment FULL JOIN"
        " (SELECT told.* FROM vouchers_transfer told LEFT JOIN vouchers_bankanswer answer"
        " ON answer.run_id = told.run_id AND answer.payment_id = told.payment_id WHERE answer.id IS NULL) open"
        " ON open.payment_id = payment.id AND open.run_id = payment.run_id AND open.amount = payment.amount"
        " WHERE payment.id IS NULL OR open.payment_id IS NULL"
    ),
    "answers": (
        "SELECT 'run ' || answer.run_id, answer.amount - coalesce(told.amount, 0)"
        " FROM vouchers_bankanswer answer LEFT JOIN vouchers_transfer told"
        " ON told.run_id = answer.run_id AND told.payment_id = answer.payment_id"
        " WHERE told.id IS NULL OR told.amount <> answer.amount"
    ),
    "clawbacks": (
        "SELECT 'voucher ' || voucher_id, coalesce(held.won, 0) - coalesce(due.won, 0) FROM"
        " (SELECT voucher_id, sum(balance) AS won FROM vouchers_account WHERE kind IN ('claim', 'interest') GROUP BY 1)"
        " held FULL JOIN (SELECT voucher.id AS voucher_id, sum(claim.principal + claim.interest"
        " - coalesce((SELECT sum(back.principal + back.interest) FROM vouchers_recovery back"
        " WHERE back.clawback_id = claim.id), 0)) AS won FROM vouchers_clawback claim"
        " JOIN vouchers_voucher voucher ON voucher.agreement_id = claim.agreement_id"
        " WHERE claim.state IN ('claimed', 'collected') GROUP BY 1) due USING (voucher_id)"
        " WHERE coalesce(held.won, 0) <> coalesce(due.won, 0)"
    ),
    "refunds": (  # no more was given back than the books refund, or than came in before the case was given up
        "SELECT 'agreement ' || given.agreement_id, given.won - coalesce(due.won, 0) FROM"
        " (SELECT agreement_id, sum(amount) AS won FROM vouchers_refund WHERE state <> 'dropped' GROUP BY 1) given"
        " LEFT JOIN"
        " (SELECT voucher.agreement_id, sum(account.balance) AS won FROM vouchers_account account"
        " JOIN vouchers_voucher voucher ON voucher.id = account.voucher_id WHERE account.kind = 'refunded' GROUP BY 1"
        " UNION ALL SELECT deposit.agreement_id, sum(deposit.amount) FROM vouchers_deposit deposit"
        " JOIN vouchers_agreement agreement ON agreement.id = deposit.agreement_id"
        " WHERE agreement.state IN ('given_up', 'archived', 'destroyed') AND NOT EXISTS"
        " (SELECT FROM vouchers_voucher voucher WHERE voucher.agreement_id = deposit.agreement_id) GROUP BY 1) due"
        " USING (agreement_id) WHERE given.won > coalesce(due.won, 0)"
    ),
    "refund_hands": (  # nothing went back without two people, or without the bank's proof of a day from its release on
        "SELECT 'refund ' || id, amount FROM vouchers_refund WHERE state IN ('released', 'paid')"
        " AND (released_by_id IS NULL OR released_by_id = prepared_by_id OR released_at IS NULL)"
        " OR state = 'paid' AND (reference = '' OR paid_on IS NULL"
        " OR paid_on < (released_at AT TIME ZONE 'Asia/Seoul')::date)"
    ),
    "recoveries": (
        "SELECT 'call ' || coalesce(back.call_id, held.call_id), coalesce(held.won, 0) - coalesce(back.won, 0) FROM"
        " (SELECT agreement.call_id, sum(one.principal + one.interest) AS won FROM vouchers_recovery one"
        " JOIN vouchers_clawback claim ON claim.id = one.clawback_id"
        " JOIN vouchers_agreement agreement ON agreement.id = claim.agreement_id GROUP BY 1) back"
        " FULL JOIN (SELECT call_id, sum(balance) AS won FROM vouchers_account WHERE kind = 'recovered' GROUP BY 1)"
        " held USING (call_id) WHERE coalesce(held.won, 0) <> coalesce(back.won, 0)"
    ),
    "completed": (  # what is claimed back after the completion stands until it is collected, before the file is closed
        "SELECT 'voucher ' || account.voucher_id, sum(abs(account.balance)) FROM vouchers_account account"
        " JOIN vouchers_voucher voucher ON voucher.id = account.voucher_id"
        " JOIN vouchers_agreement agreement ON agreement.id = voucher.agreement_id"
        " WHERE agreement.state IN ('completed', 'archived', 'destroyed')"
        " AND (account.kind IN ('free', 'reserved', 'delivered', 'accepted', 'payable')"
        " OR account.kind IN ('claim', 'interest') AND agreement.state <> 'completed')"
        " GROUP BY account.voucher_id HAVING sum(abs(account.balance)) <> 0"
    ),
}


def differences() -> list[Fault]:
    """Everything that does not agree, empty when the books are whole."""
    found = faults()
    with connection.cursor() as cursor:
        for what, statement in CHECKS.items():
            cursor.execute(statement)
            found += [Fault(what, where, int(won)) for where, won in cursor.fetchall()]
    return found + _files()


def _files() -> list[Fault]:
    """Runs whose transfer file, made again, is not the one that was released."""
    found = []
    for run in PaymentRun.objects.filter(state__in=["released", "answered"]).order_by("pk").iterator():
        digest = hashlib.sha256(transfer_text(transfer_of(run)).encode()).hexdigest()
        if digest != run.file_hash:
            found.append(Fault("file", f"run {run.pk}"))
    return found
