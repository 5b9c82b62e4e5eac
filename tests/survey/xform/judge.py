"""Our verdict and JavaRosa's, side by side."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory


@dataclass(frozen=True)
class Opinion:
    """``verdict``: VALID, REQUIRED, CONSTRAINT or ERROR; ``at``: where (or why); the answers it ends up with."""

    verdict: str
    at: str
    answers: dict[str, str]


def opinions(command: list[str], form: bytes, instances: list[bytes]) -> list[Opinion]:
    """JavaRosa's opinion of each instance, in one run."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "form.xml").write_bytes(form)
        names = []
        for number, instance in enumerate(instances):
            (place / f"{number}.xml").write_bytes(instance)
            names.append(str(place / f"{number}.xml"))
        said = subprocess.run(
            [*command, str(place / "form.xml")],
            input="\n".join(names),
            capture_output=True,
            text=True,
            check=True,
            timeout=900,
        )
    return [_opinion(line) for line in said.stdout.splitlines()]


def _opinion(line: str) -> Opinion:
    verdict, at, answers = line.split("\t")
    return Opinion(verdict, at, dict(one.split("=", 1) for one in answers.split("\x1f") if one))
