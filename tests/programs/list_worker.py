"""A worker in a process of its own that gets stuck when all work on a long list is done and nothing is committed:
``python -m tests.programs.list_worker``. It prints a line when it is there and waits to be killed.
"""

import os
import sys
import time
from typing import Any
from unittest.mock import patch

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django

django.setup()

from programs import tasks  # noqa: E402
from programs.actions import list_job  # noqa: E402


def stuck(*_arguments: Any, **_changes: Any) -> None:
    sys.stdout.write("here\n")
    sys.stdout.flush()
    time.sleep(600)


if __name__ == "__main__":
    with patch.object(list_job, "advance", stuck):
        tasks.work_off_lists()
