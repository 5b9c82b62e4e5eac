"""What was found at a business: the record as it stands, and every version that was handed in."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from survey.lifecycles import CENSUS_RECORD
from survey.models.collection import Area, Wave
from survey.models.frame import Business

RESULTS = [
    ("completed", pgettext_lazy("visit", "completed")),
    ("partly", _("partly completed")),
    ("refused", pgettext_lazy("visit", "refused")),
    ("absent", _("nobody there")),
    ("suspended", _("business suspended")),
    ("unable", _("illness, language or the like")),
    ("not_found", _("not found")),
    ("closed", _("closed down")),
    ("moved_away", _("moved out of the city")),
    ("out_of_scope", _("not in the census")),
    ("duplicate", _("same as another business")),
]


class CensusRecord(Staged):
    """The one record of a business in a wave.

    ``typed`` is what was typed, ``answers`` what the last hand-in made of it. ``revision`` counts the saves and
    ``stamps`` names the one at which each field last changed: two windows are merged by field, and told apart only
    where they changed the same field.
    """

    LIFE_CYCLE = CENSUS_RECORD

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="records", db_index=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="records")
    business = models.ForeignKey(Business, models.PROTECT, related_name="records")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=12, choices=CENSUS_RECORD.choices, default=CENSUS_RECORD.initial)
    result = models.CharField(_("result of the visit"), max_length=12, choices=RESULTS, blank=True)
    visited_on = models.DateField(_("day of the visit"), null=True, blank=True)
    memo = models.CharField(_("memo"), max_length=500, blank=True)
    form_version = models.CharField(max_length=20)
    answers: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    reasons: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    typed: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    stamps: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    receipt = models.CharField(_("receipt number"), max_length=30, blank=True)
    return_note = models.CharField(_("what to mend"), max_length=500, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="census_records")
    started_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        triggers = [life_cycle_trigger(CENSUS_RECORD)]
        constraints = [
            models.UniqueConstraint(fields=["wave", "business"], name="one_record_of_a_business_in_a_wave"),
            models.UniqueConstraint(fields=["receipt"], condition=~models.Q(receipt=""), name="census_receipt_once"),
            models.CheckConstraint(
                condition=models.Q(state="draft") | ~models.Q(receipt=""), name="submitted_record_has_receipt"
            ),
        ]
        indexes = [models.Index(fields=["wave", "state", "-submitted_at"], name="record_of_wave")]

    def __str__(self) -> str:
        return f"{self.business} ({self.wave})"


class RecordVersion(models.Model):
    """A record as it was handed in; the database refuses to change or delete it."""

    record = models.ForeignKey(CensusRecord, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    result = models.CharField(max_length=12, choices=RESULTS)
    visited_on = models.DateField()
    memo = models.CharField(max_length=500, blank=True)
    form_version = models.CharField(max_length=20)
    answers: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    reasons: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["record_id", "number"]
        triggers = append_only_triggers()
        constraints = [models.UniqueConstraint(fields=["record", "number"], name="record_version_once")]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"
