"""Devices on which enumerators work without a network, and everything that came from them, as it came."""

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from files.models import StoredFile
from kernel import clock
from kernel.fields import SealedCharField
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from survey.lifecycles import FIELD_ITEM
from survey.models.collection import Wave
from survey.models.frame import Business
from survey.models.record import CensusRecord
from survey.rules.offline import Position


def new_secret() -> str:
    """256 bits of chance, from which a device's keys are worked out."""
    return secrets.token_urlsafe(32)


class FieldDevice(models.Model):
    """A browser on which a person works without a network. ``secret``: of what its keys are made (see
    ``rules.offline.Purpose``); ``waiting``: how many items it said were left when it was last heard."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="field_devices")
    name = models.CharField(_("device"), max_length=60)
    secret = SealedCharField(max_length=300, default=new_secret)
    made_at = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(default=clock.now)
    waiting = models.PositiveIntegerField(default=0)
    wipe_ordered_at = models.DateTimeField(null=True)
    wipe_ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    wiped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-seen_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class FieldItem(Staged):
    """A record, a visit, a photo or a business found in the field, as it was made on a device; kept before anything is
    done with it.

    ``text`` is its canonical JSON and ``sha256`` the hash of that; a photo lies in ``file`` and its text is empty.
    ``follows`` is the item of the same business before it. ``business`` is empty until the item that adds it is taken
    in. ``receipt`` is what the device was told, word for word.
    ``outcome`` says what became of it: the record's state, receipt and revision, and the problems that stand in the
    way; ``fields`` are those that two places changed.
    """

    LIFE_CYCLE = FIELD_ITEM

    class Why(models.TextChoices):
        EARLIER_MISSING = "earlier", _("what was made before it has not come yet")
        BOTH_CHANGED = "both_changed", _("the same questions were changed in two places")
        SAME_NUMBER = "same_number", _("its number belongs to other content")
        NOT_ASSIGNED = "not_assigned", _("the business is not assigned to the sender")
        WAVE_CLOSED = "wave_closed", _("came outside the time of entry")
        OTHER_FORM = "other_form", _("filled in with another version than the record")
        REFUSED = "refused", _("cannot be kept as it is")

    device = models.ForeignKey(FieldDevice, models.PROTECT, related_name="items", db_index=False)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="field_items", db_index=False)
    business = models.ForeignKey(Business, models.PROTECT, null=True, related_name="field_items")
    state = models.CharField(max_length=12, choices=FIELD_ITEM.choices, default=FIELD_ITEM.initial)
    why = models.CharField(_("reason"), max_length=12, choices=Why.choices, blank=True)
    kind = models.CharField(
        max_length=8,
        choices=[
            ("record", _("record")),
            ("visit", _("visit")),
            ("photo", _("photo")),
            ("found", _("business found in the field")),
        ],
    )
    client_id = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    follows = models.CharField(max_length=100, blank=True)
    fields: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    outcome: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    receipt = models.TextField(blank=True)
    record = models.ForeignKey(CensusRecord, models.PROTECT, null=True, related_name="field_items")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="field_items")
    made_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy = models.PositiveIntegerField(null=True)  # metres
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True)
    settled_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        triggers = [life_cycle_trigger(FIELD_ITEM)]
        constraints = [
            models.UniqueConstraint(fields=["device", "client_id", "sha256"], name="item_of_a_device_once"),
        ]
        indexes = [
            models.Index(
                fields=["wave", "state"],
                name="field_item_left",
                condition=models.Q(state__in=["waiting", "conflict", "held"]),
            ),
            models.Index(
                fields=["device", "follows"], name="field_item_in_backlog", condition=models.Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return self.client_id

    @property
    def position(self) -> Position | None:
        """Where the device was when it was made."""
        if self.latitude is None or self.longitude is None:
            return None
        return Position(self.latitude, self.longitude, self.accuracy or 0)

    @property
    def called(self) -> str:
        """The business, or that it is one which was found and is not taken in."""
        return str(self.business) if self.business is not None else gettext("a business found in the field")
