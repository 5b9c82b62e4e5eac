"""App tokens: with what ODK Collect and other clients sign in as a person."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

from accounts.models import User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, NotVisible
from kernel.transition import lock
from survey.errors import TooManyTokens
from survey.models import AppToken

MOST_TOKENS = 10  # of one person that are in use


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@action
def make_token(actor: Actor, name: str) -> tuple[AppToken, str]:
    """A new token of the actor for a device, and its text, which is told this once.

    Raises NotPermitted, TooManyTokens.
    """
    if actor.user is None:
        raise NotPermitted()
    lock(User, actor.user_id)
    if AppToken.objects.filter(owner=actor.user, revoked_at=None).count() >= MOST_TOKENS:
        raise TooManyTokens(most=MOST_TOKENS, field="name")
    text = secrets.token_urlsafe(32)
    token = AppToken.objects.create(owner=actor.user, name=name.strip()[:60], sha256=hashed(text))
    record(actor, "make_app_token", token, after={"name": token.name})
    return token, text


@action
def revoke_token(actor: Actor, token_id: int) -> AppToken:
    """From now on nobody signs in with it. One's own only: raises NotVisible."""
    token = AppToken.objects.select_for_update().filter(pk=token_id, owner_id=actor.user_id).first()
    if token is None:
        raise NotVisible()
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        record(actor, "revoke_app_token", token, after={"name": token.name})
    return token


@action
def note_use(token_id: int, day: date) -> None:
    """The day of last use, for the owner to see; written once a day."""
    AppToken.objects.filter(pk=token_id).update(last_used_on=day)
