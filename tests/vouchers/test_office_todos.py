"""What waits for the office in its cases: a to-do that leads to the place, a notice, and nothing of what one began."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from kernel import clock
from notices.models import Notice
from tests.vouchers import cases as make
from tests.vouchers.actions.test_closing import reported
from vouchers.actions.agreement import draw_up_agreement, send_to_sign
from vouchers.actions.amendment import Changes, request_amendment
from vouchers.actions.clawback import claim
from vouchers.actions.settlement import (
    attach_evidence,
    begin_settlement,
    confirm_settlement,
    examine_line,
    examine_settlement,
    hand_in_settlement,
)
from vouchers.actions.voucher import confirm_deposit
from vouchers.models import Agreement, Clawback
from vouchers.panels import office_todos
from vouchers.queries.office_work import waiting_at_office

pytestmark = pytest.mark.django_db


def todos(user: User) -> dict[str, int]:
    return {one.title: one.count or 1 for one in office_todos(User.objects.get(pk=user.pk))}


def told(user: User) -> set[str]:
    return {(one.key or "").split(":")[0] for one in Notice.objects.filter(recipient=user, code="case_news")}


def test_from_the_text_to_the_voucher_each_of_the_office_is_told_their_part() -> None:
    world = make.selected()
    office = world.office
    assert todos(office.manager) == {"작성할 협약서": 1}
    agreement = draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn())
    assert todos(office.manager) == {"서명을 요청할 협약서": 1}
    send_to_sign(world.as_("manager"), agreement.pk)
    assert (todos(office.manager), todos(office.approver)) == ({}, {"시 서명을 기다리는 협약서": 1})
    assert "agreement_to_sign" in told(office.approver)
    make.sign_all(world, agreement)
    assert todos(office.approver) == {}
    assert todos(office.finance) == todos(office.manager) == {"확인할 부담금 입금": 1}
    assert "agreement_signed" in told(office.finance)
    confirm_deposit(world.as_("finance"), agreement.pk, 300_000, clock.today(), "입금-1")
    assert todos(office.manager) == {"확인할 부담금 입금": 1}
    confirm_deposit(world.as_("finance"), agreement.pk, 500_000, clock.today(), "입금-2")
    assert (todos(office.finance), todos(office.manager)) == ({}, {"발급할 바우처": 1})
    assert "voucher-to-issue" in told(office.manager)
    assert todos(world.owner) == todos(office.auditor) == {}


def test_an_amendment_waits_for_an_approver_who_did_not_ask_for_it() -> None:
    world, voucher = make.issued()
    make.may(world, "approver", "manager", "manage_call")
    later = Changes(last_day=voucher.agreement.present.last_day + timedelta(days=9))
    request_amendment(world.as_("owner"), voucher.agreement_id, later, "늦어집니다.")
    assert todos(world.office.approver) == {"결정할 협약 변경": 1}
    assert "amendment" in told(world.office.approver)
    voucher.agreement.amendment_requests.update(requested_by=world.office.approver)
    assert todos(world.office.approver) == {}


def test_a_payment_waits_for_a_manager_until_it_is_approved() -> None:
    world, voucher = make.issued()
    payment = make.requested(world, voucher)
    assert todos(world.office.manager) == {"승인할 지급 요청": 1}
    make.account(world)
    make.approve_payment(world.as_("manager"), payment.pk)
    assert todos(world.office.manager) == {}


def test_a_settlement_is_confirmed_and_its_clawback_claimed_by_second_persons() -> None:
    make.interest_rate()
    world, voucher = make.issued()
    office = world.office
    make.may(world, "approver", "manager", "manage_call")
    make.paid(world, voucher)
    reported(world, Agreement.objects.get())
    settlement = begin_settlement(world.as_("owner"), voucher.agreement_id)
    line = settlement.lines.get()
    attach_evidence(world.as_("owner"), line.pk, [make.stored(world.owner)])
    hand_in_settlement(world.as_("owner"), settlement.pk)
    assert todos(office.manager) == {"검토할 정산서": 1}
    examine_line(world.as_("manager"), line.pk, 300_000, "과업과 무관한 비용")
    examine_settlement(world.as_("manager"), settlement.pk)
    assert todos(office.manager) == {}
    assert todos(office.approver) == {"확정할 정산": 1} and "settlement-examined" in told(office.approver)
    confirm_settlement(world.as_("approver"), settlement.pk)
    clawback = Clawback.objects.get()
    assert todos(office.finance) == {"돌려줄 부담금": 1}  # 700,000 of 800,000 were never used
    make.given_back(world, voucher.agreement)
    seen = todos(office.approver)
    assert seen == ({} if clawback.proposed_by == office.approver else {"결정할 환수": 1})
    if seen:
        assert "clawback-proposed" in told(office.approver)
        claim(world.as_("approver"), clawback.pk)
        assert todos(office.finance) == {"납부받을 환수금": 1}


def test_one_case_is_led_to_at_its_place_and_several_by_their_list(client: Client) -> None:
    world, agreement = make.signing()
    client.force_login(world.office.approver)
    (one,) = office_todos(User.objects.get(pk=world.office.approver.pk))
    assert one.url == f"/vouchers/cases/{agreement.public_id}/"
    other = make.selected(call=world.call)
    world.office.approver.groups.add(*other.office.approver.groups.all())
    _world, second = make.signing(other)
    drawn = make.selected(call=world.call)
    third = draw_up_agreement(drawn.as_("manager"), drawn.application.pk, make.drawn())
    (one,) = office_todos(User.objects.get(pk=world.office.approver.pk))
    assert (one.url, one.count) == ("/vouchers/cases/?waits=city_sign", 2)
    page = client.get(one.url).content.decode()
    assert agreement.number in page and second.number in page and third.number not in page


def test_another_calls_office_is_told_nothing() -> None:
    make.signing()
    stranger = make.selected()
    assert todos(stranger.office.approver) == {}


def test_the_home_page_asks_the_database_the_same_however_many_cases_wait(
    django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    world, _agreement = make.signing()
    manager = User.objects.get(pk=world.office.manager.pk)
    assert manager.has_role("manager")
    with django_assert_num_queries(5):
        waiting_at_office(manager)

    def asked(act: Callable[[], object]) -> int:
        with django_assert_max_num_queries(30) as seen:
            act()
        return len(seen)

    before = asked(lambda: list(office_todos(manager)))
    for _number in range(3):
        more = make.selected(call=world.call)
        make.signing(more)
    assert asked(lambda: list(office_todos(manager))) == before <= 7
