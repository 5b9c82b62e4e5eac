"""``manage.py rerank <number>``: makes a kept ranking again from its frozen inputs and compares."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from programs.models import RankingRun
from programs.queries.ranking import frozen_inputs, made_again
from programs.rules.ranking import content_hash


class Command(BaseCommand):
    help = "Makes a kept ranking again from its frozen inputs; fails when the hash or any place differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, help="number of the ranking")

    def handle(self, *arguments: Any, **options: Any) -> None:
        run = RankingRun.objects.select_related("call").filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"There is no ranking {options['run']}.")
        places = len(run.result["places"])
        if not made_again(run):
            raise CommandError(f"{run.call}: made again, the ranking differs from the one that was kept.")
        self.stdout.write(f"{run.call}: {places} places, the same again; {content_hash(frozen_inputs(run))}")
