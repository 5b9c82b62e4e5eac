"""``manage.py reference_figure NAME VALUE --since 2026-01-01 --source "…"``: proposes a rate or threshold."""

from argparse import ArgumentParser
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.actor import Actor, Channel
from kernel.errors import HanbatError
from programs.actions.figure import propose_figure


class Command(BaseCommand):
    help = "Proposes a reference figure (vouchers.clawback_interest: yearly rate as a part of one) with its source."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("value")
        parser.add_argument("--since", required=True, type=date.fromisoformat)
        parser.add_argument("--source", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            value = Decimal(options["value"])
            actor = Actor.system("reference_figure", Channel.COMMAND)
            made = propose_figure(actor, options["name"], value, options["since"], options["source"])
        except (InvalidOperation, HanbatError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"proposed: {made.name} = {made.value} from {made.since} ({made.source}); a person approves it"
        )
