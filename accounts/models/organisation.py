"""Organisations (businesses, suppliers, host institutions, departments) and who belongs to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.person import User
from accounts.rules.numbers import formatted_business_number, formatted_corporate_number
from kernel import clock


class BusinessStatus(models.TextChoices):
    """Whether a business is alive, as far as is known."""

    UNCONFIRMED = "unconfirmed", _("not yet confirmed")
    ACTIVE = "active", _("in business (계속사업자)")
    SUSPENDED = "suspended", _("suspended (휴업자)")
    CLOSED = "closed", _("closed down (폐업자)")
    UNREGISTERED = "unregistered", _("not registered with the tax service")


class Organisation(models.Model):
    """A body with a business registration number (사업자등록번호, ten digits without hyphens)."""

    class Kind(models.TextChoices):
        BUSINESS = "business", _("business")
        PUBLIC_BODY = "public_body", _("public body")
        DEPARTMENT = "department", _("city department")

    class SizeClass(models.TextChoices):
        MICRO = "micro", _("micro-business (소상공인)")
        SMALL = "small", _("small business (소기업)")
        MEDIUM = "medium", _("medium-sized business (중기업)")
        SOLE_CREATOR = "sole_creator", _("one-person creative business (1인 창조기업)")
        PROSPECTIVE = "prospective", _("founder-to-be (예비창업자)")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.BUSINESS)
    registration_number = models.CharField(_("business registration number"), max_length=10, unique=True)
    corporate_number = models.CharField(_("corporate registration number"), max_length=13, blank=True)
    name = models.CharField(_("name"), max_length=120)
    representative = models.CharField(_("representative"), max_length=60)
    founded_on = models.DateField(_("opening date"), null=True, blank=True)
    industry_revision = models.PositiveSmallIntegerField(_("KSIC revision"), default=11)
    industry_code = models.CharField(_("industry (KSIC)"), max_length=5, blank=True)
    size_class = models.CharField(_("size class"), max_length=20, choices=SizeClass.choices, blank=True)
    # The public id of a stored file: files lie above accounts and are not referred to by a key.
    size_evidence = models.UUIDField(_("evidence of the size class"), null=True, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    business_status = models.CharField(
        _("business status"), max_length=20, choices=BusinessStatus.choices, default=BusinessStatus.UNCONFIRMED
    )
    business_status_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    members = models.ManyToManyField(User, through="Membership", related_name="organisations")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(registration_number__regex=r"^\d{10}$"),
                name="registration_number_ten_digits",
            ),
            models.CheckConstraint(
                condition=models.Q(corporate_number="") | models.Q(corporate_number__regex=r"^\d{13}$"),
                name="corporate_number_13_digits",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def formatted_number(self) -> str:
        """The number as people write it: 123-45-67890."""
        return formatted_business_number(self.registration_number)

    @property
    def formatted_corporate_number(self) -> str:
        """110111-1234567, or an empty text."""
        return formatted_corporate_number(self.corporate_number)


class Membership(models.Model):
    """A person's place in an organisation: its representative (대표) or a member of its staff."""

    class Role(models.TextChoices):
        REPRESENTATIVE = "representative", _("representative")
        STAFF = "staff", _("staff")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.STAFF)
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=models.Q(left_at=None),
                name="one_active_membership",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(left_at=None, role="representative"),
                name="one_representative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.organisation}"
