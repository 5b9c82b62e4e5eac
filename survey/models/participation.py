"""With what a business answers by itself on the web: its participation number (참여번호)."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.fields import SealedCharField
from reports.rules.codes import grouped
from survey.models.field import Case

if TYPE_CHECKING:
    from survey.models.collection import Wave
    from survey.models.frame import Business


class Participation(models.Model):
    """The number of one case, 75 bits of chance with a check symbol: sealed, since letters print it, and found by its
    keyed hash. ``agreed_at``: when whoever has it agreed that the answers are collected (개인정보 보호법 §15 ②)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="participations", db_index=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = SealedCharField(_("participation number"), max_length=200)
    number_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=clock.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(withdrawn_at=None), name="one_participation_number_of_a_case"
            )
        ]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def printed(self) -> str:
        """The number in groups of four, as letters have it."""
        return grouped(self.number)

    @property
    def wave(self) -> "Wave":
        return self.case.wave

    @property
    def wave_id(self) -> int:
        return self.case.wave_id

    @property
    def area_id(self) -> int:
        return self.case.area_id

    @property
    def business(self) -> "Business":
        return self.case.business

    @property
    def business_id(self) -> int:
        return self.case.business_id
