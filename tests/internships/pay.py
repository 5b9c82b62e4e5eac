"""A call whose interns can be paid: contracts in force, a month worked and confirmed, figures and a tax table."""

from __future__ import annotations

import io
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.actions.identity import Proof
from accounts.models import Role, User
from internships.actions import contract as contracts
from internships.actions import pay as acts
from internships.actions import pay_run as runs
from internships.actions.attendance_closing import close_month, fill
from internships.actions.pay_begin import begin_pay_run
from internships.models import AttendanceAdjustment, AttendanceDay, PayRun, Placement
from internships.queries.calendar import days_of_work
from internships.rules.pay.figures import ACCIDENT_RATE
from kernel import clock
from kernel.actor import Actor
from programs import actions as engine
from programs.models import Call, ReferenceFigure
from tests.internships import factories as make
from tests.internships.rules.pay_world import MADE_UP, TABLE

SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
PAY_DAY = date(2026, 10, 10)
ACCOUNT = "123-456-789012"


def at_pay_time(day: date = date(2026, 10, 5)) -> AbstractContextManager[Any]:
    return clock.at(datetime(day.year, day.month, day.day, 10, tzinfo=clock.SEOUL))


@dataclass
class World:
    """Who works on the pay of a call."""

    call: Call
    manager: User
    approver: User
    finance: User
    interns: list[Placement]

    def as_(self, who: str) -> Actor:
        return make.acting(getattr(self, who))


def figures() -> None:
    """An accident rate and a tax table, both made up: the law does not tell them. Those of an earlier world stay."""
    rate, since = f"{ACCIDENT_RATE}public", date(2019, 1, 1)
    if ReferenceFigure.objects.filter(name=rate, since=since).exists():
        return
    ReferenceFigure.objects.create(name=rate, value=Decimal("0.00777"), since=since, source=MADE_UP)
    version = acts.read_tax_table(make.SYSTEM, "table.csv", table_csv(), date(2026, 2, 27), MADE_UP)
    acts.decide_tax_table(make.SYSTEM, version.pk, confirmed=True)


def table_csv() -> bytes:
    """The made-up table as the tax office writes tables: thousands of won, a dash for nothing."""
    out = io.StringIO()
    out.write("월급여액(천원),,공제대상가족의 수\r\n이상,미만,1,2,3,4,5,6,7,8,9,10,11\r\n")
    for one in TABLE.brackets[:60]:
        taxes = ",".join(f'"{tax:,}"' if tax else "-" for tax in one.taxes)
        out.write(f'"{one.least // 1000:,}","{one.below // 1000:,}",{taxes}\r\n')
    return out.getvalue().encode("cp949")


def world(
    interns: int = 1, *, ready: bool = True, signed: int | None = None, seats: int | None = None, **settings: Any
) -> World:
    """A call of September 2026 with interns at the minimum wage, every day worked and confirmed, accounts confirmed;
    the first ``signed`` (all when None) with a contract."""
    manager = make.manager()
    call = make.call_of(manager, wage=10_320, seats=seats or max(30, interns), **settings)
    approver, finance = make.person("정약용", Role.APPROVER), make.person("유성룡", Role.FINANCE)
    engine.add_approver(make.SYSTEM, call.pk, approver)
    engine.add_payer(make.SYSTEM, call.pk, finance)
    made = World(call, manager, approver, finance, [])
    seat = make.position(call, seats=max(2, interns))
    names = [make.person(f"가상인{number}") for number in range(1, interns + 1)]
    for application in make.selected(call, users=names):
        placement = make.actions.place_applicant(make.SYSTEM, application.pk, seat.pk)
        made.interns.append(make.actions.accept_placement(make.acting(placement.person), placement.pk))
    for placement in made.interns[:signed]:
        contracted(placement, approver)
    if ready:
        for placement in made.interns:
            worked(placement, made.finance)
            account(placement, finance)
        figures()
    return made


def contracted(placement: Placement, approver: User) -> None:
    """A contract that both sides have signed."""
    contract = contracts.draw_up_contract(make.SYSTEM, placement.pk)
    contract = contracts.send_contract(make.SYSTEM, contract.pk)
    for user in (placement.person, approver):
        contracts.sign_contract(make.acting(user), contract.pk, contract.content_hash, Proof(user.pk, "password"))


def worked(
    placement: Placement, by: User, first: date | None = None, last: date | None = None, minutes: int = 480
) -> None:
    """Days as clock and mentor leave them: credited in full, holidays too, confirmed. The first is really clocked."""
    first, last = first or placement.first_day, last or placement.last_day
    days = list(days_of_work(first, last))
    placement.refresh_from_db()
    if placement.state == "accepted":
        make.click(placement, "in", days[0], "09:00")
        make.click(placement, "out", days[0], "18:00")
    known = set(placement.days.values_list("day", flat=True))
    AttendanceDay.objects.bulk_create(
        AttendanceDay(placement=placement, day=day, worked_minutes=minutes, credited_minutes=minutes)
        for day in days
        if day not in known
    )
    fill([placement], first, last)
    placement.days.filter(confirmed_at=None).update(confirmed_by=by, confirmed_at=clock.now())


def closed(made: World, month: date = SEPTEMBER) -> None:
    """The manager closes the month's attendance."""
    close_month(made.as_("manager"), made.call.pk, month)


def missed(placement: Placement, day: date, counts_in: date = OCTOBER) -> None:
    """It turns out that a day of a closed month was not worked."""
    AttendanceAdjustment.objects.create(
        placement=placement,
        day=day,
        month=counts_in,
        kind=AttendanceDay.Kind.ABSENCE,
        credited_minutes=-480,
        missing_minutes=480,
    )


def account(placement: Placement, finance: User, number: str = ACCOUNT) -> None:
    entered = acts.enter_pay_account(make.acting(placement.person), "가상은행", number, placement.person.name)
    acts.confirm_pay_account(make.acting(finance), entered.pk, number)


def run_up_to(made: World, state: str, month: date = SEPTEMBER, pay_on: date = PAY_DAY) -> PayRun:
    """A run of the month that has come as far as ``state``."""
    manager, approver, finance = made.as_("manager"), made.as_("approver"), made.as_("finance")
    closed(made, month)
    run = begin_pay_run(manager, made.call.pk, month, pay_on)
    steps = [
        ("computed", lambda: runs.compute_pay_run(manager, run.pk)),
        ("checked", lambda: runs.check_pay_run(manager, run.pk)),
        ("approved", lambda: runs.approve_pay_run(approver, run.pk)),
        ("transferred", lambda: runs.release_pay_run(finance, run.pk)),
        ("handed_out", lambda: runs.hand_out_payslips(manager, run.pk)),
        ("filed", lambda: runs.list_filings(finance, run.pk)),
    ]
    for reached, step in steps:
        if run.state == state:
            break
        run = step()
        assert run.state == reached
    return run
