"""How a person's account is secured."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class Security:
    """What a person's own page shows of the account's protection."""

    app: bool
    passkeys: int
    recovery_codes: bool
    sessions: int


def has_second_factor(user: Any) -> bool:
    """Whether the person has an authenticator app or a passkey (recovery codes alone do not count)."""
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists())


def security_of(user: Any) -> Security:
    """Two statements."""
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    return Security(
        app=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        recovery_codes=Authenticator.Type.RECOVERY_CODES in kinds,
        sessions=UserSession.objects.filter(user=user).count(),
    )
