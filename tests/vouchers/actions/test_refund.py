"""Own contribution that was never used goes back to the business, and each transfer of it stands on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kernel import clock
from kernel.errors import NotVisible
from notices.models import Notice
from tests.at_once import at_once
from tests.vouchers import cases as make
from tests.vouchers.actions.test_closing import examined
from vouchers.actions.agreement import give_up_agreement
from vouchers.actions.archive import archive_case, archive_finished
from vouchers.actions.refund import note_refund
from vouchers.actions.settlement import complete_case, confirm_settlement
from vouchers.actions.voucher import confirm_deposit
from vouchers.errors import DayInFuture, NotToGiveBack, StillToGiveBack
from vouchers.models import Agreement, Refund
from vouchers.panels import office_todos
from vouchers.queries.agreement import to_give_back
from vouchers.queries.reconcile import differences

pytestmark = pytest.mark.django_db
TITLE = "돌려줄 부담금"


def todos(world: make.World) -> list[tuple[str, int]]:
    finance = type(world.office.finance).objects.get(pk=world.office.finance.pk)
    return [(str(one.title), one.count or 0) for one in office_todos(finance) if str(one.title) == TITLE]


def settled() -> tuple[make.World, Agreement]:
    """600,000 of the contribution of 800,000 were never used."""
    make.interest_rate()
    world, voucher, settlement = examined()
    confirm_settlement(world.as_("approver"), settlement.pk)
    return world, voucher.agreement


def test_what_the_settlement_refunds_is_noted_transfer_by_transfer_and_never_more() -> None:
    world, agreement = settled()
    finance, today = world.as_("finance"), clock.today()
    assert (to_give_back(agreement), todos(world)) == (600_000, [(TITLE, 1)])
    for won in (0, 600_001):
        with pytest.raises(NotToGiveBack):
            note_refund(finance, agreement.pk, won, today, "반환-1")
    with pytest.raises(DayInFuture):
        note_refund(finance, agreement.pk, 1, today + timedelta(days=1), "반환-1")
    first = note_refund(finance, agreement.pk, 200_000, today, "반환-1")
    assert note_refund(finance, agreement.pk, 200_000, today, " 반환-1 ") == first  # clicked twice
    with pytest.raises(NotToGiveBack):
        note_refund(finance, agreement.pk, 100_000, today, "반환-1")  # a reference is one transfer
    assert (to_give_back(agreement), todos(world)) == (400_000, [(TITLE, 1)])
    note_refund(finance, agreement.pk, 400_000, today, "반환-2")
    assert (to_give_back(agreement), todos(world)) == (0, [])
    assert Notice.objects.filter(recipient=world.owner, subject__contains="부담금이 반환되었습니다").count() == 2
    assert differences() == []


def test_what_was_paid_in_for_a_case_that_is_given_up_goes_back_in_full() -> None:
    world, agreement = make.signing()
    make.sign_all(world, agreement)
    confirm_deposit(world.as_("finance"), agreement.pk, 300_000, clock.today(), "입금-1")
    assert to_give_back(agreement) == 0
    give_up_agreement(world.as_("owner"), agreement.pk, "폐업")
    agreement.refresh_from_db()
    assert (to_give_back(agreement), todos(world)) == (300_000, [(TITLE, 1)])
    with pytest.raises(StillToGiveBack, match="300,000"):
        archive_case(world.as_("manager"), agreement.pk)
    with clock.at(clock.now() + timedelta(days=31)):
        assert archive_finished(make.SYSTEM) == 0
        note_refund(world.as_("finance"), agreement.pk, 300_000, clock.today(), "반환-1")
        assert todos(world) == []
        assert differences() == []
        assert archive_finished(make.SYSTEM) == 1
    assert differences() == []


def test_only_a_finance_officer_of_the_call_notes_it() -> None:
    world, agreement = settled()
    for who in ("owner", "seller", "manager", "approver", "auditor"):
        with pytest.raises(NotVisible):
            note_refund(world.as_(who), agreement.pk, 1, clock.today(), "반환-1")


def test_the_page_of_the_case_offers_it_and_says_what_went_back(client: Client) -> None:
    world, agreement = settled()
    complete_case(world.as_("approver"), agreement.pk)
    client.force_login(world.office.finance)
    page = client.get(reverse("vouchers:case", args=[agreement.public_id])).content.decode()
    assert "600,000원을 수요기업에 돌려주어야 합니다" in page
    do = reverse("vouchers:do", args=[agreement.public_id, "give_back", agreement.pk])
    typed = {"amount": 600_000, "paid_on": clock.today().isoformat(), "reference": "반환-1"}
    assert client.post(do, typed).status_code == 302
    page = client.get(reverse("vouchers:case", args=[agreement.public_id])).content.decode()
    assert "600,000원 반환" in page and "돌려주어야" not in page


@pytest.mark.django_db(transaction=True)
def test_refunds_at_one_instant_never_come_to_more_than_is_due() -> None:
    world, agreement = settled()
    finance, today = world.as_("finance"), clock.today()
    jobs = [lambda n=n: note_refund(finance, agreement.pk, 250_000, today, f"반환-{n}") for n in range(6)]
    answers = at_once(jobs)
    assert sum(isinstance(one, Refund) for one in answers) == 2
    assert to_give_back(agreement) == 100_000
    assert differences() == []
