"""What was found at a business: the record as it stands, every version that was handed in, and the files with them."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from files.models import StoredFile
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from survey.lifecycles import CENSUS_RECORD, HELD_SUBMISSION
from survey.models.collection import Area, Wave
from survey.models.frame import Business
from survey.models.questionnaire import QuestionnaireVersion
from survey.models.tally_work import record_triggers

RESULTS = [
    ("completed", pgettext_lazy("visit", "completed")),
    ("partial", _("partly completed")),
    ("refused", pgettext_lazy("visit", "refused")),
    ("absent", _("nobody there or suspended")),
    ("other", _("illness, language or the like")),
    ("unknown", _("not found")),
    ("closed", _("closed down")),
    ("moved_out", _("moved out of the city")),
    ("moved_in", _("moved within the city")),
    ("not_target", _("not in the census")),
    ("duplicate", _("same as another business")),
]


def new_instance_id() -> str:
    """An identifier of a filled-in form, as OpenRosa writes it."""
    return f"uuid:{uuid.uuid4()}"


class Origin(models.TextChoices):
    """Through what a version came in."""

    PAGE = "page", _("page of entry")
    CLIENT = "client", _("another client (OpenRosa)")
    FIELD = "field", _("field app")
    ANSWER = "answer", _("the respondent, on the web")


class CensusRecord(Staged):
    """The one record of a business in a wave.

    ``content`` is the filled-in form as XML, complete, as it was typed; ``answers`` what of it is relevant, by path, a
    repeat as a list of such; ``problems`` what was said of it when it was handed in, ``issues`` how many of them had to
    be mended. ``revision`` counts the saves and ``stamps`` names the one at which each field last changed: two windows
    are merged by field, and told apart only where they changed the same field. ``entered_by``: None while it is what
    the respondent answered with a participation number.
    """

    LIFE_CYCLE = CENSUS_RECORD

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="records", db_index=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="records")
    business = models.ForeignKey(Business, models.PROTECT, related_name="records")
    form = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="records", db_index=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    instance_id = models.CharField(max_length=100, default=new_instance_id)
    state = models.CharField(max_length=12, choices=CENSUS_RECORD.choices, default=CENSUS_RECORD.initial)
    result = models.CharField(_("result of the visit"), max_length=12, choices=RESULTS, blank=True)
    visited_on = models.DateField(_("day of the visit"), null=True, blank=True)
    channel = models.CharField(_("way of asking"), max_length=20, blank=True)
    content = models.TextField()
    answers: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    reasons: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    problems: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    issues = models.PositiveIntegerField(default=0)
    paradata: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    stamps: "models.JSONField[dict[str, int], dict[str, int]]" = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    receipt = models.CharField(_("receipt number"), max_length=30, blank=True)
    return_note = models.CharField(_("what to mend"), max_length=500, blank=True)
    return_notes: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="census_records", db_index=False
    )
    started_at = models.DateTimeField(default=clock.now)
    saved_at = models.DateTimeField(default=clock.now)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        triggers = [life_cycle_trigger(CENSUS_RECORD), *record_triggers()]
        constraints = [
            models.UniqueConstraint(fields=["wave", "business"], name="one_record_of_a_business_in_a_wave"),
            models.UniqueConstraint(fields=["instance_id"], name="record_of_a_filled_in_form_once"),
            models.UniqueConstraint(fields=["receipt"], condition=~models.Q(receipt=""), name="census_receipt_once"),
            models.CheckConstraint(
                condition=models.Q(state="draft") | ~models.Q(receipt=""), name="submitted_record_has_receipt"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(issues=0), name="approved_record_has_no_issues"
            ),
        ]
        indexes = [
            models.Index(fields=["wave", "state", "-submitted_at"], name="record_of_wave"),
            models.Index(fields=["wave", "visited_on"], name="record_by_day"),
            models.Index(fields=["entered_by", "-submitted_at"], name="record_of_enumerator"),
            GinIndex(fields=["answers"], opclasses=["jsonb_path_ops"], name="record_by_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.business} ({self.wave})"

    @property
    def is_the_respondents(self) -> bool:
        """Whether the respondent answers it: until an enumerator enters it, or it is sent back to one."""
        return self.entered_by_id is None and self.state != "returned"


class RecordVersion(models.Model):
    """A record as it was handed in; the database refuses to change or delete it. ``instance_id`` is that of the
    filled-in form, ``replaces`` that of the one whose place it takes; ``sha256`` is of the content as it came.
    Where the respondent answered, it has no ``author``."""

    record = models.ForeignKey(CensusRecord, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    form = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="+", db_index=False)
    instance_id = models.CharField(max_length=100)
    replaces = models.CharField(max_length=100, blank=True)
    origin = models.CharField(max_length=6, choices=Origin.choices)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    answers: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    reasons: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField()
    problems: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    paradata: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["record_id", "number"]
        triggers = append_only_triggers()
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="record_version_once"),
            models.UniqueConstraint(fields=["instance_id"], name="version_of_a_filled_in_form_once"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} v{self.number}"


class HeldSubmission(Staged):
    """What another client sent and could not become a record, byte for byte, with the reason, until a person places it
    at a business or puts it away. The same bytes are held once."""

    LIFE_CYCLE = HELD_SUBMISSION

    class Why(models.TextChoices):
        NOT_XML = "not_xml", _("no XML that can be read")
        OTHER_FORM = "other_form", _("filled in with a form that this wave does not ask")
        NO_BUSINESS = "no_business", _("no business of this wave has its shop number")
        NOT_ASSIGNED = "not_assigned", _("the business is not assigned to the sender")
        WAVE_CLOSED = "wave_closed", _("came outside the time of entry")
        CONFLICT = "conflict", _("same identifier as another, with other content")
        HANDED_IN = "handed_in", _("the business has a record that was handed in already")
        DRAFTED = "drafted", _("a draft of the business lies there, begun on the page of entry")
        FILE_REFUSED = "file_refused", _("an attached file cannot be kept")

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="held", db_index=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12, choices=HELD_SUBMISSION.choices, default=HELD_SUBMISSION.initial)
    why = models.CharField(_("reason"), max_length=12, choices=Why.choices)
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    instance_id = models.CharField(max_length=100, blank=True)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField(default=clock.now)
    record = models.ForeignKey(CensusRecord, models.PROTECT, null=True, related_name="held", db_index=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True)
    settled_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        triggers = [life_cycle_trigger(HELD_SUBMISSION)]
        constraints = [
            models.UniqueConstraint(fields=["wave", "sender", "sha256"], name="the_same_bytes_are_held_once")
        ]

    def __str__(self) -> str:
        return self.instance_id or self.sha256[:12]


class RecordFile(models.Model):
    """A photo or file by the name that the answer holds: of a version, of what is held, or of a record that is still
    being entered."""

    version = models.ForeignKey(RecordVersion, models.PROTECT, null=True, related_name="files", db_index=False)
    held = models.ForeignKey(HeldSubmission, models.PROTECT, null=True, related_name="files", db_index=False)
    record = models.ForeignKey(CensusRecord, models.PROTECT, null=True, related_name="files", db_index=False)
    name = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="file_of_a_version_once"),
            models.UniqueConstraint(fields=["held", "name"], name="file_of_what_is_held_once"),
            models.UniqueConstraint(fields=["record", "name"], name="file_of_a_draft_once"),
            models.CheckConstraint(
                condition=Exact(
                    models.Func(
                        "version", "held", "record", function="num_nonnulls", output_field=models.IntegerField()
                    ),
                    1,
                ),
                name="file_of_one_of_three",
            ),
        ]

    def __str__(self) -> str:
        return self.name
