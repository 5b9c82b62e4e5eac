"""What a person agreed to."""

from django.db.models import QuerySet

from accounts.consents import ConsentItem, sign_up_items
from accounts.models import Consent, User


def consents_of(user: User) -> QuerySet[Consent]:
    """Everything that the person ever agreed to, standing first, newest first. One statement."""
    return user.consents.select_related("text").order_by("withdrawn_at", "-given_at")


def has_consent(user: User, code: str, about: str = "") -> bool:
    """Whether the consent stands now."""
    return user.consents.filter(code=code, about=about, withdrawn_at=None).exists()


def open_items(user: User) -> list[ConsentItem]:
    """Items asked at sign-up that do not stand now, or stand in an older version."""
    standing = dict(user.consents.filter(about="", withdrawn_at=None).values_list("code", "version"))
    return [item for item in sign_up_items() if standing.get(item.code) != item.version]
