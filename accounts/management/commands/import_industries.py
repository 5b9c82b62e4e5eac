"""``manage.py import_industries``: the industrial classification (KSIC) in both revisions."""

import csv
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions.industry import load_industries
from kernel.actor import Actor, Channel

BUILT_IN = Path(__file__).resolve().parents[2] / "reference" / "industries.csv"


def official_files() -> list[Path]:
    """The whole classification where it lies beside the project, else the few codes that come with it."""
    shared = Path(settings.BASE_DIR).parent / "shared" / "data"
    found = [path for name in ("ksic_10.csv", "ksic_11.csv") if (path := shared / name).exists()]
    return found or [BUILT_IN]


class Command(BaseCommand):
    help = "Loads codes of the industrial classification from CSV (code,name_ko,level,parent,revision)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="default: ../shared/data, or the built-in few")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = Actor.system("import-industries", Channel.COMMAND)
        for path in options["files"] or official_files():
            try:
                with path.open(encoding="utf-8-sig", newline="") as source:
                    count = load_industries(actor, csv.DictReader(source))
            except (OSError, UnicodeDecodeError) as error:
                raise CommandError(f"{path} cannot be read: {error}") from error
            except (KeyError, ValueError) as error:
                raise CommandError(
                    f"{path}: the columns code, name_ko, level, parent and revision are needed ({error})"
                ) from error
            self.stdout.write(f"{path.name}: {count} codes")
