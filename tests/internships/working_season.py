"""A season at work, played from a seed through the same actions: four months from October to January, so that the floor
of wages and the rates of insurance change in between. People come, are late, forget, fall sick, take leave, stay on,
leave and are replaced; mentors close weeks, the manager closes months, and every month is paid by three people."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from accounts.actions.identity import Proof
from accounts.models import Role
from internships import actions
from internships.actions import contract as contracts
from internships.actions import pay as pay_data
from internships.actions import pay_run as runs
from internships.actions.attendance import ListEntry
from internships.actions.attendance_closing import close_month, close_week
from internships.actions.attendance_request import Asked, ask, grant_request
from internships.actions.pay_begin import begin_pay_run
from internships.models import Contract, Host, Placement
from internships.queries.calendar import days_of_work
from internships.queries.host import mentors_of
from internships.queries.requests import leave_left
from internships.rules.calendar import monday_of, next_month
from internships.rules.day_kinds import Wish
from internships.rules.pay.figures import ACCIDENT_RATE
from kernel import clock
from kernel.actor import Actor
from programs import actions as engine
from programs.models import Application, ReferenceFigure
from tests.internships import factories as make
from tests.internships import pay as office
from tests.internships.rules.pay_world import MADE_UP

FIRST, LAST = date(2025, 10, 1), date(2026, 1, 30)
SEED = 20_251_001
DAY = timedelta(days=1)
PHONES = 5  # every fifth intern clocks by phone, for the others the mentor keeps the list
EARNED_BY = 10  # day of the month
LEAVERS = 12  # one of so many leaves, and is replaced
NEW_YEAR = date(2026, 1, 1)


def wage_of(first_day: date) -> int:
    """Won an hour in a contract that begins on a day: the minimum wage of its year, less than which it cannot be."""
    return 10_320 if first_day >= NEW_YEAR else 10_030


DUE = 480


class WorkingSeason:
    """The world and its people."""

    def __init__(self, interns: int, seed: int = SEED) -> None:
        self.dice = random.Random(seed)
        self.later: dict[date, list[Callable[[], object]]] = defaultdict(list)
        self.placements: list[Placement] = []
        with clock.at(_at(FIRST - timedelta(days=30), "10:00")):
            self._office(interns)
            applications = self._applicants(interns)
            for number, application in enumerate(applications[:interns]):
                self._take_on(application, self.hosts[number % len(self.hosts)])
            self._sign(self.placements)
        self.reserve = applications[interns:]

    # -- the world ---------------------------------------------------------------------------------------------------

    def _office(self, interns: int) -> None:
        self.manager = make.manager()
        self.approver, self.finance = make.person("정약용", Role.APPROVER), make.person("유성룡", Role.FINANCE)
        self.call = make.call_of(
            self.manager, seats=2 * interns, wage=wage_of(FIRST), first_day=FIRST.isoformat(), last_day=LAST.isoformat()
        )
        engine.add_approver(make.SYSTEM, self.call.pk, self.approver)
        engine.add_payer(make.SYSTEM, self.call.pk, self.finance)
        ReferenceFigure.objects.create(
            name=f"{ACCIDENT_RATE}public", value=Decimal("0.00777"), since=date(2019, 1, 1), source=MADE_UP
        )
        table = pay_data.read_tax_table(make.SYSTEM, "table.csv", office.table_csv(), FIRST, MADE_UP)
        pay_data.decide_tax_table(make.SYSTEM, table.pk, confirmed=True)
        self.hosts = [make.host(mentor=make.person(f"멘토{number}")) for number in range(max(2, interns // 10))]
        seats = -(-interns // len(self.hosts))
        self.seats = {host.pk: make.position(self.call, host, seats=seats) for host in self.hosts}

    def _applicants(self, interns: int) -> list[Application]:
        people = [make.person(f"가상인{number:03}") for number in range(interns + interns // LEAVERS + 2)]
        return make.selected(self.call, users=people)

    def _take_on(self, application: Application, host: Host) -> Placement:
        seat = self.seats[host.pk]
        placement = actions.place_applicant(make.acting(self.manager), application.pk, seat.pk)
        placement = actions.accept_placement(make.acting(application.user), placement.pk)
        office.account(placement, self.finance)
        self.placements.append(placement)
        return placement

    def _sign(self, placements: list[Placement]) -> None:
        """Contracts for everybody who has none, signed by each intern and by the city in one go."""
        boss = make.acting(self.manager)
        for late in (one for one in placements if one.first_day >= NEW_YEAR):
            agreed = replace(contracts.terms_of(late), wage=wage_of(late.first_day))
            contracts.draw_up_contract(boss, late.pk, agreed)
        contracts.draw_up_contracts(boss, self.call.pk)
        contracts.send_contracts(boss, self.call.pk)
        drawn = list(Contract.objects.filter(placement__in=placements).select_related("placement__person"))
        for one in drawn:
            person = one.placement.person
            contracts.sign_contract(make.acting(person), one.pk, one.content_hash, Proof(person.pk, "password"))
        shown = [(one.pk, one.content_hash) for one in drawn]
        proof = Proof(self.approver.pk, "password")
        contracts.sign_contracts(make.acting(self.approver), self.call.pk, shown, proof)

    # -- the four months ---------------------------------------------------------------------------------------------

    def play(self) -> None:
        month = FIRST
        day = FIRST
        while day <= LAST + timedelta(days=10):
            if day <= LAST and day in set(days_of_work(day, day)):
                self._work(day)
            for happening in self.later.pop(day, ()):
                happening()
            if day.weekday() == 0:
                self._close_weeks(day - timedelta(days=7))
            if month < day.replace(day=1) and day.day == 8:
                self._pay(month)
                month = next_month(month)
            day += DAY

    def _work(self, day: date) -> None:
        here = list(
            Placement.objects.filter(pk__in=[one.pk for one in self.placements], state__in=("accepted", "working"))
            .filter(first_day__lte=day, last_day__gte=day)
            .select_related("person", "position__host")
            .order_by("pk")
        )
        lists: dict[int, list[ListEntry]] = defaultdict(list)
        for placement in here:
            times = self._times(placement, day)
            if times is None:
                continue
            if _number(placement) % PHONES == 0:
                self._by_phone(placement, day, times)
            else:
                came, left = (_at(day, one) for one in times)
                lists[placement.position.host_id].append(ListEntry(placement.pk, came, left))
        for host in self.hosts:
            if lists[host.pk]:
                with clock.at(_at(day, "22:00")):
                    actions.enter_attendance(self._mentor(host), host.pk, day, lists[host.pk])
        self._leave(here, day)

    def _times(self, placement: Placement, day: date) -> tuple[str, str] | None:
        """When somebody comes and goes today, None for a day away; what is asked for is asked and answered."""
        chance = self.dice.random()
        if chance < 0.02:
            self._asks(placement, self.dice.choice((Wish.SICK_LEAVE, Wish.TRAVEL, Wish.PUBLIC_LEAVE)), day)
            return None
        if chance < 0.05 and leave_left(placement) >= DUE:
            self._asks(placement, Wish.LEAVE, day)
            return None
        if chance < 0.065:
            self._absent(placement, day)
            return None
        if chance < 0.10:
            return f"09:{self.dice.randint(1, 59):02}", "18:00"
        if chance < 0.13:
            return "09:00", f"1{self.dice.randint(3, 7)}:{self.dice.randint(0, 59):02}"
        if chance < 0.16:
            self._asks(placement, Wish.OVER_HOURS, day, "18:00", "20:00")
            return "09:00", "20:00"
        return "09:00", "18:00"

    def _absent(self, placement: Placement, day: date) -> None:
        """Half of those who did not clock were there: it is corrected days or weeks later, also after the closing."""
        on = min(day + timedelta(days=self.dice.randint(1, 40)), LAST)
        if self.dice.random() < 0.5 and on > day:
            self.later[on].append(lambda: self._corrected(placement, day, on))

    def _corrected(self, placement: Placement, day: date, on: date) -> None:
        if Placement.objects.get(pk=placement.pk).state == "working":
            self._asks(placement, Wish.CORRECTION, day, "09:00", "18:00", on=on)

    def _asks(
        self, placement: Placement, wish: Wish, day: date, starts: str = "", ends: str = "", *, on: date | None = None
    ) -> None:
        begins, stops = (time.fromisoformat(one) if one else None for one in (starts, ends))
        with clock.at(_at(on or day, "23:30" if wish is Wish.CORRECTION else "08:00")):
            for one in ask(
                make.acting(placement.person), placement.pk, Asked(wish, day, day, begins, stops, "놀이의 사유")
            ):
                grant_request(self._mentor(placement.position.host), one.pk)

    def _by_phone(self, placement: Placement, day: date, times: tuple[str, str]) -> None:
        """Now and then without a network: sent at night, the going first, one click twice."""
        clicks = list(zip(("in", "out"), times, strict=True))
        if self.dice.random() < 0.85:
            for kind, at in clicks:
                make.click(placement, kind, day, at)
            return
        for kind, at in (clicks[1], clicks[0], clicks[1]):
            phone = {"device_at": _at(day, at).isoformat(), "sent_at": _at(day, "22:00").isoformat()}
            make.click(placement, kind, day, "22:00", client_id=f"{kind}-{day}", **phone)

    def _leave(self, here: list[Placement], day: date) -> None:
        """Somebody leaves at the end of a day of the second month; another begins on the next day of work. Not in
        its first days: who earned less than a month's insurance has nothing to be paid, which the office settles."""
        if day.month != 11 or day.day < EARNED_BY or not self.reserve or self.dice.random() > 0.3:
            return
        gone = self.dice.choice(here)
        if Placement.objects.get(pk=gone.pk).state != "working":
            return
        with clock.at(_at(day, "22:30")):
            actions.leave_placement(make.acting(self.manager), gone.pk, "다른 곳에 취업")
            self._sign([self._take_on(self.reserve.pop(), gone.position.host)])

    def _close_weeks(self, monday: date) -> None:
        if monday > LAST or monday < monday_of(FIRST):
            return
        with clock.at(_at(monday + timedelta(days=7), "09:00")):
            for host in self.hosts:
                close_week(self._mentor(host), host.pk, monday)

    def _pay(self, month: date) -> None:
        boss, approver, finance = (make.acting(one) for one in (self.manager, self.approver, self.finance))
        with clock.at(_at(next_month(month) + timedelta(days=7), "10:00")):
            for host in self.hosts:  # days that were corrected after their week was closed
                actions.confirm_days(self._mentor(host), host.pk, next_month(month) - DAY)
            close_month(boss, self.call.pk, month)
            run = begin_pay_run(boss, self.call.pk, month, next_month(month) + timedelta(days=9))
            for actor, step in (
                (boss, runs.compute_pay_run), (boss, runs.check_pay_run), (approver, runs.approve_pay_run),
                (finance, runs.release_pay_run), (boss, runs.hand_out_payslips), (finance, runs.list_filings),
            ):  # fmt: skip
                step(actor, run.pk)

    @staticmethod
    def _mentor(host: Host) -> Actor:
        mentor = mentors_of(host).first()
        assert mentor is not None
        return make.acting(mentor)


def _at(day: date, text: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(text), clock.SEOUL)


def _number(placement: Placement) -> int:
    """Of the intern among all of the season: the same from the same seed, whatever keys the database gave."""
    return int(placement.person.name.removeprefix("가상인"))
