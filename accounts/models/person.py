"""People and the roles that are given to them."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.fields import SealedCharField


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new person; the password may be None for people who sign in otherwise."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator of an installation (``manage.py createsuperuser``)."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail address. Resident numbers are never collected (개인정보보호법 §24의2)."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=60)
    phone = SealedCharField(_("mobile phone"), max_length=200, blank=True)
    language = models.CharField(
        _("language"), max_length=2, default="ko", choices=[("ko", "한국어"), ("en", "English")]
    )
    is_staff = models.BooleanField(_("works for the city"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()
    _held_roles: set[str] | None = None

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]
        verbose_name = _("person")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def has_role(self, *roles: str) -> bool:
        """Whether the person holds any of ``roles`` now. One statement for the first question, none after."""
        held = self._held_roles
        if held is None:
            held = self._held_roles = set(self.role_grants.filter(revoked_at=None).values_list("role", flat=True))
            if self.is_superuser:  # the first administrator, made on the command line
                held.add(Role.ADMINISTRATOR)
        return not held.isdisjoint(roles)

    @property
    def roles(self) -> set[str]:
        """The roles held now."""
        self.has_role()
        return self._held_roles or set()

    def forget_roles(self) -> None:
        """Lets the next question ask the database again, after a grant."""
        self._held_roles = None


class Role(models.TextChoices):
    """What a person may be for the city; what exactly they may touch follows from groups on calls, hosts, areas."""

    ADMINISTRATOR = "administrator", _("system administrator")
    MANAGER = "manager", _("programme manager")
    APPROVER = "approver", _("approving officer")
    FINANCE = "finance", _("finance officer")
    AUDITOR = "auditor", _("auditor")
    REVIEWER = "reviewer", _("reviewer")
    MENTOR = "mentor", _("host institution's mentor")
    SUPERVISOR = "supervisor", _("census supervisor")
    ENUMERATOR = "enumerator", _("census enumerator")
    INTERN = "intern", _("intern")


STAFF_ROLES = {Role.ADMINISTRATOR, Role.MANAGER, Role.APPROVER, Role.FINANCE, Role.AUDITOR, Role.SUPERVISOR}


class RoleGrant(models.Model):
    """A role given to a person, from when until when, by whom; never deleted, only revoked."""

    user = models.ForeignKey(User, models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    granted_at = models.DateTimeField(default=clock.now)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(revoked_at=None),
                name="one_active_grant_of_a_role",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"
