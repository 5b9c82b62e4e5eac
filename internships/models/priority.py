"""Priority groups that applicants name, with their evidence: kept apart from the application, so that no page, file or
export of a case holds them."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from internships import lifecycles
from internships.rules.priority import CODES
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger
from programs.models import Application

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class PriorityClaim(Staged):
    """A priority group that an applicant says to belong to; it counts once somebody who may see it found it proven.

    Seen by the applicant and by holders of ``see_priority`` on the call, each look of theirs in the access log. Its
    text says nothing of the group: it stands in the trail and in logs.
    """

    LIFE_CYCLE = lifecycles.PRIORITY

    application = models.ForeignKey(Application, models.PROTECT, related_name="priority_claims")
    group = models.CharField(_("priority group"), max_length=40, choices=[(code, code) for code in CODES])
    state = models.CharField(max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    named_at = models.DateTimeField(default=clock.now)
    judged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)
    reason = models.CharField(_("why it is not proven"), max_length=300, blank=True)
    evidence_gone_at = models.DateTimeField(null=True)  # files and reason were destroyed: nothing needs them any more

    if TYPE_CHECKING:
        files: RelatedManager["PriorityFile"]

    class Meta:
        verbose_name = _("priority claim")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "group"], condition=~Q(state="dropped"), name="one_claim_a_group"
            ),
            models.CheckConstraint(condition=Q(group__in=CODES), name="claim_of_a_known_group"),
            models.CheckConstraint(
                condition=~Q(state__in=["proven", "refused"]) | Q(judged_at__isnull=False),
                name="claim_judged_by_somebody",
            ),
        ]
        triggers = [life_cycle_trigger(lifecycles.PRIORITY)]

    def __str__(self) -> str:
        return str(self.application)


class PriorityFile(models.Model):
    """A file that proves a claim. No reader is registered for it: whoever is not its uploader gets it through the
    claim's own page, which keeps the look."""

    claim = models.ForeignKey(PriorityClaim, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "file"], name="a_file_once_a_claim")]

    def __str__(self) -> str:
        return str(self.claim)
