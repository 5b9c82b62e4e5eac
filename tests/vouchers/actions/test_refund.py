"""Own contribution that was never used goes back to the business by two finance officers, each transfer on record with
the bank's proof."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kernel import clock
from kernel.errors import NotVisible, ReasonNeeded, TransitionRefused
from notices.models import Notice
from programs.errors import SecondPersonNeeded
from tests.at_once import at_once
from tests.vouchers import cases as make
from tests.vouchers.actions.test_closing import examined
from vouchers.actions.agreement import give_up_agreement
from vouchers.actions.archive import archive_case, archive_finished
from vouchers.actions.refund import drop_refund, note_refund, prepare_refund, release_refund
from vouchers.actions.settlement import complete_case, confirm_settlement
from vouchers.actions.voucher import confirm_deposit
from vouchers.errors import DayInFuture, NotToGiveBack, PaidBeforeRelease, ReferenceUsed, StillToGiveBack
from vouchers.models import Agreement, Refund
from vouchers.panels import office_todos
from vouchers.queries.agreement import to_give_back, to_prepare
from vouchers.queries.reconcile import differences

pytestmark = pytest.mark.django_db
TITLE = "돌려줄 부담금"


def todos(world: make.World, officer: User | None = None) -> list[tuple[str, int]]:
    officer = User.objects.get(pk=(officer or world.office.finance).pk)
    return [(str(one.title), one.count or 0) for one in office_todos(officer) if str(one.title) == TITLE]


def settled() -> tuple[make.World, Agreement]:
    """600,000 of the contribution of 800,000 were never used."""
    make.interest_rate()
    world, voucher, settlement = examined()
    confirm_settlement(world.as_("approver"), settlement.pk)
    return world, voucher.agreement


def test_what_the_settlement_refunds_goes_back_transfer_by_transfer_and_never_more() -> None:
    world, agreement = settled()
    finance, cashier, today = world.as_("finance"), world.as_("cashier"), clock.today()
    assert (to_give_back(agreement), todos(world)) == (600_000, [(TITLE, 1)])
    for won in (0, 600_001):
        with pytest.raises(NotToGiveBack):
            prepare_refund(finance, agreement.pk, won)
    first = prepare_refund(finance, agreement.pk, 200_000)
    with pytest.raises(NotToGiveBack, match="400,000"):
        prepare_refund(cashier, agreement.pk, 400_001)
    with pytest.raises(TransitionRefused):
        note_refund(finance, first.pk, today, "반환-1")  # nothing leaves before its release
    with pytest.raises(SecondPersonNeeded):
        release_refund(finance, first.pk)
    release_refund(cashier, first.pk)
    for day, wrong in ((today + timedelta(days=1), DayInFuture), (today - timedelta(days=1), PaidBeforeRelease)):
        with pytest.raises(wrong):
            note_refund(finance, first.pk, day, "반환-1")
    assert to_give_back(agreement) == 600_000
    noted = note_refund(finance, first.pk, today, "반환-1")
    assert note_refund(finance, first.pk, today, " 반환-1 ") == noted  # clicked twice
    assert (to_give_back(agreement), todos(world)) == (400_000, [(TITLE, 1)])
    second = make.refunded(world, agreement, 400_000)
    with pytest.raises(ReferenceUsed):
        note_refund(finance, second.pk, today, "반환-1")  # a reference is one transfer
    note_refund(finance, second.pk, today, "반환-2")
    assert (to_give_back(agreement), todos(world)) == (0, [])
    assert Notice.objects.filter(recipient=world.owner, subject__contains="부담금이 반환되었습니다").count() == 2
    assert differences() == []


def test_the_balance_tells_what_is_prepared_from_what_the_bank_has_transferred() -> None:
    """The books have all 600,000 won apart since the settlement; the company learns of transfers alone."""
    world, agreement = settled()
    address = reverse("vouchers:case", args=[agreement.public_id])

    def told(user: User) -> list[tuple[str, int]]:
        client = Client()
        client.force_login(user)
        return list(client.get(address).context["went_back"])

    finance = world.office.finance
    assert told(finance) == [("준비 전", 600_000)]
    prepare_refund(world.as_("finance"), agreement.pk, 200_000)
    assert told(finance) == [("준비됨, 실행 전", 200_000), ("준비 전", 400_000)]
    assert told(world.owner) == [("이체 전", 600_000)]
    first = agreement.refunds.get()
    release_refund(world.as_("cashier"), first.pk)
    assert told(finance) == [("실행됨, 이체 전", 200_000), ("준비 전", 400_000)]
    note_refund(world.as_("finance"), first.pk, clock.today(), "반환-1")
    assert told(finance) == [("이체 완료", 200_000), ("준비 전", 400_000)]
    assert told(world.owner) == [("이체 완료", 200_000), ("이체 전", 400_000)]
    make.refunded(world, agreement, 400_000)
    page = Client()
    page.force_login(world.owner)
    assert "이체 전: 400,000원" in page.get(address).content.decode()


def test_each_officer_is_asked_for_the_next_hand_and_what_is_dropped_is_prepared_anew() -> None:
    world, agreement = settled()
    finance, cashier = world.office.finance, world.office.cashier
    made = prepare_refund(world.as_("finance"), agreement.pk, 600_000)
    assert (todos(world), todos(world, cashier)) == ([], [(TITLE, 1)])
    assert Notice.objects.filter(recipient=cashier, subject__contains="부담금 반환을 실행").exists()
    release_refund(world.as_("cashier"), made.pk)
    assert todos(world, finance) == todos(world, cashier) == [(TITLE, 1)]  # the transfer is to be noted
    with pytest.raises(ReasonNeeded):
        drop_refund(world.as_("cashier"), made.pk, " ")
    drop_refund(world.as_("cashier"), made.pk, "계좌가 해지되었습니다")
    with pytest.raises(TransitionRefused):
        note_refund(world.as_("finance"), made.pk, clock.today(), "반환-1")
    assert todos(world) == [(TITLE, 1)]
    complete_case(world.as_("approver"), agreement.pk)
    with pytest.raises(StillToGiveBack, match="600,000"):
        archive_case(world.as_("manager"), agreement.pk)
    make.given_back(world, agreement)
    assert differences() == []


def test_the_database_keeps_two_people_the_proof_and_the_sum() -> None:
    world, agreement = settled()
    made = prepare_refund(world.as_("finance"), agreement.pk, 600_000)
    rows = Refund.objects.filter(pk=made.pk)
    for name, values in (
        ("refund_released_by_a_second_person", {"released_by": world.office.finance}),
        ("no_refund_without_both_people", {"state": "released"}),
        ("append-only", {"amount": 1}),
        ("append-only", {"prepared_by": world.office.cashier}),
    ):
        with pytest.raises(DatabaseError, match=name), transaction.atomic():
            rows.update(**values)
    release_refund(world.as_("cashier"), made.pk)
    with pytest.raises(DatabaseError, match="refund_paid_with_its_proof"), transaction.atomic():
        rows.update(state="paid")
    note_refund(world.as_("finance"), made.pk, clock.today(), "반환-1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(reference="반환-9")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.delete()


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
        make.given_back(world, agreement)
        assert todos(world) == []
        assert differences() == []
        assert archive_finished(make.SYSTEM) == 1
    assert differences() == []


def test_only_finance_officers_of_the_call_give_back() -> None:
    world, agreement = settled()
    made = prepare_refund(world.as_("finance"), agreement.pk, 1)
    for who in ("owner", "seller", "manager", "approver", "auditor"):
        for verb in (lambda actor: prepare_refund(actor, agreement.pk, 1),
                     lambda actor: release_refund(actor, made.pk),
                     lambda actor: note_refund(actor, made.pk, clock.today(), "반환-1"),
                     lambda actor: drop_refund(actor, made.pk, "사유")):  # fmt: skip
            with pytest.raises(NotVisible):
                verb(world.as_(who))


def test_the_page_of_the_case_offers_it_and_says_what_went_back(client: Client) -> None:
    world, agreement = settled()
    complete_case(world.as_("approver"), agreement.pk)
    client.force_login(world.office.finance)
    page = client.get(reverse("vouchers:case", args=[agreement.public_id])).content.decode()
    assert "600,000원을 수요기업에 돌려주어야 합니다" in page
    case = agreement.public_id

    def press(who: User, step: str, key: int, typed: dict[str, object]) -> str:
        client.force_login(who)
        assert client.post(reverse("vouchers:do", args=[case, step, key]), typed).status_code == 302
        return client.get(reverse("vouchers:case", args=[case])).content.decode()

    page = press(world.office.finance, "give_back", agreement.pk, {"amount": 600_000})
    refund = Refund.objects.get()
    release = reverse("vouchers:do", args=[case, "release_refund", refund.pk])
    assert release not in page  # the second person's
    client.force_login(world.office.cashier)
    assert release in client.get(reverse("vouchers:case", args=[case])).content.decode()
    press(world.office.cashier, "release_refund", refund.pk, {})
    client.force_login(world.owner)
    assert "600,000원 반환" not in client.get(reverse("vouchers:case", args=[case])).content.decode()
    typed = {"paid_on": clock.today().isoformat(), "reference": "반환-1"}
    page = press(world.office.finance, "note_refund", refund.pk, typed)
    assert "600,000원 반환" in page and "돌려주어야" not in page


@pytest.mark.django_db(transaction=True)
def test_refunds_at_one_instant_never_come_to_more_than_is_due() -> None:
    world, agreement = settled()
    finance = world.as_("finance")
    jobs = [lambda: prepare_refund(finance, agreement.pk, 250_000)] * 6
    answers = at_once(jobs)
    assert sum(isinstance(one, Refund) for one in answers) == 2
    assert to_prepare(agreement) == 100_000
    assert differences() == []
