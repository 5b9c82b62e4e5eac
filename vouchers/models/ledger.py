"""The ledger's tables. Rules and words: vouchers.rules.ledger. Written only through actions.ledger.post.

What can never be is made impossible here: a line or an entry that changes or goes, an entry that does not add up, a
line added to an earlier entry, a balance below its floor, a balance that is not the sum of its lines.
"""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.triggers import append_only_triggers
from programs.models import Call
from vouchers.models.agreement import Voucher
from vouchers.models.supplier import Supplier
from vouchers.rules import ledger as books

KIND_LABELS = {
    books.Kind.SOURCE: _("money brought in"),
    books.Kind.CLAIMS: _("counterpart of clawbacks"),
    books.Kind.EARNED: _("counterpart of interest"),
    books.Kind.AVAILABLE: _("budget not yet promised"),
    books.Kind.COMMITTED: _("promised by agreements"),
    books.Kind.FREE: _("free on the voucher"),
    books.Kind.RESERVED: _("reserved by orders"),
    books.Kind.DELIVERED: _("delivered, not yet accepted"),
    books.Kind.ACCEPTED: _("accepted, not yet invoiced"),
    books.Kind.PAYABLE: _("to be paid to the supplier"),
    books.Kind.PAID: _("paid to suppliers"),
    books.Kind.RETURNED: _("returned to the budget"),
    books.Kind.REFUNDED: _("goes back to the business"),
    books.Kind.CLAIM: _("to be paid back"),
    books.Kind.INTEREST: _("interest to be paid"),
    books.Kind.RECOVERED: _("paid back"),
}

VERB_LABELS = {
    books.Verb.APPROPRIATE: _("budget allotted"),
    books.Verb.WITHDRAW: _("budget reduced"),
    books.Verb.COMMIT: _("promised by agreement"),
    books.Verb.RELEASE: _("promise ended"),
    books.Verb.ISSUE: _("voucher issued"),
    books.Verb.REVOKE: _("unused money returned"),
    books.Verb.DEPOSIT: _("contribution paid in"),
    books.Verb.REFUND: _("contribution to be given back"),
    books.Verb.RESERVE: _("ordered"),
    books.Verb.CANCEL: _("order cancelled"),
    books.Verb.DELIVER: _("delivered"),
    books.Verb.RETURN: _("delivery sent back"),
    books.Verb.ACCEPT: _("delivery accepted"),
    books.Verb.DISALLOW: _("disallowed before payment"),
    books.Verb.INVOICE: _("invoiced"),
    books.Verb.VOID: _("invoice voided"),
    books.Verb.PAY: _("paid"),
    books.Verb.CLAIM: _("claimed back"),
    books.Verb.CLAIM_INTEREST: _("interest claimed"),
    books.Verb.COLLECT: _("claim paid"),
    books.Verb.COLLECT_INTEREST: _("interest paid"),
    books.Verb.WAIVE: _("claim waived"),
    books.Verb.WAIVE_INTEREST: _("interest waived"),
    books.Verb.REALLOCATE: _("returned money allotted again"),
}


def _balance_by_lines_only() -> pgtrigger.Trigger:
    """A balance moves only from within the trigger of the lines, and an account never changes its name or goes."""
    named = ("kind", "money", "call_id", "track", "voucher_id", "supplier_id", "floor")
    changed = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in named)
    return pgtrigger.Trigger(
        name="balance_by_lines_only",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Insert,
        func=(
            "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'an account stays' USING ERRCODE = '55000'; END IF; "
            "IF TG_OP = 'INSERT' THEN IF NEW.balance <> 0 THEN "
            "RAISE EXCEPTION 'an account begins at zero' USING ERRCODE = '55000'; END IF; RETURN NEW; END IF; "
            f"IF pg_trigger_depth() < 2 OR ({changed}) THEN "
            "RAISE EXCEPTION 'a balance moves by lines only' USING ERRCODE = '55000'; END IF; RETURN NEW;"
        ),
    )


