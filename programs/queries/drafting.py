"""What several members who fill in one draft see of each other."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.models import User
from kernel import clock
from programs.models import Application, DraftPresence
from programs.rules.merging import newer

STALE = timedelta(seconds=45)  # three heartbeats missed: the page is closed, or the connection is lost


@dataclass(frozen=True)
class Writing:
    """Somebody else who has the draft open, and in which section."""

    name: str
    section: str


@dataclass(frozen=True)
class Change:
    """A field that somebody wrote since a page was shown: its value, revision, and whose it is (empty: unknown)."""

    field: str
    value: Any
    revision: int
    by: str


def others_at(application: Application, user: User) -> list[Writing]:
    """The others who had the draft open within the last 45 seconds, by name; one statement."""
    rows = DraftPresence.objects.filter(application=application, seen_at__gt=clock.now() - STALE).exclude(user=user)
    return [Writing(one.user.name, one.section) for one in rows.select_related("user").order_by("user__name", "pk")]


def changes_since(application: Application, known: Mapping[str, Any], except_for: Iterable[str] = ()) -> list[Change]:
    """What was written since a page with the revisions ``known``; one statement when there is something."""
    found = newer(application.answers, application.revisions, known)
    fields = [field for field in found if field not in set(except_for)]
    names = writers_of(application, fields)
    return [Change(one, found[one], application.revisions[one], names.get(one, "")) for one in fields]


def writers_of(application: Application, fields: Iterable[str]) -> dict[str, str]:
    """Field → name of the person whose text it holds, as far as known; one statement at most."""
    wrote = {field: application.writers[field] for field in fields if field in application.writers}
    if not wrote:
        return {}
    names = dict(User.objects.filter(pk__in=set(wrote.values())).values_list("pk", "name"))
    return {field: names[pk] for field, pk in wrote.items() if pk in names}
