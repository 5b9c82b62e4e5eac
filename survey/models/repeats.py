"""What people said of entries of one name in one dong."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kernel import clock
from survey.models.frame import Business


class RepeatVerdict(models.Model):
    """One entry of the frame judged: the same business as ``kept``, or one of its own. Taken back, it stays here."""

    class Answer(models.TextChoices):
        SAME = "same", _("the same business")
        DIFFERENT = "different", _("a business of its own")

    business = models.ForeignKey(Business, models.PROTECT, related_name="verdicts")
    kept = models.ForeignKey(Business, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["business"], condition=models.Q(undone_at=None), name="one_standing_verdict_of_a_business"
            ),
            models.CheckConstraint(
                condition=models.Q(answer="same", kept__isnull=False) | models.Q(answer="different", kept=None),
                name="same_as_which_business",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business}: {self.get_answer_display()}"