def _post_lines() -> pgtrigger.Trigger:
    """Moves the balances by all lines of a statement, one update per account in the order of their ids, and refuses
    entries that do not add up or whose lines came in more than one statement."""
    return pgtrigger.Trigger(
        name="post_lines",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="fresh"),
        func="""
            IF EXISTS (SELECT 1 FROM fresh GROUP BY entry_id HAVING sum(amount) <> 0 OR count(*) < 2) THEN
                RAISE EXCEPTION 'an entry adds up to nothing' USING ERRCODE = '23514';
            END IF;
            IF (SELECT count(*) FROM fresh) <> (
                SELECT count(*) FROM vouchers_line WHERE entry_id IN (SELECT entry_id FROM fresh)
            ) THEN
                RAISE EXCEPTION 'an entry is written once' USING ERRCODE = '55000';
            END IF;
            PERFORM 1 FROM vouchers_account
                WHERE id IN (SELECT account_id FROM fresh) ORDER BY id FOR NO KEY UPDATE;
            UPDATE vouchers_account SET balance = balance + moved.won
                FROM (SELECT account_id, sum(amount) AS won FROM fresh GROUP BY account_id) AS moved
                WHERE vouchers_account.id = moved.account_id;
            RETURN NULL;
        """,
    )


class Account(models.Model):
    """One account. ``floor``: the least balance in won, empty for counter accounts."""

    kind = models.CharField(max_length=12, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()])
    money = models.CharField(
        max_length=8,
        choices=[(books.Money.SUPPORT.value, _("subsidy")), (books.Money.OWN.value, _("own contribution"))],
    )
    call = models.ForeignKey(Call, models.PROTECT, related_name="accounts")
    track = models.CharField(max_length=40, blank=True)
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="accounts")
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True, related_name="accounts")
    floor = models.BigIntegerField(null=True)
    balance = models.BigIntegerField(_("balance (won)"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "money", "call", "track", "voucher", "supplier"],
                nulls_distinct=False,
                name="one_account_of_a_name",
            ),
            models.CheckConstraint(
                condition=Q(floor=None) | Q(balance__gte=F("floor")), name="balance_not_below_floor"
            ),
            models.CheckConstraint(
                condition=Q(floor__isnull=True, kind__in=sorted(books.COUNTER))
                | Q(floor__isnull=False) & ~Q(kind__in=sorted(books.COUNTER)),
                name="counter_accounts_have_no_floor",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "track", "kind"], name="account_of_track"),
            models.Index(  # where the money of a call's vouchers is, read without the accounts that are empty again
                fields=["call", "money", "kind"],
                include=["track", "voucher", "balance"],
                condition=Q(voucher__isnull=False) & ~Q(balance=0),
                name="account_with_money",
            ),
        ]
        triggers = [_balance_by_lines_only(), *append_only_triggers()[1:]]

    def __str__(self) -> str:
        return f"{self.kind} {self.money}"


class Entry(models.Model):
    """What happened, once: ``key`` makes a repeated request harmless. ``about`` names the row behind it
    (``order:17``), ``memo`` says it in words."""

    verb = models.CharField(max_length=20, choices=[(verb.value, verb.value) for verb in books.Verb])
    key = models.CharField(max_length=120, unique=True)
    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    voucher = models.ForeignKey(Voucher, models.PROTECT, null=True, related_name="entries")
    about = models.CharField(max_length=60)
    memo = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["voucher", "id"], name="entry_of_voucher"),
            models.Index(fields=["call", "id"], name="entry_of_call"),
            models.Index(fields=["about"], name="entry_about"),
            models.Index(fields=["call"], condition=Q(verb=books.Verb.REVOKE.value), name="entry_of_unused_money"),
        ]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.verb} {self.about}"


class Line(models.Model):
    """One account's part of an entry, in won: above zero comes in, below zero goes out."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "account"], name="one_line_per_account"),
            models.CheckConstraint(condition=~Q(amount=0), name="a_line_moves_something"),
        ]
        indexes = [models.Index(fields=["account", "id"], name="line_of_account")]
        triggers = [*append_only_triggers(), _post_lines()]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.amount:+,}"
