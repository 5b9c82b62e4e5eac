"""A round of the census: its wave, its areas, and who visits which business."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase

from kernel import clock
from survey.models.frame import Business, Dong
from survey.models.questionnaire import Questionnaire
from survey.models.tally_triggers import assignment_triggers, wave_triggers
from survey.models.tally_work import given_triggers
from survey.rules.field.hours import DAY, Hours, PermittedHours


class Wave(models.Model):
    """One round of the census: records may be entered from ``opens_at`` up to, not including, ``closes_at``. A record
    begins with the newest published version of the ``questionnaire``, and keeps it. Doors are knocked at and telephones
    rung only within the hours permitted here. ``duty_phone``: whom people in the field ring who need help."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=120)
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="waves", db_index=False, verbose_name=_("questionnaire")
    )
    opens_at = models.DateTimeField(_("entry opens"))
    closes_at = models.DateTimeField(_("entry closes"))
    visits_from = models.TimeField(_("visits from"), default=DAY.begins)
    visits_until = models.TimeField(_("visits until"), default=DAY.ends)
    calls_from = models.TimeField(_("telephone calls from"), default=DAY.begins)
    calls_until = models.TimeField(_("telephone calls until"), default=DAY.ends)
    duty_phone = models.CharField(_("telephone of whoever is on duty"), max_length=20, blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-opens_at"]
        triggers = wave_triggers()
        permissions = [
            ("manage_wave", "May assign, review and export this wave"),
            ("watch_safety", "Is told when somebody in the field needs help, and sees who is out"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="wave_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=models.Q(visits_until__gt=models.F("visits_from"), calls_until__gt=models.F("calls_from")),
                name="permitted_hours_end_after_they_begin",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def permitted(self) -> PermittedHours:
        """When people may be visited and rung."""
        return PermittedHours(
            visits=Hours(self.visits_from, self.visits_until), calls=Hours(self.calls_from, self.calls_until)
        )


class WaveGroupObjectPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Wave, models.CASCADE)


class Area(models.Model):
    """An enumeration area (조사구) of a wave: a part of a dong, numbered by ``serial`` from north to south."""

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="areas")
    dong = models.ForeignKey(Dong, models.PROTECT, related_name="+")
    serial = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["dong_id", "serial"]
        permissions = [("collect_area", "May enter records of businesses assigned in this area")]
        constraints = [models.UniqueConstraint(fields=["wave", "dong", "serial"], name="area_once_a_wave")]

    def __str__(self) -> str:
        return f"{self.dong}-{self.serial}"


class AreaGroupObjectPermission(GroupObjectPermissionBase):
    content_object = models.ForeignKey(Area, models.CASCADE)


class Assignment(models.Model):
    """A business given to an enumerator in a wave; ended, never deleted, so that its history stays."""

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="assignments", db_index=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="assignments")
    business = models.ForeignKey(Business, models.PROTECT, related_name="assignments")
    enumerator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="census_assignments", db_index=False
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    assigned_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        triggers = [*assignment_triggers(), *given_triggers()]
        constraints = [
            models.UniqueConstraint(
                fields=["wave", "business"],
                condition=models.Q(ended_at=None),
                name="one_active_assignment_of_a_business",
            )
        ]
        indexes = [
            models.Index(
                fields=["enumerator", "wave"], name="assignment_of_enumerator", condition=models.Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.business} → {self.enumerator}"
