"""What is late is told to those who can do something, once a week; what waits stands on the home page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kernel import clock
from notices.models import Notice
from tests.vouchers import cases as make
from vouchers.actions.alarm import tell_what_is_late
from vouchers.actions.amendment import Changes, approve_amendment, request_amendment
from vouchers.actions.clawback import claim, note_recovery, propose_clawback
from vouchers.actions.invoice import confirm_bank_account
from vouchers.actions.order import deliver, take_order
from vouchers.actions.payment import approve_payment, prepare_run, read_bank_answer, release_run
from vouchers.panels import case_todos, payment_todos
from vouchers.queries import late
from vouchers.queries.clawback import owed
from vouchers.rules.answer_file import BankLine
from vouchers.rules.late import Kind, On, answer_due

pytestmark = pytest.mark.django_db


def alarms(user: Any) -> int:
    rows = Notice.objects.filter(recipient=user, code="case_news")
    return sum("기한이 지났습니다" in one.subject for one in rows)


def todos(user: Any) -> dict[str, int]:
    user = type(user).objects.get(pk=user.pk)
    return {str(one.title): one.count for one in [*case_todos(user), *payment_todos(user)]}


def test_a_late_delivery_is_told_once_a_week_until_it_is_there() -> None:
    world, voucher = make.issued()
    order = make.order(world, voucher, due=3)
    take_order(world.as_("seller"), order.pk)
    for days, told in ((3, 0), (4, 1), (5, 1), (9, 1), (10, 2)):
        with make.on(clock.today() + timedelta(days=days)):
            tell_what_is_late(make.SYSTEM)
            tell_what_is_late(make.SYSTEM)
        assert alarms(world.seller) == alarms(world.owner) == alarms(world.office.manager) == told, days
    assert alarms(world.office.finance) == 0
    with make.on(clock.today() + timedelta(days=11)):
        deliver(world.as_("seller"), order.pk, "늦었습니다.", [make.stored(world.seller)])
    with make.on(clock.today() + timedelta(days=30)):
        assert tell_what_is_late(make.SYSTEM) == 0


def test_an_overdue_payment_is_told_to_the_office_and_not_to_the_companies() -> None:
    world, voucher = make.issued()
    payment = make.requested(world, voucher)
    with make.on(payment.due_on):
        assert tell_what_is_late(make.SYSTEM) == 0
    with make.on(payment.due_on + timedelta(days=1)):
        assert tell_what_is_late(make.SYSTEM) == 1
    assert alarms(world.office.finance) == alarms(world.office.manager) == 1
    assert alarms(world.seller) == alarms(world.owner) == 0


def test_a_run_that_the_bank_does_not_answer_is_told_and_listed_until_all_of_it_is() -> None:
    world, voucher = make.issued()
    run = make.released(world, voucher, 2)
    due = run.answer_by
    assert due is not None and due >= run.pay_on + timedelta(days=3)

    def late_on(day: date) -> list[tuple[Kind, On, int, date]]:
        with make.on(day):
            tell_what_is_late(make.SYSTEM)
            tell_what_is_late(make.SYSTEM)
            rows = late.counts(world.call, late.terms_on(clock.today()))
            return [(one.kind, one.on, one.number, one.oldest) for one in rows]

    assert late_on(due) == []
    told = Notice.objects.filter(code="run_unanswered")
    for days, times in ((1, 1), (6, 1), (7, 2)):
        assert late_on(due + timedelta(days=days)) == [(Kind.ANSWER, On.FINANCE, 2, due)]
        for officer in (world.office.finance, world.office.cashier):
            assert told.filter(recipient=officer).count() == times, days
    assert told.count() == 4  # nobody else is told
    with make.on(due + timedelta(days=9)):
        assert todos(world.office.finance) == {"은행 결과가 오지 않은 지급 묶음": 1}
        first, last = run.payments.order_by("pk")
        read_bank_answer(world.as_("finance"), run.pk, [BankLine(2, first.pk, first.amount, True, clock.today())])
    assert late_on(due + timedelta(days=9)) == [(Kind.ANSWER, On.FINANCE, 1, due)]
    with make.on(due + timedelta(days=10)):
        read_bank_answer(world.as_("finance"), run.pk, [BankLine(2, last.pk, last.amount, True, clock.today())])
        assert todos(world.office.finance) == {}
    assert late_on(due + timedelta(days=20)) == []


def test_each_step_of_a_payment_waits_for_the_officer_who_may_take_it() -> None:
    world, voucher = make.issued()
    finance, cashier = world.office.finance, world.office.cashier
    entered = make.entered(world)
    assert todos(finance) == todos(cashier) == {"확인할 계좌": 1}
    confirm_bank_account(world.as_("finance"), entered.pk, make.NUMBER)
    approve_payment(world.as_("manager"), make.requested(world, voucher).pk)
    assert todos(finance) == todos(cashier) == {"묶음에 넣을 지급": 1}
    run = prepare_run(world.as_("finance"), clock.today())
    assert todos(finance) == {}, "who prepared it does not release it"
    assert todos(cashier) == {"실행할 지급 묶음": 1}
    release_run(world.as_("cashier"), run.pk)
    assert todos(finance) == todos(cashier) == {}
    assert todos(world.owner) == todos(world.office.manager) == {}


def test_the_bank_has_working_days_to_answer() -> None:
    friday, holiday = date(2026, 4, 3), date(2026, 4, 7)
    assert answer_due(friday, 3, lambda _day: False) == date(2026, 4, 8)
    assert answer_due(friday, 3, lambda day: day == holiday) == date(2026, 4, 9)
    assert answer_due(date(2026, 4, 4), 1, lambda _day: False) == date(2026, 4, 6)  # a run of a Saturday


def test_a_clawback_not_paid_by_its_day_is_told_to_who_owes_it_and_listed_until_it_is_collected() -> None:
    make.interest_rate()
    world, voucher = make.issued()
    make.paid(world, voucher)
    today = clock.today()
    found = propose_clawback(
        world.as_("manager"), voucher.agreement_id, "misuse", "용도 외 사용", 100_000, today, today + timedelta(days=30)
    )

    def late_on(days: int) -> list[tuple[Kind, On]]:
        with make.on(today + timedelta(days=days)):
            tell_what_is_late(make.SYSTEM)
            rows = late.counts(world.call, late.terms_on(clock.today()))
            return [(one.kind, one.on) for one in rows]

    assert late_on(14) == []
    assert late_on(15) == [(Kind.CLAWBACK, On.APPROVER)]  # nobody has decided on it
    claim(world.as_("approver"), found.pk)
    assert late_on(30) == []
    for days, told in ((31, 1), (33, 1), (38, 2)):
        assert late_on(days) == [(Kind.CLAWBACK, On.DEMAND)]
        assert alarms(world.owner) == alarms(world.office.finance) == told
    assert alarms(world.seller) == 0
    with make.on(today + timedelta(days=40)):
        won = owed(found, clock.today()).total
        note_recovery(world.as_("finance"), found.pk, won, clock.today(), "환수-1")
    assert late_on(50) == []


def test_the_home_page_says_what_waits_for_whom(django_assert_num_queries: Any) -> None:
    world, agreement = make.signing()
    assert todos(world.owner) == {"서명할 협약": 1}
    make.sign_all(world, agreement)
    assert todos(world.owner) == {"입금할 부담금": 1}
    assert todos(world.seller) == {}
    voucher = make.finish_issue(world, agreement)
    order = make.order(world, voucher)
    assert (todos(world.owner), todos(world.seller)) == ({}, {"수락할 주문": 1})
    take_order(world.as_("seller"), order.pk)
    assert todos(world.seller) == {"납품할 주문": 1}
    deliver(world.as_("seller"), order.pk, "자료", [make.stored(world.seller)])
    assert (todos(world.owner), todos(world.seller)) == ({"검수할 납품": 1}, {})
    owner = type(world.owner).objects.get(pk=world.owner.pk)
    owner.has_role("finance")
    with django_assert_num_queries(3):  # two of the cases, one of the surveys
        list(case_todos(owner))


def test_who_has_signed_is_not_asked_again_and_a_changed_text_is_asked_for_anew() -> None:
    world, agreement = make.signing()
    asked = {"서명할 협약": 1}
    content = agreement.present.content_hash
    make.sign(world.as_("owner"), agreement.pk, 1, "demand", content, make.PASSWORD)
    assert (todos(world.owner), todos(world.seller)) == ({}, asked)
    make.sign(world.as_("seller"), agreement.pk, 1, "supplier", content, make.PASSWORD)
    assert (todos(world.owner), todos(world.seller)) == ({}, {})
    make.sign(world.as_("approver"), agreement.pk, 1, "city", content, make.PASSWORD)
    agreement.refresh_from_db()
    make.finish_issue(world, agreement)
    later = Changes(last_day=agreement.present.last_day + timedelta(days=30))
    request = request_amendment(world.as_("owner"), agreement.pk, later, "자료가 늦어집니다.")
    approve_amendment(world.as_("approver"), request.pk)
    assert (todos(world.owner), todos(world.seller)) == (asked, asked)
    content = agreement.versions.get(version=2).content_hash
    make.sign(world.as_("owner"), agreement.pk, 2, "demand", content, make.PASSWORD)
    assert (todos(world.owner), todos(world.seller)) == ({}, asked)
