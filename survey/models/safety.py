"""Who is out in the field, when they have to say that they are well, and what became of it when they did not."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from survey.lifecycles import OUTING
from survey.models.collection import Wave
from survey.models.device import FieldDevice
from survey.rules.offline import NO_SKEW


class Outing(Staged):
    """A person's round in the field. They said to be out until ``until`` and to give word every ``every`` minutes; the
    next word is due at ``due_at``.

    ``place``, ``latitude`` and ``longitude`` are where they last said to be, if they did; they go when the person is
    back, unless help was called for. ``told_at``: when whoever watches was last told of it.
    """

    LIFE_CYCLE = OUTING

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="outings", db_index=False)
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="outings", db_index=False)
    state = models.CharField(max_length=8, choices=OUTING.choices, default=OUTING.initial)
    started_at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(_("out until"))
    every = models.PositiveSmallIntegerField(_("word every"))
    last_word_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField()
    place = models.CharField(_("where I am"), max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    placed_at = models.DateTimeField(null=True)
    help_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    attended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    note = models.CharField(_("what was done"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        triggers = [life_cycle_trigger(OUTING)]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=~models.Q(state="back"), name="one_outing_at_a_time")
        ]
        indexes = [
            models.Index(fields=["wave", "due_at"], name="outing_under_way", condition=~models.Q(state="back")),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.started_at:%Y-%m-%d})"


class FieldWord(models.Model):
    """What somebody said of their safety on a device, with three moments: what the device's clock showed (``said_at``),
    the same by our clock (``made_at``), and when it came (``received_at``). Where they were lies with the round alone.

    ``receipt`` is what the device was told, word for word.
    """

    class Said(models.TextChoices):
        OUT = "out", _("went out")
        WELL = "well", _("said to be well")
        HELP = "help", _("called for help")
        BACK = "back", _("came back")

    class State(models.TextChoices):
        TAKEN = "taken", _("counts")
        OVERTAKEN = "overtaken", _("a later word counts")

    device = models.ForeignKey(FieldDevice, models.PROTECT, related_name="words", db_index=False)
    outing = models.ForeignKey(Outing, models.PROTECT, null=True, related_name="words")
    said = models.CharField(max_length=4, choices=Said.choices)
    state = models.CharField(max_length=9, choices=State.choices)
    client_id = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    said_at = models.DateTimeField()
    made_at = models.DateTimeField()
    received_at = models.DateTimeField(default=clock.now)
    receipt = models.TextField()

    class Meta:
        ordering = ["pk"]
        triggers = append_only_triggers()
        constraints = [
            models.UniqueConstraint(fields=["device", "client_id", "sha256"], name="word_of_a_device_once"),
        ]

    def __str__(self) -> str:
        return f"{self.said} ({self.made_at:%Y-%m-%d})"

    @property
    def is_late(self) -> bool:
        """Whether it came so long after it was said that the device had no network."""
        return self.received_at - self.made_at > NO_SKEW

    @property
    def is_clock_wrong(self) -> bool:
        """Whether the device showed another hour than ours."""
        return abs(self.made_at - self.said_at) > NO_SKEW
