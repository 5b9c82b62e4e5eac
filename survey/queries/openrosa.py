"""What other clients ask for: who they are, which forms a wave offers; and what of them is held for a person."""

from __future__ import annotations

import hashlib

from django.db.models import Q, QuerySet

from files.models import StoredFile
from kernel.errors import NotVisible
from survey.actions.tokens import hashed
from survey.models import AppToken, Assignment, HeldSubmission, QuestionnaireVersion, Wave


def token_of(text: str, username: str = "") -> AppToken | None:
    """The token in use with this text, of a person who is active; with a user name, only if it is theirs."""
    found = AppToken.objects.select_related("owner").filter(sha256=hashed(text), revoked_at=None, owner__is_active=True)
    token = found.first()
    if token is None or (username and username.strip().lower() != token.owner.email.lower()):
        return None
    return token


def tokens_of(user_id: int) -> QuerySet[AppToken]:
    """A person's tokens in use, latest first."""
    return AppToken.objects.filter(owner_id=user_id, revoked_at=None)


def wave_of_code(code: str) -> Wave:
    """Raises NotVisible."""
    wave = Wave.objects.filter(code=code).first()
    if wave is None:
        raise NotVisible()
    return wave


def takes_part(user_id: int | None, wave: Wave) -> bool:
    """Whether a business of the wave was ever given to the person."""
    return Assignment.objects.filter(wave=wave, enumerator_id=user_id).exists()


def offered(wave: Wave) -> list[QuestionnaireVersion]:
    """The newest published version of the wave's questionnaire, with its XForm."""
    found = QuestionnaireVersion.objects.filter(questionnaire_id=wave.questionnaire_id, state="published")
    return list(
        found.select_related("questionnaire").defer("workbook", "compiled").order_by("-published_at", "-pk")[:1]
    )


def xform_of(wave: Wave, version_id: int) -> str:
    """A published form of the wave. Raises NotVisible."""
    found = QuestionnaireVersion.objects.filter(pk=version_id, questionnaire_id=wave.questionnaire_id)
    xform = found.filter(published_at__isnull=False).values_list("xform", flat=True).first()
    if xform is None:
        raise NotVisible()
    return xform


def md5_of(version: QuestionnaireVersion) -> str:
    """What clients compare to see that a form changed; not for safety."""
    return hashlib.md5(version.xform.encode(), usedforsecurity=False).hexdigest()


def held_of(wave: Wave, state: str = "held") -> QuerySet[HeldSubmission]:
    """What is held, latest first, without its bytes."""
    return HeldSubmission.objects.filter(wave=wave, state=state).select_related("sender", "record").defer("content")


def held_one(wave: Wave, held_id: int) -> HeldSubmission:
    """Raises NotVisible."""
    found = HeldSubmission.objects.select_related("sender", "record", "settled_by", "wave")
    held = found.filter(wave=wave, pk=held_id).first()
    if held is None:
        raise NotVisible()
    return held


def waves_of_file(file: StoredFile) -> list[Wave]:
    """The waves to which a file came with a record or with what is held. One statement."""
    with_records = Q(records__versions__files__file=file)
    otherwise = Q(held__files__file=file) | Q(field_items__file=file)
    return list(Wave.objects.filter(with_records | otherwise).distinct())
