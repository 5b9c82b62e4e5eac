"""Stored files: what a person sees (:class:`StoredFile`) and the content that it stands for (:class:`Content`)."""

import uuid

from django.db import models
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User
from files.kinds import FileKind
from kernel import clock


class Content(models.Model):
    """The bytes of a file, kept once however often they are uploaded; named by their SHA-256.

    Never shown by itself: who may read is decided by each :class:`StoredFile`, so that two owners of the same
    content learn nothing of each other.
    """

    class Scan(models.TextChoices):
        NOT_SCANNED = "not_scanned", pgettext_lazy("virus check", "not scanned")  # no scanner is configured
        WAITING = "waiting", pgettext_lazy("virus check", "being checked")
        CLEAN = "clean", pgettext_lazy("virus check", "checked")
        INFECTED = "infected", pgettext_lazy("virus check", "locked")

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField(help_text="bytes")
    kind = models.CharField(max_length=10, choices=[(kind.code, kind.value.label) for kind in FileKind])
    scan = models.CharField(max_length=12, choices=Scan.choices, default=Scan.NOT_SCANNED)
    scanned_at = models.DateTimeField(null=True, blank=True)
    finding = models.CharField(max_length=200, blank=True, help_text="what the scanner called it")
    stored_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="content_not_empty"),
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="content_sha256"),
        ]
        indexes = [
            models.Index(fields=["stored_at"], condition=models.Q(scan="waiting"), name="content_waiting"),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def tone(self) -> str:
        """The colour of the scan's badge."""
        return {"clean": "success", "waiting": "info", "infected": "danger"}.get(self.scan, "neutral")

    @property
    def place(self) -> str:
        """Where the bytes lie in the storage."""
        return f"content/{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"

    @property
    def quarantine_place(self) -> str:
        return f"quarantine/{self.sha256}"


class StoredFile(models.Model):
    """A file under the name that its uploader gave it, belonging to the uploader and perhaps an organisation."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content = models.ForeignKey(Content, models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    uploader = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            # the same person sending the same file again (a second click) gets the first one back
            models.UniqueConstraint(
                fields=["content", "uploader", "organisation", "name"],
                name="stored_file_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["uploader", "-created_at"], name="stored_file_by_uploader"),
            models.Index(fields=["organisation", "-created_at"], name="stored_file_by_organisation"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sha256(self) -> str:
        return self.content_id

    @property
    def size(self) -> int:
        """Bytes."""
        return self.content.size

    @property
    def kind(self) -> FileKind:
        return FileKind.by_code(self.content.kind)

    @property
    def media_type(self) -> str:
        return self.kind.value.media_type
