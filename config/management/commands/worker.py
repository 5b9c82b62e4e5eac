"""``manage.py worker``: a worker node (django-q2's cluster) that shows that it lives."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from config.heartbeat import start_beating


class Command(BaseCommand):
    help = "Runs queued work (documents, notices, imports, schedules) until stopped by Ctrl-C or SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        from django_q.cluster import Cluster  # starts nothing, but reads the queue's settings

        cluster = Cluster()
        connections.close_all()  # before the fork: a connection belongs to one process
        cluster.start()
        stop = start_beating(cluster.sentinel.is_alive)
        cluster.sentinel.join()
        try:
            stop()
        except DatabaseError:
            self.stderr.write("The database went first; this worker stays on its list for a while.")
