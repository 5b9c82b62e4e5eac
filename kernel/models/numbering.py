from django.db import models


class Counter(models.Model):
    """Gapless numbers for receipts and documents: one row per series, locked while a number is taken."""

    series = models.CharField(max_length=80, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series}: {self.value}"
