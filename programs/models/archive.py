"""The archive: records kept until a day by a law, which of them two people decided to destroy, and the certificate."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import append_only_triggers, life_cycle_trigger
from programs import lifecycles
from programs.models.application import Application
from programs.models.call import Call

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class ArchivedCase(Staged):
    """Records of one kind (``records``: a code of :mod:`programs.archive`) about one application, under the number by
    which people know them. From ``keep_until`` on they may be destroyed, by ``keep_law``."""

    LIFE_CYCLE = lifecycles.ARCHIVED

    application = models.ForeignKey(Application, models.PROTECT, related_name="archived")
    records = models.CharField(max_length=40)
    number = models.CharField(_("number"), max_length=40)
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    archived_at = models.DateTimeField(default=clock.now)
    keep_until = models.DateField(_("kept until (first day after)"))
    keep_law = models.CharField(_("by which law"), max_length=200)

    class Meta:
        verbose_name = _("archived records")
        constraints = [models.UniqueConstraint(fields=["records", "application"], name="records_archived_once")]
        indexes = [models.Index(fields=["keep_until"], condition=Q(state="kept"), name="archived_until")]
        triggers = [life_cycle_trigger(lifecycles.ARCHIVED)]

    def __str__(self) -> str:
        return self.number


class DestructionOrder(Staged):
    """Cases of one call whose time is over (파기 결의): proposed by one person, approved by another, carried out by the
    worker. ``counts``: archived case → kind → how many rows; ``hashes``: contents of files whose bytes are still to
    go."""

    LIFE_CYCLE = lifecycles.DESTRUCTION

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)
    call = models.ForeignKey(Call, models.PROTECT, related_name="destruction_orders")
    cases = models.ManyToManyField(ArchivedCase, related_name="destruction_orders")
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    carried_out_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    hashes = models.JSONField(default=list)
    removed = models.JSONField(default=list)  # the files that are gone, by number: their lines in the trail go too

    if TYPE_CHECKING:
        destructions: RelatedManager["Destruction"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="destruction_decided_by_second_person",
            )
        ]
        triggers = [life_cycle_trigger(lifecycles.DESTRUCTION)]

    def __str__(self) -> str:
        return self.number


class Destruction(models.Model):
    """The certificate of what was destroyed of a case, by which rule, under whose eyes; append-only."""

    case = models.OneToOneField(ArchivedCase, models.PROTECT, related_name="destruction")
    order = models.ForeignKey(DestructionOrder, models.PROTECT, related_name="destructions")
    kinds = models.JSONField()  # what was destroyed: kind → how many records or files
    rule = models.CharField(max_length=240)
    destroyed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    witnessed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    destroyed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(witnessed_by=F("destroyed_by")), name="destruction_witnessed_by_second_person"
            )
        ]
        triggers = append_only_triggers()

    def __str__(self) -> str:
        return f"{self.case_id}"
