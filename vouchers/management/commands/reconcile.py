"""``manage.py reconcile``: whether ledger, orders, payments, bank files and settlements agree to the won."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vouchers.models import Account, Entry
from vouchers.queries.reconcile import differences


class Command(BaseCommand):
    help = "Compares the voucher ledger with orders, payments, bank files and settlements; fails on any difference."

    def handle(self, *args: Any, **options: Any) -> None:
        found = differences()
        for fault in found:
            self.stdout.write(f"{fault.what}: {fault.where}: {fault.won:+,} won")
        if found:
            raise CommandError(f"{len(found)} differences")
        entries, accounts = Entry.objects.count(), Account.objects.count()
        self.stdout.write(f"whole: {entries:,} entries over {accounts:,} accounts, no difference")
