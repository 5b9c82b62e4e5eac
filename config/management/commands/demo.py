"""``manage.py demo``: plays a whole small city through the same actions as real life, deterministically from a seed."""

import json
import time
from dataclasses import asdict
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from accounts.models import User
from config.embedded import data_home
from kernel.demo import DEMO_PASSWORD, City, SignIn

PARTS = ("accounts", "survey", "vouchers", "internships")


class Command(BaseCommand):
    help = "Makes the demonstration city (once); --sign-ins prints whom to try it as."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument(
            "--scale", type=float, default=1.0, help="1.0: 300 applications, 250 interns, 2,000 records"
        )
        parser.add_argument("--frame", type=Path, help="the list of businesses; without it a small one is made")
        parser.add_argument("--sign-ins", action="store_true", help="only print the sign-ins of the city already made")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration city is not for production: its passwords are printed.")
        kept = settings.DATA_FOLDER / "demo.json"
        if options["sign_ins"]:
            self._print_sign_ins(kept)
            return
        if User.objects.filter(email__endswith="@hanbat.example").exists():
            self._require_whole(kept)
            self.stdout.write("The city is there already; nothing was changed.")
            return
        frame = options["frame"]
        if frame and not frame.exists():
            raise CommandError(f"There is no file {frame}.")
        city = City(seed=options["seed"], scale=options["scale"], frame=frame)
        started = time.monotonic()
        with translation.override("ko"):
            for part in PARTS:
                self._play(part, city)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([asdict(entry) for entry in city.sign_ins], ensure_ascii=False), encoding="utf-8")
        self.stdout.write(f"The city of seed {city.seed} in {time.monotonic() - started:.1f} s:")
        for what, count in city.made:
            self.stdout.write(f"  {count:>8,}  {what}")

    def _require_whole(self, kept: Path) -> None:
        """Raises CommandError when a first run was stopped half way: its sign-ins are written down at its end."""
        if not kept.exists():
            folders = " and ".join(str(folder) for folder in sorted({settings.DATA_FOLDER, data_home()}))
            raise CommandError(
                f"A city was begun here and not finished. Remove {folders} (or empty the database that DATABASE_URL "
                "names), then run this again."
            )

    def _play(self, part: str, city: City) -> None:
        if not find_spec(f"{part}.demo"):
            return
        started = time.monotonic()
        import_module(f"{part}.demo").play(city)
        self.stdout.write(f"{part}: {time.monotonic() - started:.1f} s")

    def _print_sign_ins(self, kept: Path) -> None:
        if not kept.exists():
            raise CommandError("There is no demonstration city yet; run manage.py demo first.")
        self.stdout.write(f"Sign in at {settings.PUBLIC_URL} with the password {DEMO_PASSWORD}")
        for entry in (SignIn(**values) for values in json.loads(kept.read_text(encoding="utf-8"))):
            self.stdout.write(f"  {entry.who:<34} {entry.email:<34} {entry.start}")
