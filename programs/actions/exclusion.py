"""The city's list of businesses excluded from subsidies (참여제한): entries and whole lists are proposed by one person
and stand in it once another has confirmed them; what stands there is lifted by somebody who did not propose it."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from accounts.models import Role
from accounts.rules.numbers import digits, is_business_number
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.transition import advance, lock
from programs.errors_screening import (
    EnteredByYourself,
    ExclusionBackwards,
    ExclusionBeyond,
    ExclusionEnteredTwice,
    ExclusionOver,
    ListedByYourself,
    ListHasFaults,
    NotABusinessNumber,
)
from programs.models import Exclusion, ListingProposal
from programs.registry import longest_exclusion
from programs.rules.exclusion_list import Entry, read_entries
from programs.rules.table_file import Fault, Problem, UnreadableTable, read_cells

PROPOSERS = (Role.MANAGER, Role.ADMINISTRATOR)
DECIDERS = (Role.APPROVER, Role.ADMINISTRATOR)


def require_office(actor: Actor) -> None:
    """The list belongs to no call: programme managers and administrators keep it. Raises NotPermitted."""
    if actor.is_system:
        return
    if actor.user is None or not actor.user.has_role(*PROPOSERS):
        raise NotPermitted()


@action
def propose_exclusion(
    actor: Actor,
    registration_number: str,
    name: str,
    *,
    source: str,
    since: date,
    until: date | None = None,
    reason: str = "",
) -> ListingProposal:
    """Proposes one business for the list: from ``since`` up to, not including, ``until``, which without a day is the
    end of the longest term that the law allows. The same proposal again is the one that is there.

    Raises NotPermitted, NotABusinessNumber, ExclusionBackwards, ExclusionBeyond, ExclusionEnteredTwice.
    """
    require_office(actor)
    if not is_business_number(registration_number):
        raise NotABusinessNumber(field="registration_number")
    if until is not None and until <= since:
        raise ExclusionBackwards(field="until")
    until = until or _latest(since)
    entry = Entry(digits(registration_number), name.strip(), source.strip(), since, until, reason.strip())
    _refuse_beyond([entry])
    if _known([entry]):
        raise ExclusionEnteredTwice(field="registration_number")
    return _propose(actor, [entry], "")


def _latest(since: date) -> date | None:
    longest = longest_exclusion(since)
    return longest.until(since) if longest else None


def _refuse_beyond(entries: Sequence[Entry]) -> None:
    longest = cache(longest_exclusion)
    for entry in entries:
        allowed = longest(entry.since)
        if allowed and (entry.until is None or entry.until > allowed.until(entry.since)):
            raise ExclusionBeyond(field="until", day=allowed.until(entry.since), source=allowed.source)


def _known(entries: Sequence[Entry]) -> set[tuple[str, str, date]]:
    """Those that stand in the list already and are not lifted, by number, source and first day; one statement."""
    rows = Exclusion.objects.filter(registration_number__in=[entry.number for entry in entries], lifted_at=None)
    present = set(rows.values_list("registration_number", "source", "since"))
    return present & {entry.key for entry in entries}


def _propose(actor: Actor, entries: Sequence[Entry], origin: str) -> ListingProposal:
    written = [entry.written() for entry in entries]
    same = ListingProposal.objects.filter(state="proposed", entries=written, proposed_by=actor.user).first()
    if same is not None:
        return same
    made = ListingProposal.objects.create(
        entries=written, origin=origin[:200], proposed_by=actor.user, proposed_at=clock.now()
    )
    record(actor, "propose_exclusions", made, after={"entries": len(entries), "origin": made.origin})
    return made


@action
def import_exclusions(actor: Actor, content: bytes, origin: str = "") -> tuple[ListingProposal | None, int]:
    """Takes a list from a file (named ``origin``), all of it or nothing, as one proposal: (the proposal, how many stand
    in the list already and are left out); None when all of them do. A row without an end ends with the longest term
    that the law allows.

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
    new = [entry for entry in entries if entry.key not in there]
    return (_propose(actor, new, origin) if new else None), len(entries) - len(new)


@action
def confirm_exclusions(actor: Actor, proposal_id: int) -> tuple[int, int]:
    """A second person puts what was proposed into the list, known of from now on in every call; what came to stand
    there meanwhile is left alone: (entered, already there).

    Raises NotPermitted, ListedByYourself, TransitionRefused, ExclusionBeyond when the longest term has become shorter.
    """
    proposal = _to_decide(actor, proposal_id)
    entries = [Entry.read(one) for one in proposal.entries]
    _refuse_beyond(entries)
    there = _known(entries)
    advance(proposal, "confirm", actor, decided_by=actor.user, decided_at=clock.now())
    new = [entry for entry in entries if entry.key not in there]
    for entry in new:
        _enter(actor, proposal, entry)
    return len(new), len(entries) - len(new)


@action
def drop_exclusions(actor: Actor, proposal_id: int, answer: str) -> ListingProposal:
    """The proposal comes to nothing. Raises NotPermitted, ListedByYourself, ReasonNeeded, TransitionRefused."""
    proposal = _to_decide(actor, proposal_id)
    if not answer.strip():
        raise ReasonNeeded(field="answer")
    given = {"answer": answer.strip(), "decided_by": actor.user, "decided_at": clock.now()}
    return advance(proposal, "drop", actor, reason=answer.strip(), fields=given)


def _to_decide(actor: Actor, proposal_id: int) -> ListingProposal:
    """The proposal, for somebody who may decide on it. All that wait are locked in one order, so that the same business
    on two lists that are confirmed at once is entered once."""
    if actor.user is None or not actor.user.has_role(*DECIDERS):
        raise NotPermitted()
    list(ListingProposal.objects.select_for_update().filter(state="proposed").order_by("pk").values_list("pk"))
    proposal: ListingProposal = lock(ListingProposal, proposal_id)
    if actor.user_id == proposal.proposed_by_id:
        raise ListedByYourself()
    return proposal


def _enter(actor: Actor, proposal: ListingProposal, entry: Entry) -> None:
    exclusion = Exclusion.objects.create(
        registration_number=entry.number,
        name=entry.name,
        source=entry.source,
        since=entry.since,
        until=entry.until,
        reason=entry.reason,
        listing=proposal,
        entered_by=proposal.proposed_by,
        entered_at=clock.now(),
        confirmed_by=actor.user,
    )
    after = {"number": entry.number, "source": entry.source, "since": entry.since, "until": entry.until}
    record(actor, "enter_exclusion", exclusion, after=after, reason=entry.reason)


@action
def lift_exclusion(actor: Actor, exclusion_id: int, reason: str) -> Exclusion:
    """Ends it before its time; by another person than who proposed it. The row stays.

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
