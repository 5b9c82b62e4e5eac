"""A worker in a process of its own that gets stuck at a given place: ``python -m tests.reports.worker JOB PLACE [N]``
(half drawn: after N pages, by default 30).

It prints a line when it is there and waits to be killed.
"""

import os
import sys
import time
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django

django.setup()

from reports import making, tasks  # noqa: E402
from reports.rendering import dispatch  # noqa: E402
from tests.reports import declarations  # noqa: E402


def stuck(*args: Any, **kwargs: Any) -> None:
    sys.stdout.write("here\n")
    sys.stdout.flush()
    time.sleep(600)


if __name__ == "__main__":
    declarations.register()
    job_id, place = int(sys.argv[1]), sys.argv[2]
    if place == "numbers taken":
        dispatch.lay_out = stuck  # type: ignore[assignment]
    elif place == "half drawn":
        draw, drawn = dispatch.lay_out, iter(range(1000))
        pages = int(sys.argv[3]) if len(sys.argv) > 3 else 30
        dispatch.lay_out = lambda *a: draw(*a) if next(drawn) < pages else stuck()  # type: ignore[assignment]
    elif place == "stored":
        making.finish_job = stuck  # type: ignore[assignment]
    tasks.produce(job_id)
