"""Files that an amendment puts with the notice of a call."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from files.models import StoredFile
from programs.models.call import CallAmendment


class AmendmentFile(models.Model):
    """A file that comes to the notice once its amendment is in force; before that only the office reads it."""

    amendment = models.ForeignKey(CallAmendment, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=120)

    class Meta:
        indexes = [models.Index(fields=["file"], name="amendment_file")]

    def __str__(self) -> str:
        return self.title
