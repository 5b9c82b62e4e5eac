"""What other clients ask for: who they are, which forms a wave offers; and what of them is held for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from psycopg import sql

from accounts.models import User
from files.models import StoredFile
from kernel.errors import NotVisible
from kernel.one_statement import Prepared, known
from survey.actions.tokens import hashed
from survey.models import (
    Addition,
    AppToken,
    Assignment,
    HeldSubmission,
    QuestionnaireFile,
    QuestionnaireVersion,
    RecordFile,
    Visit,
    Wave,
)


@dataclass(frozen=True)
class Caller:
    """Who asks: the person of an app token that is in use, and the wave that is asked, if there is one of that code."""

    token: int
    last_used_on: date | None
    owner: User
    wave: Wave | None


_WHO = ("id", "email", "name", "is_active")
_WAVE = ("id", "code", "questionnaire_id", "opens_at", "closes_at")  # what a submission asks of it
_CALLER = Prepared.of(
    sql.SQL("""
SELECT t.id, t.last_used_on, {who}, {wave}
FROM survey_apptoken t JOIN accounts_user u ON u.id = t.owner_id LEFT JOIN survey_wave w ON w.code = %(code)s
WHERE t.sha256 = %(sha256)s AND t.revoked_at IS NULL AND u.is_active
""").format(
        who=sql.SQL(", ").join(sql.Identifier("u", name) for name in _WHO),
        wave=sql.SQL(", ").join(sql.Identifier("w", name) for name in _WAVE),
    )
)


def caller(text: str, username: str, code: str) -> Caller | None:
    """Whose token this is, and the wave; None for one that is not in use, or that somebody else's name comes with."""
    found = next(iter(_CALLER.rows({"code": code, "sha256": hashed(text)})), None)
    if found is None:
        return None
    owner = known(User, **dict(zip(_WHO, found[2 : 2 + len(_WHO)], strict=True)))
    if username and username.strip().lower() != owner.email.lower():
        return None
    wave = found[2 + len(_WHO) :]
    return Caller(found[0], found[1], owner, known(Wave, **dict(zip(_WAVE, wave, strict=True))) if wave[0] else None)


def tokens_of(user_id: int) -> QuerySet[AppToken]:
    """A person's tokens in use, latest first."""
    return AppToken.objects.filter(owner_id=user_id, revoked_at=None)


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


def files_of(version_id: int) -> list[tuple[str, str]]:
    """Names of the files that belong to a form, and their MD5."""
    return list(QuestionnaireFile.objects.filter(version_id=version_id).values_list("name", "md5"))


def file_of(version_id: int, name: str) -> bytes:
    """Raises NotVisible."""
    content = QuestionnaireFile.objects.filter(version_id=version_id, name=name).values_list("content", flat=True)
    found = content.first()
    if found is None:
        raise NotVisible()
    return bytes(found)


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


def goes_on_with(user_id: int | None, file: StoredFile) -> bool:
    """Whether the file came with a record of a business that is the person's now."""
    mine = Assignment.objects.filter(enumerator_id=user_id, ended_at=None)
    came_with = Q(record__wave=OuterRef("wave"), record__business=OuterRef("business"))
    came_with |= Q(version__record__wave=OuterRef("wave"), version__record__business=OuterRef("business"))
    return mine.filter(Exists(RecordFile.objects.filter(came_with, file=file))).exists()


def waves_of_file(file: StoredFile) -> list[Wave]:
    """The waves to which a file came with a record, with what is held, from the field app, with a visit, or with what
    was found in the field. One statement."""
    with_records = Q(records__versions__files__file=file) | Q(records__files__file=file)
    otherwise = Q(held__files__file=file) | Q(field_items__file=file)
    otherwise |= Q(pk__in=Visit.objects.filter(photo=file).values("case__wave"))
    otherwise |= Q(pk__in=Addition.objects.filter(photo=file).values("wave"))
    return list(Wave.objects.filter(with_records | otherwise).distinct())
