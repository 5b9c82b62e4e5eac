from django.db import models


class RequestKey(models.Model):
    """A form's one-time key: a repeated request (double click, retry, resend) finds here what the first one did."""

    key = models.CharField(max_length=64)
    actor_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    result = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["verb", "actor_id", "key"], name="request_key_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"
