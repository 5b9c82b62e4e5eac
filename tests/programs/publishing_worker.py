"""A worker in a process of its own that gets stuck half-way through publishing, or through telling of receipts
where nothing is to be published: ``python -m tests.programs.publishing_worker``. It prints a line when it is there and
waits to be killed.
"""

import os
import sys
import time
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django

django.setup()

from notices import actions as notices  # noqa: E402
from programs import tasks  # noqa: E402

tell = notices._mail


def stuck_after_the_mails(*args: Any, **kwargs: Any) -> None:
    """Everything has moved, every notice and mail is written, nothing is committed."""
    tell(*args, **kwargs)
    sys.stdout.write("here\n")
    sys.stdout.flush()
    time.sleep(600)


if __name__ == "__main__":
    notices._mail = stuck_after_the_mails
    tasks.publish_results()
    tasks.tell_received()
