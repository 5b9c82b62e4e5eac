"""The Korean Standard Industrial Classification (한국표준산업분류, KSIC) in its revisions."""

from django.db import models


class IndustryCode(models.Model):
    """One code of one revision: a letter (section) or two to five digits.

    The same code can mean another industry in another revision, so a code never stands without its revision.
    """

    revision = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField()  # 1 section … 5 sub-class
    parent = models.CharField(max_length=5, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "code"], name="industry_code_once_a_revision"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="industry_level_1_to_5"),
        ]
        indexes = [models.Index(fields=["revision", "level", "code"], name="industry_by_level")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
