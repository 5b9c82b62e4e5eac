"""Proving again on a page who one is: by the password, with its wrong ones counted as at the sign-in, or by a passkey.

Called before the action that needs the proof and outside its transaction: a refused signature is rolled back, the
count of wrong passwords is not.
"""

import json
from typing import Any

from allauth.mfa.webauthn.internal import auth
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_client_ip_address
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from fido2.webauthn import UserVerificationRequirement

from accounts.actions.identity import Proof, prove_identity
from accounts.errors import NotYourPasskey, SignInLocked, WrongPassword
from kernel.actor import Actor


def proof_of(request: HttpRequest, given: dict[str, Any]) -> Proof:
    """What a valid ``ProofForm`` proves: by the passkey when it answered, else by the password."""
    credential = given.get("credential")
    return by_passkey(request, credential) if credential else by_password(request, given["password"])


def by_password(request: HttpRequest, password: str) -> Proof:
    """Raises WrongPassword; after too many of them the answer is the page of the locked sign-in (SignInLocked)."""
    actor = Actor.of(request)
    credentials = {"email": getattr(actor.user, "email", "")}
    if not AxesProxyHandler.is_allowed(request, credentials):
        _lock(request, credentials)
        raise SignInLocked(field="password")
    try:
        proof = prove_identity(actor, password)
    except WrongPassword:
        AxesProxyHandler.user_login_failed(by_password, credentials, request)
        raise
    AxesProxyHandler.reset_attempts(username=credentials["email"].lower(), ip_address=get_client_ip_address(request))
    return proof


def _lock(request: HttpRequest, credentials: dict[str, str]) -> None:
    """The middleware of django-axes answers with the page of the locked sign-in."""
    request.axes_locked_out = True  # type: ignore[attr-defined]
    request.axes_credentials = credentials  # type: ignore[attr-defined]


def passkey_question(request: HttpRequest) -> dict[str, Any] | None:
    """What the browser asks the person's passkeys, or None for who has none; kept in the session until the answer.

    The device has to know its owner (fingerprint, face, PIN): a key that is only touched proves nobody.
    """
    held = auth.get_credentials(request.user)
    if not held:
        return None
    options, state = auth.get_server().authenticate_begin(
        credentials=held, user_verification=UserVerificationRequirement.REQUIRED
    )
    request.session[auth.STATE_SESSION_KEY] = state
    return {"request_options": dict(options)}


def by_passkey(request: HttpRequest, answer: str) -> Proof:
    """What the passkey answered to the question of this session; each question once. Raises NotYourPasskey."""
    try:
        used = auth.complete_authentication(request.user, auth_response(answer))
    except (ValidationError, ValueError, TypeError, KeyError) as error:
        auth.clear_state()
        raise NotYourPasskey() from error
    used.record_usage()
    return Proof(int(request.user.pk), "passkey")  # type: ignore[arg-type]


def auth_response(answer: str) -> dict[str, Any]:
    """The browser's JSON. Raises ValueError for anything else."""
    given = json.loads(answer)
    if not isinstance(given, dict):
        raise TypeError(type(given).__name__)
    return given
