"""What a call offers: the positions of hosts."""

from datetime import time
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships.models.host import Host
from internships.rules.attendance import Schedule
from programs.models import Call

LATITUDE = (Decimal(33), Decimal(39))  # Korea
LONGITUDE = (Decimal(124), Decimal(132))


class Position(models.Model):
    """A kind of work at one place of a host, with a number of seats.

    ``taken`` is kept by a trigger on placements, and a constraint refuses more than ``seats``: whatever is clicked at
    once, the database never holds more interns than seats.
    """

    host = models.ForeignKey(Host, models.PROTECT, related_name="positions", verbose_name=_("host institution"))
    call = models.ForeignKey(Call, models.PROTECT, related_name="positions", verbose_name=_("call"))
    title = models.CharField(_("work"), max_length=120)
    duties = models.TextField(_("what the intern does"), blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), validators=[MinValueValidator(1), MaxValueValidator(100)])
    taken = models.PositiveSmallIntegerField(_("seats taken"), default=0, editable=False)
    first_day = models.DateField(_("first day of work"))
    last_day = models.DateField(_("last day of work"))
    starts_at = models.TimeField(_("work starts at"), default=time(9))
    ends_at = models.TimeField(_("work ends at"), default=time(18))
    break_minutes = models.PositiveSmallIntegerField(_("break (minutes)"), default=60)
    place = models.CharField(_("place of work"), max_length=120)
    address = models.CharField(_("address"), max_length=200)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    mentor = models.ForeignKey(
        User, models.PROTECT, related_name="mentored_positions", null=True, blank=True, verbose_name=_("mentor")
    )

    class Meta:
        verbose_name = _("position")
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("seats")), name="no_more_interns_than_seats"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="position_has_a_seat"),
            models.CheckConstraint(condition=Q(first_day__lte=F("last_day")), name="position_period_in_order"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="position_hours_in_order"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=LATITUDE, longitude__range=LONGITUDE),
                name="position_lies_in_korea",
            ),
            models.UniqueConstraint(fields=["host", "call", "title"], name="one_position_of_a_title"),
        ]
        indexes = [models.Index(fields=["call", "host"], name="position_call_host")]

    def __str__(self) -> str:
        return f"{self.title} ({self.host})"

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.starts_at, self.ends_at, self.break_minutes)

    @property
    def free(self) -> int:
        return self.seats - self.taken
