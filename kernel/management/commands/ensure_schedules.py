"""``manage.py ensure_schedules``: brings the worker's schedules up to date (``migrate`` does it as well)."""

from typing import Any

from django.core.management.base import BaseCommand

from kernel.schedules import ensure_schedules


class Command(BaseCommand):
    help = "Writes the registered schedules into the worker's table."

    def handle(self, *args: Any, **options: Any) -> None:
        for code in ensure_schedules():
            self.stdout.write(code)
