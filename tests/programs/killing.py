"""Workers of a process of their own that are killed."""

import os
import subprocess
import sys


def killed_before_the_commit(module: str) -> None:
    """Runs a worker's module, which says that it is there when everything is done but the commit; then kills it."""
    with subprocess.Popen(
        [sys.executable, "-m", module],
        env=os.environ | {"HANBAT_ENV": "test"},
        stdout=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "here\n"
        worker.kill()
