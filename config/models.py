"""What the running parts of the service know of each other."""

from django.db import models


class Heartbeat(models.Model):
    """A worker node that lives: written every few seconds, so that /healthz can tell whether work gets done."""

    node = models.CharField(max_length=200, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.node} {self.beat_at:%H:%M:%S}"
