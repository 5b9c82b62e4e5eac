"""Host institutions (배치기관): where interns work."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionAbstract

from accounts.models import Organisation
from internships import lifecycles
from kernel import clock
from kernel.transition import Staged
from kernel.triggers import life_cycle_trigger


class Host(Staged):
    """A public body, department or company that takes interns; positions are opened once it is approved.

    Its mentors are the members of the group ``internships.host:<pk>:mentor``, who hold ``mentor_host`` on it.
    """

    LIFE_CYCLE = lifecycles.HOST

    class Kind(models.TextChoices):
        PUBLIC_BODY = "public_body", _("public body")
        DEPARTMENT = "department", _("city department")
        COMPANY = "company", _("company")

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, related_name="internship_host", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    contact = models.CharField(_("contact (department, telephone)"), max_length=120, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=LIFE_CYCLE.choices, default=LIFE_CYCLE.initial)
    note = models.TextField(_("what the office wrote"), max_length=1000, blank=True)
    registered_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("host institution")
        permissions = [("mentor_host", "Mentor interns of this host")]
        triggers = [life_cycle_trigger(lifecycles.HOST)]

    def __str__(self) -> str:
        return self.organisation.name


class HostGroupObjectPermission(GroupObjectPermissionAbstract):
    """Rights of a group on one host, through a direct foreign key (fast lists, no orphans)."""

    content_object = models.ForeignKey(Host, models.CASCADE)
