"""Agreeing and withdrawing, item by item."""

import hashlib

from django.utils import translation

from accounts.consents import ConsentItem, consent_item
from accounts.errors import ConsentNeeded, ConsentUnknown
from accounts.models import Consent, ConsentText, User
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor


@action
def give_consent(actor: Actor, user: User, code: str, *, about: str = "") -> Consent:
    """Records that ``user`` agreed to the item ``code`` as it reads now, for the case ``about`` if there is one.

    The words shown are kept with it. Agreeing again to the same version changes nothing. Raises ConsentUnknown.
    """
    item = consent_item(code)
    if item is None:
        raise ConsentUnknown()
    standing = Consent.objects.select_for_update().filter(user=user, code=code, about=about, withdrawn_at=None).first()
    if standing is not None:
        if standing.version == item.version:
            return standing
        standing.withdrawn_at = clock.now()
        standing.save(update_fields=["withdrawn_at"])
    consent = Consent.objects.create(
        user=user, code=code, version=item.version, text=_kept_text(item), about=about, given_at=clock.now()
    )
    record(actor, "give_consent", user, after={"consent": code, "version": item.version, "about": about})
    return consent


@action
def withdraw_consent(actor: Actor, user: User, code: str, *, about: str = "") -> None:
    """Ends a consent from now on (개인정보보호법 §37). A required one ends with the account: raises ConsentNeeded."""
    item = consent_item(code)
    if item is not None and item.required and item.at_sign_up:
        raise ConsentNeeded()
    standing = Consent.objects.filter(user=user, code=code, about=about, withdrawn_at=None)
    if standing.update(withdrawn_at=clock.now()):
        record(actor, "withdraw_consent", user, before={"consent": code, "about": about}, after={})


def _kept_text(item: ConsentItem) -> ConsentText:
    """The row that keeps the item's words as they read now in the language of the page."""
    words = {
        "title": str(item.title),
        "purpose": str(item.purpose),
        "items": str(item.items),
        "retention": str(item.retention),
        "refusal": str(item.refusal),
        "recipient": str(item.recipient),
    }
    digest = hashlib.sha256("\n".join(words.values()).encode()).hexdigest()
    language = (translation.get_language() or "ko")[:2]
    text, _created = ConsentText.objects.get_or_create(
        code=item.code, version=item.version, language=language, digest=digest, defaults=words
    )
    return text
