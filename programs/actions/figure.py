"""Reference figures: a new value from a day on, with its source; the one before ends there. Proposed by one person (or
on the command line), in force once another has approved it."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts.models import Role
from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import NotPermitted, ReasonNeeded
from kernel.transition import advance, lock
from programs.errors import DayHasCome, FigureLiesBefore, FigureProposed, FigureUnknown, SecondPersonNeeded
from programs.figures import FigureKind, Lasts, figure_kind
from programs.models import FigureProposal, ReferenceFigure
from programs.queries import deadlines

PROPOSERS = (Role.MANAGER, Role.FINANCE, Role.ADMINISTRATOR)
DECIDERS = (Role.APPROVER, Role.ADMINISTRATOR)


@action
def propose_figure(actor: Actor, name: str, value: Decimal, since: date, source: str) -> FigureProposal:
    """Proposes that ``name`` is ``value`` from ``since`` on; the same proposal again is the one that is there.

    Raises NotPermitted, FigureUnknown for a name that nothing computes with or a value that cannot be, ReasonNeeded
    without a source, FigureLiesBefore when a later value is known, DayHasCome of a day that is not ahead,
    FigureProposed when another is waiting.
    """
    if not (actor.is_system or (actor.user and actor.user.has_role(*PROPOSERS))):
        raise NotPermitted()
    kind = figure_kind(name)
    if kind is None or not kind.admits(value):
        raise FigureUnknown(field="value", name=name)
    if not source.strip():
        raise ReasonNeeded(field="source")
    _refuse_earlier(kind, since)
    there = FigureProposal.objects.filter(name=name, since=since, state="proposed").first()
    if there is not None and (there.value, there.source) == (value, source.strip()):
        return there
    try:
        with transaction.atomic():
            made = FigureProposal.objects.create(
                name=name,
                value=value,
                since=since,
                source=source.strip(),
                proposed_by=actor.user,
                proposed_at=clock.now(),
            )
    except IntegrityError:
        raise FigureProposed(field="since", since=since) from None
    record(actor, "propose_figure", made, after={"name": name, "value": str(value), "since": since, "source": source})
    return made


def _refuse_earlier(kind: FigureKind, since: date) -> None:
    """What is of one day is entered before it comes, each day once: what was counted by it stands. Anything else is not
    changed behind what came later."""
    known = ReferenceFigure.objects.filter(name=kind.name)
    of_a_day = kind.lasts is Lasts.DAY
    if of_a_day and since <= clock.today():
        raise DayHasCome(field="since")
    if (known.filter(since=since) if of_a_day else known.filter(since__gte=since)).exists():
        raise FigureLiesBefore(field="since", name=kind.name, since=since.isoformat())


@action
def decide_figure(actor: Actor, proposal_id: int, *, approved: bool, answer: str = "") -> FigureProposal:
    """A second person puts it in force from its day on: what held until then ends on that day, and past computations
    keep what they were made with. Or refuses with a reason.

    Raises NotPermitted, SecondPersonNeeded, ReasonNeeded, FigureLiesBefore when a later one came meanwhile, DayHasCome,
    FigureUnknown when nothing computes with it any more.
    """
    if actor.user is None or not actor.user.has_role(*DECIDERS):
        raise NotPermitted()
    proposal: FigureProposal = lock(FigureProposal, proposal_id)
    if actor.user_id == proposal.proposed_by_id:
        raise SecondPersonNeeded()
    if not approved and not answer.strip():
        raise ReasonNeeded(field="answer")
    values = {"decided_by": actor.user, "decided_at": clock.now(), "answer": answer.strip()}
    advance(proposal, "approve" if approved else "refuse", actor, reason=answer.strip(), fields=values)
    if approved:
        _put_in_force(actor, proposal)
    return proposal


def _put_in_force(actor: Actor, proposal: FigureProposal) -> None:
    kind = figure_kind(proposal.name)
    if kind is None:
        raise FigureUnknown(name=proposal.name)
    rows = ReferenceFigure.objects.select_for_update().filter(name=proposal.name)
    list(rows)  # two that are approved at once wait for each other
    _refuse_earlier(kind, proposal.since)
    held = rows.filter(since__lt=proposal.since).exclude(until__lte=proposal.since)
    held.update(until=proposal.since)
    made = ReferenceFigure.objects.create(
        name=proposal.name,
        value=proposal.value,
        since=proposal.since,
        until=kind.lasts.until(proposal.since),
        source=proposal.source,
        entered_by=proposal.proposed_by,
        entered_at=clock.now(),
    )
    after = {"name": made.name, "value": str(made.value), "since": made.since, "source": made.source}
    record(actor, "enter_figure", made, after=after)
    deadlines.NAMED.forget()
    transaction.on_commit(deadlines.NAMED.forget)  # whoever read in between, before it was there
