"""With what other clients sign in: app tokens of a person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import clock


class AppToken(models.Model):
    """A password for an app on a device, shown once and kept as its SHA-256 (it is 256 bits of chance, so that nobody
    can try them out); revoked when the device is lost."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="app_tokens")
    name = models.CharField(_("device"), max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
