"""``manage.py deliver_mails``: sends what lies in the outbox now, without waiting for the worker."""

import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from notices.delivery import BATCH, LEASE, SAFETY, deliver
from notices.queries import unsent


class Command(BaseCommand):
    help = "Sends the mails that are due; any number of these and of workers may run at the same time."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="go on until nothing waits any more")
        parser.add_argument("--batch", type=int, default=BATCH, help="mails claimed at once")
        parser.add_argument("--lease", type=float, default=LEASE.total_seconds(), help="seconds a claim holds")

    def handle(self, *args: Any, **options: Any) -> None:
        lease = timedelta(seconds=options["lease"])
        safety = min(SAFETY, lease / 2)
        while True:
            tally = deliver(batch=options["batch"], lease=lease, safety=safety)
            self.stdout.write(f"sent {tally.sent}, postponed {tally.postponed}, failed {tally.failed}")
            if not (options["until_empty"] and unsent().exists()):
                return
            time.sleep(0.2)
