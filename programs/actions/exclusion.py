"""The city's list of businesses excluded from subsidies (참여제한): entered or imported by one person, lifted by
another."""

from datetime import date
from functools import cache

from accounts.models import Role
from accounts.rules.numbers import digits, is_business_number
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.transition import lock
from programs.errors import (
    EnteredByYourself,
    ExclusionBackwards,
    ExclusionBeyond,
    ExclusionEnteredTwice,
    ExclusionOver,
    ListHasFaults,
    NotABusinessNumber,
)
from programs.models import Exclusion
from programs.registry import longest_exclusion
from programs.rules.exclusion_list import Entry, read_entries
from programs.rules.table_file import Fault, Problem, UnreadableTable, read_cells


def require_office(actor: Actor) -> None:
    """The list belongs to no call: programme managers and administrators keep it. Raises NotPermitted."""
    if actor.is_system:
        return
    if actor.user is None or not actor.user.has_role(Role.MANAGER, Role.ADMINISTRATOR):
        raise NotPermitted()


@action
def enter_exclusion(
    actor: Actor,
    registration_number: str,
    name: str,
    *,
    source: str,
    since: date,
    until: date | None = None,
    reason: str = "",
) -> Exclusion:
    """In force from ``since`` up to, not including, ``until``, which without a day is the end of the longest term that
    the law allows; known of from now on in every call.

    Raises NotPermitted, NotABusinessNumber, ExclusionBackwards, ExclusionBeyond, ExclusionEnteredTwice.
    """
    require_office(actor)
    if not is_business_number(registration_number):
        raise NotABusinessNumber(field="registration_number")
    if until is not None and until <= since:
        raise ExclusionBackwards(field="until")
    longest = longest_exclusion(since)
    if longest and until and until > longest.until(since):
        raise ExclusionBeyond(field="until", day=longest.until(since), source=longest.source)
    until = until or (longest.until(since) if longest else None)
    entry = Entry(digits(registration_number), name.strip(), source.strip(), since, until, reason.strip())
    if _known([entry]):
        raise ExclusionEnteredTwice(field="registration_number")
    return _enter(actor, entry)


def _enter(actor: Actor, entry: Entry) -> Exclusion:
    exclusion = Exclusion.objects.create(
        registration_number=entry.number,
        name=entry.name,
        source=entry.source,
        since=entry.since,
        until=entry.until,
        reason=entry.reason,
        entered_by=actor.user,
        entered_at=clock.now(),
    )
    after = {"number": entry.number, "source": entry.source, "since": entry.since, "until": entry.until}
    record(actor, "enter_exclusion", exclusion, after=after, reason=entry.reason)
    return exclusion


def _known(entries: list[Entry]) -> set[tuple[str, str, date]]:
    """Those that stand in the list already and are not lifted, by number, source and first day; one statement."""
    rows = Exclusion.objects.filter(registration_number__in=[entry.number for entry in entries], lifted_at=None)
    present = set(rows.values_list("registration_number", "source", "since"))
    return present & {(entry.number, entry.source, entry.since) for entry in entries}


@action
def import_exclusions(actor: Actor, content: bytes) -> tuple[int, int]:
    """Takes a list from a file, all of it or nothing: (entered, already there). A row without an end ends with the
    longest term that the law allows.

    Raises NotPermitted, and ListHasFaults with every row that cannot be taken.
    """
    require_office(actor)
    try:
        entries, problems = read_entries(read_cells(content), is_business_number, cache(_latest))
    except UnreadableTable:
        entries, problems = [], [Problem(0, Fault.UNREADABLE)]
    if problems:
        raise ListHasFaults(problems)
    there = _known(entries)
    new = [entry for entry in entries if (entry.number, entry.source, entry.since) not in there]
    for entry in new:
        _enter(actor, entry)
    return len(new), len(entries) - len(new)


def _latest(since: date) -> date | None:
    longest = longest_exclusion(since)
    return longest.until(since) if longest else None


@action
def lift_exclusion(actor: Actor, exclusion_id: int, reason: str) -> Exclusion:
    """Ends it before its time; by another person than who entered it. The row stays.

    Raises NotPermitted, EnteredByYourself, ReasonNeeded, ExclusionOver.
    """
    require_office(actor)
    exclusion: Exclusion = lock(Exclusion, exclusion_id)
    if exclusion.lifted_at is not None:
        raise ExclusionOver()
    if not reason.strip():
        raise ReasonNeeded(field="lift_reason")
    if actor.user is None or actor.user_id == exclusion.entered_by_id:
        raise EnteredByYourself()
    exclusion.lifted_by, exclusion.lifted_at, exclusion.lift_reason = actor.user, clock.now(), reason.strip()
    exclusion.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    record(actor, "lift_exclusion", exclusion, after={"lifted": True}, reason=reason.strip())
    return exclusion
