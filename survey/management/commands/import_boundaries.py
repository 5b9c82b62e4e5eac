"""``manage.py import_boundaries FILE --source TEXT``: the outlines of the dongs, for the map of the boards."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.actor import Actor, Channel
from survey.actions.boundaries import load_boundaries
from survey.errors import NoBoundary
from survey.rules.boundaries import BoundariesUnreadable


class Command(BaseCommand):
    help = "Load the boundaries of the administrative dongs (GeoJSON in WGS84); boards draw them instead of squares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="GeoJSON (EPSG:4326), a feature for each dong")
        parser.add_argument("--source", required=True, help="whose data, which licence: shown beside the map")
        parser.add_argument(
            "--code-property", default="code", help="the property with the dong's code (8 or 10 digits)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        actor = Actor.system("import_boundaries", Channel.COMMAND)
        try:
            loaded = load_boundaries(actor, path.read_bytes(), options["source"], options["code_property"])
        except (BoundariesUnreadable, NoBoundary) as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{loaded.dongs} dongs have an outline; {loaded.others} of other places were left out.")
        if loaded.lacking:
            self.stdout.write(f"Without one, so that the map of squares stays: {', '.join(loaded.lacking)}")
