"""From the decision to the voucher: texts, signatures, contribution, amendments; the money follows each step."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.identity import prove_identity
from accounts.errors import WrongPassword
from accounts.models import User
from kernel import clock
from kernel.errors import NotVisible, ReasonNeeded, TransitionRefused
from programs.actions import give_up
from programs.errors import SecondPersonNeeded
from tests.at_once import at_once
from tests.factories import make_user, person
from tests.vouchers import cases as make
from vouchers.actions.agreement import draw_up_agreement, give_up_agreement, redraw_agreement, send_to_sign, sign
from vouchers.actions.amendment import (
    Changes,
    approve_amendment,
    refuse_amendment,
    request_amendment,
    withdraw_amendment,
)
from vouchers.actions.voucher import confirm_deposit, give_up_unpaid, issue_voucher
from vouchers.case_page import CasePage
from vouchers.errors import (
    AmendmentOpen,
    BelowWhatIsOrdered,
    CaseNotVisible,
    ContributionOpen,
    NothingChanged,
    NotTheAmount,
    PartyNotYours,
    SignedAlready,
    TextChanged,
    TextFlawed,
    VoucherIssued,
)
from vouchers.models import Account, Agreement, AgreementVersion, Order, Signature, Voucher
from vouchers.queries.case import case
from vouchers.queries.ledger import balances, faults, free
from vouchers.rules.agreement import Flaw
from vouchers.rules.ledger import Kind, Money, Parts
from vouchers.wording import TEXT_FLAWS

pytestmark = pytest.mark.django_db


def track(kind: str) -> int:
    return Account.objects.get(kind=kind, money="support", voucher=None).balance


def test_an_agreement_is_drawn_up_from_the_decision_and_promises_its_money() -> None:
    world = make.selected()
    agreement = draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn())
    version = agreement.present
    assert agreement.number.startswith(f"DA-{clock.today().year}-")
    assert version.parties["demand"]["name"] == "가상상회"
    assert version.parties["supplier"]["name"] == world.supplier.organisation.name
    assert [clause["title"] for clause in version.clauses][:2] == ["목적", "과업"]
    assert (track("available"), track("committed")) == (make.BUDGET - 7_200_000, 7_200_000)


def test_drawn_up_anew_the_promise_follows_the_new_sum() -> None:
    world = make.selected()
    for support in (7_200_000, 7_000_000, 6_500_000):
        draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn(support=support))
    assert (track("available"), track("committed")) == (make.BUDGET - 6_500_000, 6_500_000)
    assert AgreementVersion.objects.count() == 3
    assert faults() == []


@pytest.mark.parametrize(
    ("fields", "flaw"),
    [
        ({"support": 7_200_001, "cash": 799_999}, Flaw.OVER_DECISION),
        ({"cash": 700_000}, Flaw.SUM),
        ({"last_day": date(2026, 1, 1), "first_day": date(2026, 2, 1)}, Flaw.BACKWARDS),
    ],
)
def test_a_text_that_does_not_hold_is_not_sent_for_signing(fields: dict[str, object], flaw: Flaw) -> None:
    world = make.selected()
    with pytest.raises(TextFlawed) as refused:
        agreement = draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn(**fields))
        send_to_sign(world.as_("manager"), agreement.pk)
    assert str(TEXT_FLAWS[flaw]) in str(refused.value)


def test_it_is_concluded_by_the_last_of_three_signatures_over_one_hash() -> None:
    world, agreement = make.signing()
    text = agreement.present
    for party, who in (("supplier", "seller"), ("city", "approver")):
        make.sign(world.as_(who), agreement.pk, 1, party, text.content_hash, make.PASSWORD)
    agreement.refresh_from_db()
    assert agreement.state == "signing"
    make.sign(world.as_("owner"), agreement.pk, 1, "demand", text.content_hash, make.PASSWORD)
    agreement.refresh_from_db()
    assert agreement.state == "signed"
    assert {one.content_hash for one in Signature.objects.all()} == {text.content_hash}


def test_nobody_signs_for_another_with_a_wrong_password_or_over_another_text() -> None:
    world, agreement = make.signing()
    make.with_password(world.office.manager)
    shown = agreement.present.content_hash
    for party, who in (("demand", "seller"), ("supplier", "owner"), ("city", "owner"), ("city", "manager")):
        with pytest.raises(PartyNotYours):
            make.sign(world.as_(who), agreement.pk, 1, party, shown, make.PASSWORD)
    with pytest.raises(PartyNotYours):  # another's proof
        proof = prove_identity(world.as_("seller"), make.PASSWORD)
        sign(world.as_("owner"), agreement.pk, 1, "demand", shown, proof)
    with pytest.raises(WrongPassword):
        make.sign(world.as_("owner"), agreement.pk, 1, "demand", shown, "틀린 암호입니다")
    with pytest.raises(TextChanged):
        make.sign(world.as_("owner"), agreement.pk, 1, "demand", "0" * 64, make.PASSWORD)
    make.sign(world.as_("owner"), agreement.pk, 1, "demand", shown, make.PASSWORD)
    with pytest.raises(SignedAlready):
        make.sign(world.as_("owner"), agreement.pk, 1, "demand", shown, make.PASSWORD)
    assert Signature.objects.count() == 1


def test_a_text_taken_back_is_signed_anew() -> None:
    world, agreement = make.signing()
    make.sign(world.as_("owner"), agreement.pk, 1, "demand", agreement.present.content_hash, make.PASSWORD)
    with pytest.raises(ReasonNeeded):
        redraw_agreement(world.as_("manager"), agreement.pk, " ")
    redraw_agreement(world.as_("manager"), agreement.pk, "기간을 고칩니다")
    draw_up_agreement(world.as_("manager"), world.application.pk, make.drawn(last_day=date(2030, 1, 1)))
    send_to_sign(world.as_("manager"), agreement.pk)
    make.sign_all(world, Agreement.objects.get())
    assert Agreement.objects.get().state == "signed"
    assert Signature.objects.count() == 4


def test_the_voucher_comes_when_the_whole_contribution_is_there() -> None:
    world, agreement = make.signing()
    make.sign_all(world, agreement)
    with pytest.raises(ContributionOpen, match="800,000"):
        issue_voucher(world.as_("manager"), agreement.pk)
    confirm_deposit(world.as_("finance"), agreement.pk, 300_000, clock.today(), "입금-1")
    confirm_deposit(world.as_("finance"), agreement.pk, 300_000, clock.today(), "입금-1")  # clicked twice
    with pytest.raises(NotTheAmount, match="500,000"):
        confirm_deposit(world.as_("finance"), agreement.pk, 500_001, clock.today(), "입금-2")
    confirm_deposit(world.as_("finance"), agreement.pk, 500_000, clock.today(), "입금-2")
    voucher = issue_voucher(world.as_("manager"), agreement.pk)
    assert issue_voucher(world.as_("manager"), agreement.pk) == voucher
    assert free(voucher) == Parts(7_200_000, 800_000)
    assert track("committed") == 0
    assert faults() == []


def test_without_the_contribution_by_its_day_the_case_is_given_up_and_its_money_is_free_again() -> None:
    world, agreement = make.signing()
    make.sign_all(world, agreement)
    day = agreement.deposit_due
    assert day is not None
    with make.on(day):
        assert give_up_unpaid(make.SYSTEM) == 0
    with make.on(day + timedelta(days=1)):
        assert (give_up_unpaid(make.SYSTEM), give_up_unpaid(make.SYSTEM)) == (1, 0)
    assert Agreement.objects.get().state == "given_up"
    assert (track("available"), track("committed")) == (make.BUDGET, 0)
    world.application.refresh_from_db()
    assert world.application.state == "given_up"  # the place is free for a reserve


def test_who_gives_the_place_up_gives_its_agreement_up_as_long_as_no_voucher_was_issued() -> None:
    world, agreement = make.signing()
    give_up(world.as_("owner"), world.application.pk, "폐업")
    agreement.refresh_from_db()
    assert (agreement.state, track("committed")) == ("given_up", 0)


def test_with_a_voucher_the_place_can_no_longer_be_given_up() -> None:
    world, voucher = make.issued()
    with pytest.raises(VoucherIssued):
        give_up(world.as_("owner"), world.application.pk, "폐업")
    world.application.refresh_from_db()
    assert (world.application.state, voucher.agreement.state) == ("selected", "in_force")


def test_giving_up_is_for_those_concerned_and_needs_a_reason() -> None:
    world, agreement = make.signing()
    with pytest.raises(PartyNotYours):
        give_up_agreement(world.as_("seller"), agreement.pk, "사정")
    with pytest.raises(ReasonNeeded):
        give_up_agreement(world.as_("owner"), agreement.pk, "")
    give_up_agreement(world.as_("owner"), agreement.pk, "폐업")
    with pytest.raises(TransitionRefused):
        give_up_agreement(world.as_("owner"), agreement.pk, "폐업")


def amended(changes: Changes) -> tuple[make.World, Voucher]:
    world, voucher = make.issued()
    agreement = voucher.agreement
    request = request_amendment(world.as_("owner"), agreement.pk, changes, "수요가 줄었습니다")
    approve_amendment(world.as_("approver"), request.pk)
    make.sign_all(world, agreement, version=2)
    return world, voucher


def test_a_longer_period_is_in_force_when_all_have_signed_it() -> None:
    last = clock.today() + timedelta(days=365)
    _world, voucher = amended(Changes(last_day=last))
    agreement = Agreement.objects.get()
    assert (agreement.version, agreement.present.last_day, agreement.state) == (2, last, "in_force")
    assert free(voucher) == Parts(7_200_000, 800_000)


def test_a_smaller_sum_gives_money_back_to_the_track_and_to_the_business() -> None:
    _world, voucher = amended(Changes(support=4_500_000, cash=500_000))
    assert free(voucher) == Parts(4_500_000, 500_000)
    assert balances(voucher)[Kind.REFUNDED, Money.OWN] == 300_000
    assert track("returned") == 2_700_000
    assert faults() == []


def test_a_larger_own_part_is_paid_in_afterwards() -> None:
    world, voucher = amended(Changes(cash=1_000_000))
    assert free(voucher).own == 800_000
    confirm_deposit(world.as_("finance"), voucher.agreement_id, 200_000, clock.today(), "입금-추가")
    assert free(voucher).own == 1_000_000


def test_an_amendment_needs_a_change_a_reason_and_a_second_person() -> None:
    world, voucher = make.issued()
    agreement = voucher.agreement
    with pytest.raises(NothingChanged):
        request_amendment(world.as_("owner"), agreement.pk, Changes(support=7_200_000), "같은 금액")
    with pytest.raises(ReasonNeeded):
        request_amendment(world.as_("owner"), agreement.pk, Changes(support=1), " ")
    world.office.approver.groups.add(make.scope_group(world.call, "manager", ["manage_call"]))
    world.office.approver = User.objects.get(pk=world.office.approver.pk)  # whose rights are read anew
    request = request_amendment(world.as_("approver"), agreement.pk, Changes(support=5_000_000), "감액")
    with pytest.raises(AmendmentOpen):
        request_amendment(world.as_("owner"), agreement.pk, Changes(support=1_000_000), "더 감액")
    with pytest.raises(SecondPersonNeeded):
        approve_amendment(world.as_("approver"), request.pk)
    with pytest.raises(NotVisible):
        approve_amendment(world.as_("owner"), request.pk)
    with pytest.raises(PartyNotYours):
        withdraw_amendment(world.as_("owner"), request.pk)
    withdraw_amendment(world.as_("approver"), request.pk)
    again = request_amendment(world.as_("seller"), agreement.pk, Changes(support=7_200_001), "증액")
    with pytest.raises(TextFlawed):
        approve_amendment(world.as_("approver"), again.pk)
    refuse_amendment(world.as_("approver"), again.pk, "예산이 없습니다")
    assert Agreement.objects.get().version == 1


def test_an_amendment_never_takes_what_is_ordered_already() -> None:
    world, voucher = make.issued()
    make.reserve(voucher, world.supplier, 4_000_000)
    request = request_amendment(world.as_("owner"), voucher.agreement_id, Changes(support=3_000_000, cash=0), "감액")
    with pytest.raises(BelowWhatIsOrdered, match="4,000,000"):
        approve_amendment(world.as_("approver"), request.pk)


@pytest.mark.django_db(transaction=True)
def test_all_parties_who_sign_at_one_instant_conclude_it_once() -> None:
    world, agreement = make.signing()
    shown = agreement.present.content_hash

    def by(party: str, who: str):
        return lambda: make.sign(world.as_(who), agreement.pk, 1, party, shown, make.PASSWORD)

    answers = at_once([by("demand", "owner"), by("supplier", "seller"), by("city", "approver")] * 2)
    assert sum(isinstance(answer, Signature) for answer in answers) == 3
    assert Agreement.objects.get().state == "signed"


@pytest.mark.django_db(transaction=True)
def test_a_voucher_asked_for_by_many_clicks_is_issued_once() -> None:
    world, agreement = make.signing()
    make.sign_all(world, agreement)
    confirm_deposit(world.as_("finance"), agreement.pk, 800_000, clock.today(), "입금-1")
    answers = at_once([lambda: issue_voucher(world.as_("manager"), agreement.pk)] * 8)
    assert {answer.pk for answer in answers} == {Voucher.objects.get().pk}
    assert free(Voucher.objects.get()) == Parts(7_200_000, 800_000)


def test_a_new_supplier_signs_its_own_agreement_and_the_old_one_does_not() -> None:
    world, voucher = make.issued()
    make.paid(world, voucher)
    other = make.with_password(make_user())
    entry = make.suppliers.registered(other)
    agreement = voucher.agreement
    changes = Changes(supplier=entry.organisation.registration_number)
    request = request_amendment(world.as_("owner"), agreement.pk, changes, "공급기업이 사업을 접었습니다.")
    with pytest.raises(CaseNotVisible):
        case(person(other), agreement.public_id)
    approve_amendment(world.as_("approver"), request.pk)
    text = agreement.versions.get(version=2)
    assert case(person(other), agreement.public_id) == agreement
    with pytest.raises(AmendmentOpen):  # what the one who goes would still owe, nobody could deliver any more
        make.order(world, voucher)
    offered = CasePage(world.as_("owner"), agreement).offers(agreement)
    assert "order" not in {one["step"].code for one in offered}
    shown = CasePage(person(other), agreement).context()
    assert (shown["orders"], shown["voucher"], shown["papers"]) == ([], None, [])
    assert len(CasePage(world.as_("seller"), agreement).context()["orders"]) == 1
    with pytest.raises(PartyNotYours):
        make.sign(world.as_("seller"), agreement.pk, 2, "supplier", text.content_hash, make.PASSWORD)
    make.sign(person(other), agreement.pk, 2, "supplier", text.content_hash, make.PASSWORD)
    make.sign(world.as_("owner"), agreement.pk, 2, "demand", text.content_hash, make.PASSWORD)
    make.sign(world.as_("approver"), agreement.pk, 2, "city", text.content_hash, make.PASSWORD)
    agreement.refresh_from_db()
    assert (agreement.version, agreement.supplier) == (2, entry)
    assert make.order(world, Voucher.objects.get()).supplier == entry
    gone = Client()
    gone.force_login(world.seller)
    page = gone.get(reverse("vouchers:accounts", args=[world.supplier.pk])).content.decode()
    assert Order.objects.earliest("pk").number in page, "who was paid sees that for good"
    assert str(agreement.public_id) not in page, "the case is another's now"
