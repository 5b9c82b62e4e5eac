"""``manage.py lifecycles``: draws every life-cycle table into ``docs/lifecycles/``; ``--check`` fails when stale."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from kernel.lifecycle import REGISTRY, LifeCycle


def page(cycle: LifeCycle) -> str:
    """The table and a Mermaid state diagram of one life cycle, in English with the Korean label in brackets."""
    lines = [f"# {_both(cycle.title)}", "", "Made by `manage.py lifecycles` from the code; do not edit.", ""]
    lines += ["```mermaid", "stateDiagram-v2", f"    [*] --> {cycle.initial}"]
    lines += [f'    state "{_both(state.label)}" as {state.code}' for state in cycle.states]
    for arrow in cycle.transitions:
        lines += [f"    {source} --> {arrow.target}: {arrow.verb}" for source in arrow.sources]
    left = {source for arrow in cycle.transitions for source in arrow.sources}
    lines += [f"    {state.code} --> [*]" for state in cycle.states if state.code not in left]
    lines += ["```", "", "| from | verb | to | who | guard |", "| --- | --- | --- | --- | --- |"]
    for arrow in cycle.transitions:
        sources = ", ".join(arrow.sources)
        lines.append(
            f"| {sources} | {arrow.verb} ({_both(arrow.label)}) | {arrow.target} | {arrow.who} | {arrow.guard} |"
        )
    return "\n".join(lines) + "\n"


def _both(text: object) -> str:
    english = str(text)
    with translation.override("ko"):
        korean = str(text)
    return english if english == korean else f"{english} ({korean})"


class Command(BaseCommand):
    help = "Writes docs/lifecycles/*.md from the life-cycle tables in the code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a page is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs" / "lifecycles"
        with translation.override("en"):
            pages = {f"{name}.md": page(cycle) for name, cycle in sorted(REGISTRY.items())}
        if options["check"]:
            self._check(folder, pages)
            return
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.md"):
            if old.name not in pages:
                old.unlink()
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(pages)} life cycles drawn")

    def _check(self, folder: Path, pages: dict[str, str]) -> None:
        present = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
        stale = sorted(name for name in {*pages, *present} if pages.get(name) != present.get(name))
        if stale:
            raise CommandError(f"stale diagrams: {', '.join(stale)}; run manage.py lifecycles")
        self.stdout.write(f"{len(pages)} life cycles up to date")
