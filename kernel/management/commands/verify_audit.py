"""``manage.py verify_audit``: walks both chains and names the first row that is not what was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.models import AccessEntry, AuditEntry
from kernel.queries.audit import verify_chain


class Command(BaseCommand):
    help = "Checks the hash chains of the audit trail and the access log; exit 1 and the first bad row if tampered."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = False
        for model in (AuditEntry, AccessEntry):
            result = verify_chain(model)
            if result.fault:
                broken = True
                self.stderr.write(f"{model.CHAIN}: row {result.first_bad} — {result.fault}")
            else:
                self.stdout.write(f"{model.CHAIN}: {result.rows} rows, chain whole, head {result.head[:16] or '-'}")
        if broken:
            raise CommandError("The trail has been tampered with.")
