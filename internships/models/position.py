"""What a call offers: the positions of hosts."""

from datetime import time
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from internships import lifecycles
from internships.models.host import Host
from internships.rules.attendance import Schedule
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.models import Call

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from internships.models.placement import Placement
    from internships.models.position_history import PositionChange, PositionVersion

LATITUDE = (Decimal(33), Decimal(39))  # Korea
LONGITUDE = (Decimal(124), Decimal(132))


class Work(models.TextChoices):
    """The four kinds of work of the programme; applicants wish for them by the same codes."""

    DISCOVERY = "discovery", _("finding and describing datasets")
    DIGITISING = "digitising", _("turning paper into data")
    QUALITY = "quality", _("checking and mending data")
    CENSUS = "census", _("collecting the small-business census")


class Ease(models.TextChoices):
    """What makes a place usable for a person with a disability."""

    STEP_FREE = "step_free", _("entrance without steps")
    LIFT = "lift", _("lift")
    TOILET = "toilet", _("accessible toilet")
    DESK = "desk", _("desk for a wheelchair")
    PARKING = "parking", _("parking for people with disabilities")
    QUIET = "quiet", _("quiet place to work")


class Position(Staged):
    """A kind of work at one place of a host, with a number of seats.

    A host writes it, asks for it, and the office grants it; only granted ones are shown, matched and offered.
    ``dong`` is the code of the 행정동 of the place (ten digits); ``plan`` is its work plan as
    :mod:`internships.rules.plan` reads it. ``taken`` is kept by a trigger on placements, and a constraint refuses more
    than ``seats``: whatever is clicked at once, the database never holds more interns than seats.
    """

    LIFE_CYCLE = lifecycles.POSITION

    host = models.ForeignKey(Host, models.PROTECT, related_name="positions", verbose_name=_("host institution"))
    call = models.ForeignKey(Call, models.PROTECT, related_name="positions", verbose_name=_("call"))
    state = models.CharField(_("state"), max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    title = models.CharField(_("work"), max_length=120)
    work = models.CharField(_("kind of work"), max_length=20, choices=Work.choices)
    duties = models.TextField(_("what the intern does"), max_length=2000, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), validators=[MinValueValidator(1), MaxValueValidator(100)])
    taken = models.PositiveSmallIntegerField(_("seats taken"), default=0, editable=False)
    first_day = models.DateField(_("first day of work"))
    last_day = models.DateField(_("last day of work"))
    starts_at = models.TimeField(_("work starts at"), default=time(9))
    ends_at = models.TimeField(_("work ends at"), default=time(18))
    break_minutes = models.PositiveSmallIntegerField(_("break (minutes)"), default=60)
    skills = models.TextField(_("skills that help"), max_length=1000, blank=True)
    equipment = models.TextField(_("equipment at hand"), max_length=1000, blank=True)
    place = models.CharField(_("place of work"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    dong = models.CharField(_("dong"), max_length=10, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    ease = ArrayField(
        models.CharField(max_length=20, choices=Ease.choices), verbose_name=_("accessibility"), default=list, blank=True
    )
    ease_note = models.CharField(_("more about accessibility"), max_length=300, blank=True)
    mentor = models.ForeignKey(
        User, models.PROTECT, related_name="mentored_positions", null=True, blank=True, verbose_name=_("mentor")
    )
    plan = models.JSONField(_("work plan"), default=list, blank=True)
    note = models.TextField(_("what the office wrote"), max_length=1000, blank=True)
    asked_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)

    if TYPE_CHECKING:
        versions: RelatedManager[PositionVersion]
        asked_changes: RelatedManager[PositionChange]
        placements: RelatedManager[Placement]
        reserved: RelatedManager["ReservedSeats"]

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
            models.CheckConstraint(condition=Q(work__in=Work.values), name="position_of_a_known_work"),
            models.CheckConstraint(condition=Q(dong="") | Q(dong__regex=r"^\d{10}$"), name="position_dong_ten_digits"),
            models.CheckConstraint(condition=Q(ease__contained_by=Ease.values), name="position_ease_known"),
            models.UniqueConstraint(fields=["host", "call", "title"], name="one_position_of_a_title"),
        ]
        indexes = [
            models.Index(fields=["call", "host"], name="position_call_host"),
            models.Index(fields=["call", "state"], name="position_call_state"),
        ]
        triggers = [life_cycle_trigger(lifecycles.POSITION)]

    def __str__(self) -> str:
        return f"{self.title} ({self.host})"

    @property
    def schedule(self) -> Schedule:
        return Schedule(self.starts_at, self.ends_at, self.break_minutes)

    @property
    def being_written(self) -> bool:
        """Whether the host still writes it; a granted one changes only by asking again."""
        return self.state in lifecycles.BEING_WRITTEN

    @property
    def is_offered(self) -> bool:
        """Whether people can be placed here: granted, and its host not suspended."""
        return self.state == "granted" and self.host.state == "approved"

    @property
    def free(self) -> int:
        return self.seats - self.taken


class ReservedSeats(models.Model):
    """Seats of a position that are first offered to members of a priority group; open to all when none asks.

    ``group`` is the code of the group in the call's terms. All of a position's together are no more than its seats.
    """

    position = models.ForeignKey(Position, models.PROTECT, related_name="reserved")
    group = models.CharField(_("priority group"), max_length=40)
    seats = models.PositiveSmallIntegerField(_("seats"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("seats kept for a group")
        constraints = [
            models.UniqueConstraint(fields=["position", "group"], name="one_reserve_a_group"),
            models.CheckConstraint(condition=Q(seats__gte=1) & ~Q(group=""), name="reserve_has_seats"),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.seats} ({self.position})"
