"""The sign of life of a worker node."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread

from django.db import DatabaseError, connection
from django.db.models.functions import Now

from config.models import Heartbeat

BEAT_SECONDS = 5
LOST_AFTER = timedelta(seconds=30)
FORGOTTEN_AFTER = timedelta(hours=1)
log = logging.getLogger(__name__)


def node_name() -> str:
    """This worker among all: machine and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def live_workers() -> int:
    """How many worker nodes gave a sign of life lately, by the database's clock."""
    return Heartbeat.objects.filter(beat_at__gt=Now() - LOST_AFTER).count()


def beat(node: str) -> None:
    """Note that a node lives, and drop those long gone."""
    Heartbeat.objects.update_or_create(node=node, defaults={"beat_at": Now()})
    Heartbeat.objects.filter(beat_at__lt=Now() - FORGOTTEN_AFTER).delete()


def start_beating(alive: Callable[[], bool]) -> Callable[[], None]:
    """Beat in a thread as long as `alive` says so; the answer stops it and takes the node off the list."""
    node, stopped = node_name(), Event()

    def keep_beating() -> None:
        while not stopped.is_set():
            try:
                if alive():
                    beat(node)
            except DatabaseError as error:  # the database is away; the next beat may find it
                log.warning("No sign of life written: %s", error)
            finally:
                connection.close()
            stopped.wait(BEAT_SECONDS)

    thread = Thread(target=keep_beating, name="heartbeat", daemon=True)
    thread.start()

    def stop() -> None:
        stopped.set()
        thread.join(timeout=BEAT_SECONDS)
        Heartbeat.objects.filter(node=node).delete()

    return stop
