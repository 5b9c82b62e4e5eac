"""``manage.py messages``: keeps the translation catalogues (see :mod:`kernel.catalogues`)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kernel import catalogues


class Command(BaseCommand):
    help = "Extracts texts into locale/<app>/<language>; --check fails on gaps; --compile writes the .mo files."
    requires_system_checks: list[str] = []  # runs before anything is migrated

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a text is missing")
        parser.add_argument("--compile", action="store_true", help="only write the .mo files")

    def handle(self, *args: Any, **options: Any) -> None:
        base = Path(settings.BASE_DIR)
        if options["compile"]:
            self.stdout.write(f"{catalogues.compile_all(base)} catalogues compiled")
            return
        apps = [app for app in settings.INSTALLED_APPS if (base / app).is_dir()]
        problems: list[str] = []
        korean = []
        for owner, template in catalogues.extracted(base, apps).items():
            for language in catalogues.LANGUAGES:
                path = catalogues.catalogue_path(base, owner, language)
                catalogue = catalogues.merged(path, template, language)
                text = catalogues.as_text(catalogue)
                name = path.relative_to(base)
                korean += [catalogue] if language == "ko" else []
                problems += [f"{name}: {gap}" for gap in catalogues.gaps(catalogue)]
                if not options["check"]:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(text)
                elif not path.exists() or path.read_bytes() != text:
                    problems.append(f"{name}: not what the code says; run manage.py messages")
        problems += catalogues.clashes(korean)
        if problems and options["check"]:
            raise CommandError("\n".join(problems))
        if not options["check"]:
            catalogues.compile_all(base)
        self.stdout.write(f"{len(problems)} texts to translate" if problems else "catalogues complete")
        for problem in problems:
            self.stdout.write(problem)
