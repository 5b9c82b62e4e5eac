"""Files that an application carries."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from files.models import StoredFile
from kernel import clock
from programs.models.application import Application


class Attachment(models.Model):
    """A file that an application carries as one of the call's documents; taken off, it stays in earlier versions."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    attached_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    attached_at = models.DateTimeField(default=clock.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "file"],
                condition=Q(removed_at__isnull=True),
                name="a_file_once_per_document",
            )
        ]
        indexes = [models.Index(fields=["file"], name="attachment_file")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file}"
