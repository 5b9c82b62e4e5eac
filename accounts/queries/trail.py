"""Reading the audit trail and the access log."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import User
from kernel.clock import SEOUL
from kernel.models import AccessEntry, AuditEntry, ChainVerification
from kernel.models.audit import ChainedRow
from kernel.personal import mask_name
from kernel.queries.audit import wrong_lines

ROWS_A_PAGE = 50
Row = TypeVar("Row", bound=ChainedRow)


@dataclass(frozen=True)
class Filter:
    """What an auditor looks for; empty parts do not narrow."""

    person: str = ""  # part of the actor's name, or #number of a person
    entity: str = ""
    entity_id: str = ""
    verb: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class TrailPage(Generic[Row]):
    """One page, newest first. ``older`` is the number to go on below, None at the end; every row is checked."""

    rows: list[Row]
    older: int | None
    wrong: list[int]


def audit_page(wanted: Filter, below: int | None = None) -> TrailPage[AuditEntry]:
    """A page of the audit trail by key, so that the millionth page is as quick as the first. One statement."""
    rows = AuditEntry.objects.order_by("-id")
    if wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    return _page(rows, wanted, below)


def access_page(wanted: Filter, below: int | None = None) -> TrailPage[AccessEntry]:
    """A page of the access log."""
    rows = AccessEntry.objects.order_by("-id")
    if wanted.verb:
        rows = rows.filter(task=wanted.verb)
    return _page(rows, wanted, below)


def verbs() -> list[str]:
    """Every verb that the trail knows, by a walk over the index (a loose scan), not over the rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE known AS (SELECT min(verb) AS verb FROM kernel_auditentry UNION ALL "
            "SELECT (SELECT min(verb) FROM kernel_auditentry WHERE verb > known.verb) FROM known "
            "WHERE known.verb IS NOT NULL) SELECT verb FROM known WHERE verb IS NOT NULL"
        )
        return [verb for (verb,) in cursor.fetchall()]


def last_verification(chain: str) -> ChainVerification | None:
    """The newest walk over the whole chain."""
    return ChainVerification.objects.filter(chain=chain).order_by("-at").first()


def subject_of(user: User) -> str:
    """How the access log names a person whose data were looked at: the number that stays, and the masked name."""
    return f"#{user.pk} {mask_name(user.name)}"


def looks_at(user: User) -> QuerySet[AccessEntry]:
    """Everybody who looked at the person's unmasked data, newest first."""
    own_row = Q(entity="accounts.user", entity_id=str(user.pk))
    return AccessEntry.objects.filter(own_row | Q(subject__startswith=f"#{user.pk} ")).order_by("-id")


def _page(rows: QuerySet[Any], wanted: Filter, below: int | None) -> TrailPage[Any]:
    if wanted.person.startswith("#") and wanted.person[1:].isdigit():
        rows = rows.filter(actor_id=int(wanted.person[1:]))
    elif wanted.person:
        rows = rows.filter(actor_label__icontains=wanted.person)
    if wanted.entity:
        rows = rows.filter(entity=wanted.entity)
    if wanted.entity_id:
        rows = rows.filter(entity_id=wanted.entity_id)
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if below is not None:
        rows = rows.filter(id__lt=below)
    found = list(rows[: ROWS_A_PAGE + 1])
    shown = found[:ROWS_A_PAGE]
    return TrailPage(shown, shown[-1].id if len(found) > ROWS_A_PAGE else None, wrong_lines(shown))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SEOUL)
