"""What a person agreed to, item by item, in the words that were shown (개인정보보호법 §15②, §17②, §22)."""

from django.db import models

from accounts.models.person import User
from kernel import clock


class ConsentText(models.Model):
    """The words of one consent in one version and language, kept as they were shown; never changed."""

    code = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    purpose = models.TextField()
    items = models.TextField()
    retention = models.TextField()
    refusal = models.TextField()
    recipient = models.TextField(blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version", "language", "digest"], name="consent_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version} ({self.language})"


class Consent(models.Model):
    """One item that a person agreed to, from when until when; ``about`` names the case it was given for, if any."""

    user = models.ForeignKey(User, models.PROTECT, related_name="consents")
    code = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="+")
    about = models.CharField(max_length=120, blank=True)
    given_at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "code", "about"],
                condition=models.Q(withdrawn_at=None),
                name="one_standing_consent_an_item",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.code} v{self.version}"
