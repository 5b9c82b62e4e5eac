"""The time at work in the played city: contracts of the running season, weeks and months of the one that is over."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from accounts.actions.identity import Proof
from accounts.models import User
from internships.actions import contract as contracts
from internships.actions.attendance_closing import close_month, close_week
from internships.actions.attendance_request import Asked, ask
from internships.actions.worklog import confirm_log, hand_in_log
from internships.models import Contract, Host, Placement
from internships.queries.calendar import days_of_work
from internships.rules.calendar import next_month
from internships.rules.day_kinds import Wish
from internships.rules.worklog import LogLine
from kernel import clock
from kernel.actor import Actor, Channel
from programs.models import Call

TASKS = (
    ("공공데이터 목록 정비", "정비 대상 목록"),
    ("오류 데이터 수정", "수정 내역서"),
    ("메타데이터 작성", "메타데이터 표"),
)


def make_contracts(manager: User, approver: User, intern: User, call: Call) -> None:
    """Everybody's contract waits to be signed; that of ``intern`` is signed by both sides."""
    acting = Actor.person(manager, Channel.COMMAND)
    contracts.draw_up_contracts(acting, call.pk)
    contracts.send_contracts(acting, call.pk)
    own = Contract.objects.get(placement__position__call=call, placement__person=intern)
    for user in (intern, approver):
        proof = Proof(user.pk, "password")
        contracts.sign_contract(Actor.person(user, Channel.COMMAND), own.pk, own.content_hash, proof)


def write_logs(interns: Iterable[Placement], mentor: User, until: date) -> None:
    """The interns of a host write the log of every day that they came, up to ``until``; the mentor has confirmed all
    but the last two days'. The first intern asks for a journey that the mentor has not granted yet."""
    interns = list(interns)
    for placement in interns:
        person = Actor.person(placement.person, Channel.COMMAND)
        for number, day in enumerate(placement.days.filter(day__lte=until, worked_minutes__gt=0).order_by("day")):
            task, output = TASKS[number % len(TASKS)]
            lines = [LogLine(task, max(30, day.worked_minutes - 60), output), LogLine("주간 회의와 멘토 상담", 60)]
            with clock.at(datetime.combine(day.day, time(18, 20), clock.SEOUL)):
                log = hand_in_log(person, placement.pk, day.day, lines)
            if day.day <= until - timedelta(days=2):
                with clock.at(datetime.combine(day.day, time(18, 50), clock.SEOUL)):
                    confirm_log(Actor.person(mentor, Channel.COMMAND), log.pk, "수고했습니다.")
    first, coming = interns[0], next(days_of_work(until + timedelta(days=3), until + timedelta(days=20)))
    with clock.at(datetime.combine(until, time(17), clock.SEOUL)):
        wish = Asked(Wish.TRAVEL, coming, coming, None, None, "구청 데이터 담당자 면담 출장")
        ask(Actor.person(first.person, Channel.COMMAND), first.pk, wish)


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
