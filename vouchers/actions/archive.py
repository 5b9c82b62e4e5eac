"""A finished case is archived with the day until which its papers are kept; what then becomes of them:
:mod:`programs.actions.archive`."""

from datetime import date, datetime, timedelta

from kernel import clock
from kernel.action import action
from kernel.actor import Actor
from kernel.transition import advance, lock
from programs.actions.archive import archive_records
from vouchers.erasure import CASE
from vouchers.errors import StillClaimed, StillToGiveBack
from vouchers.models import Agreement, Clawback, Recovery
from vouchers.queries.agreement import to_give_back
from vouchers.queries.case import require_office
from vouchers.rules.retention import Retention, retention

ARCHIVED_AFTER = timedelta(days=30)  # from the end of a case


@action
def archive_case(actor: Actor, agreement_id: int) -> Agreement:
    """Closes the file: from here on nothing is added, and the day until which it is kept stands with its law.

    Raises NotVisible, StillClaimed while money is to be paid back, StillToGiveBack while some is to be given back.
    """
    agreement: Agreement = lock(Agreement, agreement_id)
    require_office(actor, agreement, "manage_call")
    if agreement.clawbacks.filter(state__in=["proposed", "claimed"]).exists():
        raise StillClaimed()
    if due := to_give_back(agreement):
        raise StillToGiveBack(won=f"{due:,}")
    kept = retention_of(agreement)
    archive_records(actor, agreement.application, CASE, agreement.number, kept.until, kept.law)
    return advance(agreement, "archive", actor, archived_at=clock.now())


def retention_of(agreement: Agreement) -> Retention:
    """Until when a finished case is kept; three statements."""
    ended = agreement.completed_at or agreement.ended_at or clock.now()
    claims = Clawback.objects.filter(agreement=agreement).values_list("ended_at", flat=True)
    back = Recovery.objects.filter(clawback__agreement=agreement).values_list("paid_on", flat=True)
    given = agreement.refunds.filter(state="paid").values_list("paid_on", flat=True)
    return retention(agreement.call.fund, _day(ended), [*(_day(one) for one in claims if one), *back, *given])


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.SEOUL).date()


def archive_finished(actor: Actor) -> int:
    """Archives what has rested long enough and owes the business nothing, each case by itself; how many. May run
    twice."""
    rows = Agreement.objects.filter(state__in=["completed", "given_up"]).exclude(
        clawbacks__state__in=["proposed", "claimed"]
    )
    before, done = clock.now() - ARCHIVED_AFTER, 0
    for one in rows.order_by("pk"):
        if (one.completed_at or one.ended_at or one.drawn_up_at) <= before and not to_give_back(one):
            archive_case(actor, one.pk)
            done += 1
    return done
