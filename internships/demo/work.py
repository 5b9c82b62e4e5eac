"""The time at work in the played city: contracts of the running season, weeks and months of the one that is over."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from accounts.actions.identity import Proof
from accounts.models import User
from internships.actions import contract as contracts
from internships.actions.attendance_closing import close_month, close_week
from internships.models import Contract, Host
from internships.rules.calendar import next_month
from kernel import clock
from kernel.actor import Actor, Channel
from programs.models import Call


def make_contracts(manager: User, approver: User, intern: User, call: Call) -> None:
    """Everybody's contract waits to be signed; that of ``intern`` is signed by both sides."""
    acting = Actor.person(manager, Channel.COMMAND)
    contracts.draw_up_contracts(acting, call.pk)
    contracts.send_contracts(acting, call.pk)
    own = Contract.objects.get(placement__position__call=call, placement__person=intern)
    for user in (intern, approver):
        proof = Proof(user.pk, "password")
        contracts.sign_contract(Actor.person(user, Channel.COMMAND), own.pk, own.content_hash, proof)


def close_season(manager: User, mentors: Iterable[tuple[Host, User]], call: Call, period: tuple[date, date]) -> None:
    """The mentors close every week of a season that is over, the manager its months, 40 days after its end."""
    first, last = period
    with clock.at(datetime.combine(last + timedelta(days=40), time(10), clock.SEOUL)):
        for host, mentor in mentors:
            for week in range((last - first).days // 7 + 1):
                close_week(Actor.person(mentor, Channel.COMMAND), host.pk, first + timedelta(days=7 * week))
        month = first.replace(day=1)
        while month <= last:
            close_month(Actor.person(manager, Channel.COMMAND), call.pk, month)
            month = next_month(month)
