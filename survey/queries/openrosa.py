"""What other clients ask for: who they are, which forms a wave offers; and what of them is held for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from psycopg import sql

from accounts.models import User
from files.models import StoredFile
from kernel.errors import NotVisible
from kernel.one_statement import Prepared, known
from kernel.permissions import held_sql
from survey.actions.tokens import hashed
from survey.models import (
    Addition,
    AppToken,
    Area,
    Assignment,
    HeldSubmission,
    QuestionnaireFile,
    QuestionnaireVersion,
    RecordFile,
    Visit,
    Wave,
)
from survey.rules.openrosa import Sent, text_of_named


@dataclass(frozen=True)
class Place:
    """What is known of the business that a submission speaks of (``shop``: by its number), and of the form that it was
    filled in with; ``at``: the moment by the database's clock; ``usual``: the sender may, and neither record nor
    identifier are there yet."""

    assignment: int
    area: int
    business: int
    shop: str
    ksic_code: str
    case: int
    visits: int
    form: int
    made_at: datetime
    at: datetime
    usual: bool


@dataclass(frozen=True)
class Caller:
    """Who asks: the person of an app token that is in use, and the wave that is asked, if there is one of that code;
    ``place``: where what they send belongs, if it is one business that was given to them."""

    token: int
    last_used_on: date | None
    owner: User
    wave: Wave | None
    place: Place | None


_WHO = ("id", "email", "name", "is_active")
_WAVE = ("id", "code", "questionnaire_id", "opens_at", "closes_at")  # what a submission asks of it
_UP_TO_WHO = 2 + len(_WHO)
_UP_TO_WAVE = _UP_TO_WHO + len(_WAVE)
# One statement for both, because each costs as much as a good part of the verdict, most of it for going there and back.
# Of the place: what is only asked stands among the columns, and the shop is looked up before all else (OFFSET 0 keeps
# the order): as conditions the planner would weigh all of it against each other, and without figures of the tables, as
# after the list was imported, walk through every business of the enumerator. All taxonomies are named (there are no
# others) because the index of shop numbers begins with the taxonomy.
_CALLER = Prepared.of(
    sql.SQL("""
SELECT t.id, t.last_used_on, {who}, {wave}, place.*
FROM survey_apptoken t JOIN accounts_user u ON u.id = t.owner_id LEFT JOIN survey_wave w ON w.code = %(code)s
LEFT JOIN LATERAL (
    SELECT a.id, a.area_id, b.id, b.source_id, b.ksic_code, c.id, c.visits, v.id, v.made_at, clock_timestamp(),
        {may_collect}
        AND NOT EXISTS (SELECT FROM survey_recordversion WHERE instance_id = %(instance_id)s)
        AND NOT EXISTS (SELECT FROM survey_censusrecord WHERE wave_id = w.id AND business_id = b.id)
    FROM (
        SELECT id, source_id, ksic_code FROM survey_business
        WHERE source_id = %(shop)s AND taxonomy IN ('old', 'new', 'own') OFFSET 0
    ) b
    CROSS JOIN LATERAL (
        SELECT id, area_id, enumerator_id FROM survey_assignment
        WHERE business_id = b.id AND wave_id = w.id AND ended_at IS NULL OFFSET 0
    ) a
    CROSS JOIN LATERAL (
        SELECT id, visits FROM survey_case WHERE wave_id = w.id AND business_id = b.id OFFSET 0
    ) c
    JOIN survey_questionnaireversion v ON v.questionnaire_id = w.questionnaire_id AND v.version = %(version)s
    WHERE a.enumerator_id = u.id AND v.published_at IS NOT NULL OFFSET 0
) place ON true
WHERE t.sha256 = %(sha256)s AND t.revoked_at IS NULL AND u.is_active
""").format(
        who=sql.SQL(", ").join(sql.Identifier("u", name) for name in _WHO),
        wave=sql.SQL(", ").join(sql.Identifier("w", name) for name in _WAVE),
        may_collect=held_sql(
            Area, "collect_area", sql.Identifier("a", "area_id"), sql.Identifier("a", "enumerator_id")
        ),
    )
)


def caller(text: str, username: str, code: str, told: Sent | None = None) -> Caller | None:
    """Whose token this is, the wave, and the place of what is ``told``; None for a token that is not in use, or that
    somebody else's name comes with."""
    asked = {"code": code, "sha256": hashed(text), "shop": None, "version": "", "instance_id": ""}
    if told is not None:
        asked["shop"] = text_of_named(told, "shop_id") or None
        asked["version"], asked["instance_id"] = told.version or "1", told.instance_id
    found = _CALLER.rows(asked)
    if not found:
        return None
    token, last_used_on = found[0][:2]
    who, wave, place = found[0][2:_UP_TO_WHO], found[0][_UP_TO_WHO:_UP_TO_WAVE], found[0][_UP_TO_WAVE:]
    owner = known(User, **dict(zip(_WHO, who, strict=True)))
    if username and username.strip().lower() != owner.email.lower():
        return None
    asks = known(Wave, **dict(zip(_WAVE, wave, strict=True))) if wave[0] else None
    return Caller(token, last_used_on, owner, asks, Place(*place) if place[0] and len(found) == 1 else None)


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
