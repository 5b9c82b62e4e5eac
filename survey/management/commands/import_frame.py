"""``manage.py import_frame FILE``: brings a 상가(상권)정보 file into the business frame."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kernel.actor import Actor, Channel
from survey.actions.frame import check_frame_file, load_frame_file, receive_frame_file
from survey.errors import SameFileLoaded, cell_message, file_message
from survey.models import FrameImport


class Command(BaseCommand):
    help = "Load a business file (상가(상권)정보) into the frame, or with --dry-run say what loading would do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV (UTF-8 or CP949; comma, pipe, tab) or Excel workbook")
        parser.add_argument("--dry-run", action="store_true", help="count only; the frame stays as it is")
        parser.add_argument("--taxonomy", choices=["auto", "old", "new"], default="auto", help="industry codes")
        parser.add_argument("--ksic-revision", type=int, choices=[9, 10, 11], default=10, help="of the KSIC codes")
        parser.add_argument("--skip-bad", action="store_true", help="load although rows are bad, leaving them out")
        parser.add_argument("--again", action="store_true", help="load although this file is the latest loaded")
        parser.add_argument("--faults", type=int, default=20, metavar="N", help="bad rows to list (0: all)")
        parser.add_argument("--json", action="store_true", help="the counts as one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        actor = Actor.system("import_frame", Channel.COMMAND)
        taxonomy = "" if options["taxonomy"] == "auto" else options["taxonomy"]
        with path.open("rb") as stream:
            try:
                received = receive_frame_file(
                    actor, stream, path.name, taxonomy=taxonomy, ksic_revision=options["ksic_revision"],
                    skip_bad=options["skip_bad"], again=options["again"] or options["dry_run"],
                )  # fmt: skip
            except SameFileLoaded as refused:
                raise CommandError(f"{refused} (--again)") from None
            work = check_frame_file if options["dry_run"] else load_frame_file
            done = work(actor, received.pk, stream, self._progress)
        if options["json"]:
            self.stdout.write(json.dumps(done.counts, ensure_ascii=False))
        else:
            self._report(done, options["faults"])
        if done.state == "refused":
            raise CommandError(file_message(done.problem, done.problem_facts))

    def _progress(self, step: str, percent: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{percent:3} % {step}   ", ending="")

    def _report(self, done: FrameImport, limit: int) -> None:
        counts = done.counts
        if counts:
            self._counts(counts)
        faults = done.faults.all() if limit == 0 else done.faults.all()[:limit]
        for fault in faults:
            value = f" ({fault.value})" if fault.value else ""
            self.stdout.write(f"  row {fault.row}, {fault.column}{value}: {cell_message(fault.problem, fault.facts)}")
        if counts and counts["bad_rows"] > len(faults):
            self.stdout.write(f"  … {counts['bad_rows']} bad rows in all; --faults 0 lists every one")
        self.stdout.write({"checked": "Dry run: the frame is as it was.", "loaded": "Loaded."}.get(done.state, ""))

    def _counts(self, counts: dict[str, Any]) -> None:
        elsewhere = sum(counts["other_cities"].values())
        lines = [
            ("rows in the file", counts["rows"]),
            ("businesses of this city, good", counts["in_file"]),
            ("  to add", counts["added"]),
            ("    of these perhaps one that is missing", counts["perhaps_same"]),
            ("  to change", counts["changed"]),
            ("    of these at another address", counts["moved"]),
            ("  to leave as they are", counts["same"]),
            ("  found again after missing", counts["returned"]),
            ("in the frame, not in the file (not closed)", counts["gone"]),
            ("bad rows", counts["bad_rows"]),
            ("of other cities, left out", elsewhere),
            ("without a point", counts["without_point"]),
            ("repeats of a name within a dong", counts["repeats"]),
            ("  names that repeat / shops that bear them", f"{counts['repeat_groups']} / {counts['repeat_members']}"),
            ("  repeats when spaces and case are ignored", counts["spelt_alike"]),
        ]
        kind = {"": "workbook", "\t": "tab", ",": "comma", "|": "pipe", ";": "semicolon"}[counts["delimiter"]]
        self.stdout.write(f"{counts['encoding']}, {kind}, {counts['columns']} columns, {counts['taxonomy']} taxonomy")
        for label, value in lines:
            self.stdout.write(f"{label:44} {value:>10}")
        self.stdout.write(f"{'gu':8} {'in file':>9} {'add':>9} {'change':>9} {'leave':>9} {'gone':>9}")
        for row in counts["by_gu"]:
            cells = (row[name] for name in ("in_file", "added", "changed", "same", "gone"))
            self.stdout.write(f"{row['gu']:8} " + " ".join(f"{cell:>9}" for cell in cells))
