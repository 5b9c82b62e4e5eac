"""allauth's hooks: Hanbat's own rules of sign-up and mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from accounts.actions.person import sign_up
from accounts.models import User
from kernel.actor import Actor
from kernel.fields import field_cipher


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is one action; mail names the service."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Makes the account and records its consents in one transaction."""
        data = form.cleaned_data
        user.email, user.name, user.phone = data["email"], data["name"], data.get("phone", "")
        user.language = request.LANGUAGE_CODE[:2]
        if data.get("password1"):
            user.set_password(data["password1"])
        else:
            user.set_unusable_password()
        return sign_up(Actor.of(request), user, form.consents_given())

    def format_email_subject(self, subject: str) -> str:
        return f"[{settings.SERVICE_NAME}] {subject}"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes lie encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return str(field_cipher().encrypt(text.encode()).decode())

    def decrypt(self, encrypted_text: str) -> str:
        return str(field_cipher().decrypt(encrypted_text.encode()).decode())


def username_of(request: HttpRequest, credentials: dict[str, str] | None) -> str | None:
    """Under which name django-axes counts a failed sign-in: the address as typed, in small letters."""
    typed = (credentials or {}).get("email") or request.POST.get("login", "")
    return typed.strip().lower() or None
