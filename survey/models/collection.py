"""A round of the census: its wave, its areas, and who visits which business."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase

from kernel import clock
from survey.models.frame import Business, Dong
from survey.models.questionnaire import Questionnaire


class Wave(models.Model):
    """One round of the census: records may be entered from ``opens_at`` up to, not including, ``closes_at``. A record
    begins with the newest published version of the ``questionnaire``, and keeps it."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=120)
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="waves", db_index=False, verbose_name=_("questionnaire")
    )
    opens_at = models.DateTimeField(_("entry opens"))
    closes_at = models.DateTimeField(_("entry closes"))
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-opens_at"]
        permissions = [("manage_wave", "May assign, review and export this wave")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="wave_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        return self.title


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
