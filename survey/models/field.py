"""Field work of a wave: each business as a case, every visit made to it, and what was found beside the list."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from files.models import StoredFile
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from survey.lifecycles import ADDITION
from survey.models.collection import Area, Wave
from survey.models.frame import Business
from survey.models.record import RESULTS
from survey.models.tally_triggers import case_triggers
from survey.models.tally_work import visit_triggers
from survey.rules.field.hours import DOORS
from survey.rules.field.revisits import LEFT_TO_SUPERVISOR, Step

STEPS = [
    (Step.VISIT, _("to be visited")),
    (Step.APPOINTMENT, _("appointment")),
    (Step.AGAIN, _("try again")),
    (Step.KEY_ITEMS, _("key questions are missing")),
    (Step.SUPERVISOR, _("for the supervisor")),
    (Step.ANOTHER_WAY, _("ask in another way")),
    (Step.LOOK_UP, _("look up the address")),
    (Step.ELSEWHERE, _("moved: hand over")),
    (Step.DONE, _("finished with")),
]


class Case(models.Model):
    """A business that a wave has to settle: its area, its place in the way through the area, and how it stands.

    ``result`` is that of the last visit (empty: not visited), ``step`` what comes next, ``not_before`` from when. Both
    follow from the visits by ``rules/field/revisits`` and are kept because lists and boards ask for them. ``added``
    says how a business came that did not stand in the list when the areas were cut: it counts apart from the frame.
    ``moved_to`` is where somebody found it to be now, within the city. What boards count of all
    cases is kept in :class:`survey.models.tally.Tally`.
    """

    class Added(models.TextChoices):
        FIELD = "field", _("found in the field")
        LIST = "list", _("new in a later file")

    wave = models.ForeignKey(Wave, models.CASCADE, related_name="cases", db_index=False)
    area = models.ForeignKey(Area, models.CASCADE, related_name="cases", db_index=False)
    business = models.ForeignKey(Business, models.PROTECT, related_name="cases", db_index=False)
    position = models.PositiveIntegerField()
    result = models.CharField(_("result of the visit"), max_length=12, choices=RESULTS, blank=True)
    step = models.CharField(_("next"), max_length=12, choices=STEPS, default=Step.VISIT)
    not_before = models.DateTimeField(null=True, blank=True)
    visits = models.PositiveSmallIntegerField(default=0)
    visited_at = models.DateTimeField(null=True, blank=True)
    added = models.CharField(_("added"), max_length=5, choices=Added.choices, blank=True)
    moved_to = models.CharField(_("where it is now"), max_length=300, blank=True)

    class Meta:
        triggers = case_triggers()
        constraints = [models.UniqueConstraint(fields=["wave", "business"], name="one_case_of_a_business_in_a_wave")]
        indexes = [
            models.Index(fields=["area", "position"], name="case_on_the_way"),
            models.Index(fields=["wave", "area", "result"], name="case_by_result"),
            models.Index(fields=["business"], name="case_of_business"),
            models.Index(fields=["wave", "added"], name="case_added", condition=~models.Q(added="")),
            models.Index(
                fields=["wave", "business"],
                name="case_left",
                condition=models.Q(step__in=[str(step) for step in LEFT_TO_SUPERVISOR]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business} ({self.wave})"


class Visit(models.Model):
    """One attempt at a business; the database refuses to change or delete it.

    ``at`` is the moment that counts, ``sent_at`` when it reached the server. ``client_id`` is given by the device, so
    that the same visit sent again counts once. ``by`` is None where a respondent answered without one. ``hour_reason``:
    why it was made outside the hours that the wave permits. Where the device was (degrees, WGS84, and metres by which
    that may be off) is kept when its owner ticked that it may be.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="visits_made", db_index=False)
    number = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    sent_at = models.DateTimeField(default=clock.now)
    channel = models.CharField(_("way of asking"), max_length=20)
    result = models.CharField(_("result of the visit"), max_length=12, choices=RESULTS)
    appointment = models.DateTimeField(_("appointment"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="visits", db_index=False)
    hour_reason = models.CharField(_("reason for the hour"), max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    accuracy = models.PositiveIntegerField(null=True)
    client_id = models.CharField(max_length=100)

    class Meta:
        ordering = ["case_id", "number"]
        triggers = [*append_only_triggers(), *visit_triggers()]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="visit_of_a_case_once"),
            models.UniqueConstraint(fields=["client_id"], name="visit_of_a_device_once"),
        ]
        indexes = [
            models.Index(fields=["by", "-at"], name="visit_of_enumerator"),
            models.Index(fields=["photo"], name="visit_by_photo", condition=models.Q(photo__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.number}"

    @property
    def lacks_position(self) -> bool:
        """Whether somebody stood at the door and did not have the place noted."""
        return self.latitude is None and self.by_id is not None and self.channel in DOORS


class Addition(Staged):
    """A business that an enumerator found and the list lacks, until the office has looked at it.

    ``client_id`` comes with the form, so that a second click is the same addition. ``same_as`` is the entry of the
    list that it turned out to be: one of both was merged into the other then. ``accuracy``: metres by which the place
    may be off; None where it is that of the shop next door. ``unseen``: the list has something alike about which
    nobody could ask the person, who was without a network.
    """

    LIFE_CYCLE = ADDITION

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="additions", db_index=False)
    business = models.OneToOneField(Business, models.PROTECT, related_name="addition")
    state = models.CharField(max_length=12, choices=ADDITION.choices, default=ADDITION.initial)
    sells = models.CharField(_("what it sells"), max_length=200, blank=True)
    photo = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="additions", db_index=False)
    accuracy = models.PositiveIntegerField(null=True)
    unseen = models.BooleanField(default=False)
    client_id = models.CharField(max_length=100, unique=True)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    found_at = models.DateTimeField(default=clock.now)
    same_as = models.ForeignKey(Business, models.PROTECT, null=True, related_name="+", db_index=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True)
    settled_reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        triggers = [life_cycle_trigger(ADDITION)]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="merged", same_as__isnull=False)
                | ~models.Q(state="merged") & models.Q(same_as=None),
                name="merged_addition_says_with_which",
            )
        ]
        indexes = [models.Index(fields=["wave", "state"], name="addition_of_wave")]

    def __str__(self) -> str:
        return str(self.business)


class Ruling(models.Model):
    """What a supervisor decided of a case that visits had left to them; the database refuses to change or delete it.

    ``again``: ``person`` tries once more, not before ``not_before``; else it stays as it was found. ``visits``: how
    many there were then.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="rulings")
    again = models.BooleanField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    not_before = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=500)
    visits = models.PositiveSmallIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["case_id", "pk"]
        triggers = append_only_triggers()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(again=True, person__isnull=False) | models.Q(again=False, person=None),
                name="ruling_names_who_tries_again",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} ({self.at:%Y-%m-%d})"
