"""Excluding a demand company from subsidies after a clawback (보조금법 §31의2, 지방보조금법 §32): proposed with its
term by one person, in the city's list through another."""

from datetime import date

from django.db import IntegrityError, transaction

from kernel import clock
from kernel.action import action, record
from kernel.actor import Actor
from kernel.errors import ReasonNeeded
from kernel.transition import advance, lock
from programs.models import Exclusion
from programs.rules.exclusion import Longest
from vouchers.actions.report import second_person
from vouchers.errors import ExcludedAlready, ExclusionTooLong, NotInForce
from vouchers.models import Clawback, ExclusionProposal
from vouchers.queries.case import require_office
from vouchers.queries.figures import longest_exclusion


@action
def propose_exclusion(actor: Actor, clawback_id: int, until: date, basis: str) -> ExclusionProposal:
    """Proposes to exclude the business up to, not including, ``until``. By a manager of the call.

    Raises NotVisible, ReasonNeeded without a legal basis, NotInForce before the money was claimed, ExclusionTooLong
    beyond the longest term of the source of funds, FigureMissing when none is known, ExcludedAlready.
    """
    clawback: Clawback = lock(Clawback, clawback_id)
    call = clawback.agreement.call
    require_office(actor, clawback.agreement, "manage_call")
    if not basis.strip():
        raise ReasonNeeded(field="basis")
    if clawback.state not in {"claimed", "collected"}:
        raise NotInForce(state=clawback.stage.label)
    longest = _within(call.fund, until)
    try:
        with transaction.atomic():
            made = ExclusionProposal.objects.create(
                clawback=clawback,
                until=until,
                basis=basis.strip(),
                longest=f"{longest.years}: {longest.source}",
                proposed_by=actor.user,
                proposed_at=clock.now(),
            )
    except IntegrityError:
        raise ExcludedAlready() from None
    record(actor, "propose_exclusion", clawback, after={"until": until, "basis": basis.strip()})
    return made


def _within(fund: str, until: date) -> Longest:
    """The longest term, which ``until`` keeps. Raises ExclusionTooLong, FigureMissing."""
    today = clock.today()
    longest = longest_exclusion(fund, today)
    if not today < until <= longest.until(today):
        raise ExclusionTooLong(field="until", day=longest.until(today), source=longest.source)
    return longest


@action
def confirm_exclusion(actor: Actor, proposal_id: int) -> ExclusionProposal:
    """A second person puts the business into the list, from today. Raises NotVisible, SecondPersonNeeded,
    ExclusionTooLong when the longest term has become shorter meanwhile."""
    proposal: ExclusionProposal = lock(ExclusionProposal, proposal_id)
    agreement = proposal.clawback.agreement
    require_office(actor, agreement, "approve_call")
    second_person(actor, proposal.proposed_by_id)
    _within(agreement.call.fund, proposal.until)
    organisation = agreement.application.organisation
    made = Exclusion.objects.create(
        registration_number=organisation.registration_number if organisation else "",
        name=organisation.name if organisation else "",
        source=proposal.basis,
        since=clock.today(),
        until=proposal.until,
        reason=f"{proposal.clawback.number} {proposal.clawback.get_ground_display()}",
        entered_by=proposal.proposed_by,
        entered_at=clock.now(),
        confirmed_by=actor.user,
    )
    advance(proposal, "confirm", actor, decided_by=actor.user, decided_at=clock.now(), exclusion=made)
    record(actor, "exclude_business", proposal.clawback, after={"until": proposal.until, "basis": proposal.basis})
    return proposal


@action
def drop_exclusion(actor: Actor, proposal_id: int, reason: str) -> ExclusionProposal:
    """It comes to nothing. Raises NotVisible, SecondPersonNeeded, ReasonNeeded."""
    proposal: ExclusionProposal = lock(ExclusionProposal, proposal_id)
    require_office(actor, proposal.clawback.agreement, "approve_call")
    second_person(actor, proposal.proposed_by_id)
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    return advance(proposal, "drop", actor, reason=reason.strip(), decided_by=actor.user, decided_at=clock.now())
