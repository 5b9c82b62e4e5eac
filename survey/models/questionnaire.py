"""Questionnaires and their versions: the workbook as it came, the XForm made of it, the compiled form, the
tables that belong to it."""

from functools import cached_property
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from survey.lifecycles import QUESTIONNAIRE
from survey.rules.xform.form import Form


class Questionnaire(models.Model):
    """What is asked, through all its versions; ``code`` is the form's id in the workbook."""

    code = models.CharField(_("form id"), max_length=80, unique=True)
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        ordering = ["title", "code"]

    def __str__(self) -> str:
        return self.title or self.code


class QuestionnaireVersion(Staged):
    """One version. What it asks never changes: whoever wants it otherwise uploads another version, and records keep
    the one they were filled in with."""

    LIFE_CYCLE = QUESTIONNAIRE

    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    version = models.CharField(_("version"), max_length=60)
    state = models.CharField(max_length=12, choices=QUESTIONNAIRE.choices, default=QUESTIONNAIRE.initial)
    file_name = models.CharField(_("file"), max_length=255)
    workbook = models.BinaryField()
    xform = models.TextField()  # what ODK Collect and other clients read, untouched
    compiled: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    warnings: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "version"], condition=~Q(state="discarded"), name="one_form_of_a_version"
            ),
        ]
        triggers = [
            life_cycle_trigger(QUESTIONNAIRE),
            pgtrigger.ReadOnly(
                name="a_version_asks_the_same", fields=["questionnaire", "version", "workbook", "xform", "compiled"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.version}"

    @cached_property
    def form(self) -> Form:
        return Form.from_json(self.compiled)


class QuestionnaireFile(models.Model):
    """A table that belongs to a version, as it came: other clients fetch it by its name. The database refuses changing
    it, as what a version asks never changes."""

    version = models.ForeignKey(QuestionnaireVersion, models.PROTECT, related_name="files", db_index=False)
    name = models.CharField(max_length=100)
    content = models.BinaryField()
    md5 = models.CharField(max_length=32)  # by which clients see that it changed; not for safety

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="file_of_a_form_once")]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return self.name
