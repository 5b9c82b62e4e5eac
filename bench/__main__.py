"""`python -m bench [NAME...]`: run the benchmarks (all, or the modules named) and print results as JSON lines."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from bench.harness import Result, Stage, machine_speed

NOT_BENCHMARKS = {"__init__", "__main__", "harness", "money_world", "pay_world"}


def main() -> None:
    known = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_BENCHMARKS)
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "names", nargs="*", choices=[[], *known], default=known, metavar="NAME", help=", ".join(known)
    )
    for name in arguments.parse_args().names:
        with Stage() as stage:
            _say(machine_speed())
            for result in import_module(f"bench.{name}").benchmarks(stage):
                _say(result)
            _say(machine_speed())


def _say(result: Result) -> None:
    sys.stdout.write(f"{result.line()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
