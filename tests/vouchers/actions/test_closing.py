"""From the final report to the last won: examined line by line, confirmed by another, claimed back with interest."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from kernel import clock
from kernel.errors import NotVisible, ReasonNeeded, TransitionRefused
from programs.errors import SecondPersonNeeded
from programs.models import Exclusion, ReferenceFigure
from tests.at_once import at_once
from tests.programs import factories as engine
from tests.vouchers import cases as make
from vouchers.actions.archive import archive_case
from vouchers.actions.clawback import claim, note_recovery, propose_clawback, waive
from vouchers.actions.exclusion import confirm_exclusion, drop_exclusion, propose_exclusion
from vouchers.actions.order import cancel_order
from vouchers.actions.report import (
    Visit,
    answer_report,
    begin_report,
    end_agreement,
    end_work,
    evaluate,
    hand_in_report,
    note_site_check,
    save_report,
)
from vouchers.actions.settlement import (
    attach_evidence,
    begin_settlement,
    complete_case,
    confirm_settlement,
    examine_again,
    examine_line,
    examine_settlement,
    hand_in_settlement,
    return_settlement,
)
from vouchers.errors import (
    AccountsOpen,
    CaseNotVisible,
    DayInFuture,
    DisallowedTooMuch,
    EvaluatedAlready,
    EvidenceMissing,
    ExcludedAlready,
    ExclusionTooLong,
    FigureMissing,
    LinesOpen,
    MendingDayNeeded,
    NothingPaid,
    NotInForce,
    NotTheAmount,
    OrdersOpen,
    PaidBackEarlier,
    ReportIncomplete,
    ReportMissing,
    StillClaimed,
)
from vouchers.models import Account, Agreement, Clawback, Settlement, Voucher
from vouchers.queries.clawback import owed
from vouchers.queries.ledger import balances, faults
from vouchers.queries.reconcile import differences
from vouchers.rules.ledger import Kind, Money

pytestmark = pytest.mark.django_db
TEXTS = dict.fromkeys(("summary", "results", "effect", "use", "lessons"), "수요 예측으로 폐기량을 줄였습니다.")


@pytest.fixture(autouse=True)
def rate() -> None:
    make.interest_rate()


def reported(world: make.World, agreement: Agreement) -> None:
    report = begin_report(world.as_("owner"), agreement.pk, "final")
    save_report(world.as_("owner"), report.pk, TEXTS, {})
    hand_in_report(world.as_("owner"), report.pk)
    answer_report(world.as_("manager"), report.pk, accepted=True)
    evaluate(world.as_("manager"), agreement.pk, "success", "계획대로 수행했습니다")
    end_work(world.as_("manager"), agreement.pk)


def settling(orders: int = 2) -> tuple[make.World, Voucher, Settlement]:
    """Two paid orders of 1,000,000 won; the rest of 8,000,000 was never used."""
    world, voucher = make.issued()
    make.paid(world, voucher, orders)
    reported(world, Agreement.objects.get())
    settlement = begin_settlement(world.as_("owner"), voucher.agreement_id)
    for line in settlement.lines.all():
        attach_evidence(world.as_("owner"), line.pk, [make.stored(world.owner)])
    hand_in_settlement(world.as_("owner"), settlement.pk)
    return world, voucher, settlement


def examined(disallowed: int = 0) -> tuple[make.World, Voucher, Settlement]:
    world, voucher, settlement = settling()
    first, second = settlement.lines.order_by("pk")
    examine_line(world.as_("manager"), first.pk, 0)
    examine_line(world.as_("manager"), second.pk, disallowed, "과업과 무관한 비용" if disallowed else "")
    examine_settlement(world.as_("manager"), settlement.pk)
    return world, voucher, settlement


def test_the_work_ends_with_an_accepted_report_an_evaluation_and_no_open_order() -> None:
    world, voucher = make.issued()
    order = make.order(world, voucher)
    report = begin_report(world.as_("owner"), voucher.agreement_id, "final")
    with pytest.raises(ReportIncomplete):
        hand_in_report(world.as_("owner"), report.pk)
    with pytest.raises(CaseNotVisible):
        save_report(world.as_("seller"), report.pk, TEXTS, {})
    save_report(world.as_("owner"), report.pk, TEXTS, {})
    hand_in_report(world.as_("owner"), report.pk)
    with pytest.raises(ReasonNeeded):
        answer_report(world.as_("manager"), report.pk, accepted=False)
    answer_report(world.as_("manager"), report.pk, accepted=False, answer="효과를 숫자로 적어 주십시오")
    save_report(world.as_("owner"), report.pk, {"effect": "폐기량 30% 감소"}, {"effect": 1})
    hand_in_report(world.as_("owner"), report.pk)
    with pytest.raises(ReportMissing):
        evaluate(world.as_("manager"), voucher.agreement_id, "success", "좋음")
    answer_report(world.as_("manager"), report.pk, accepted=True)
    evaluate(world.as_("manager"), voucher.agreement_id, "success", "좋음")
    with pytest.raises(EvaluatedAlready):
        evaluate(world.as_("manager"), voucher.agreement_id, "failure", "다시")
    with pytest.raises(OrdersOpen):
        end_work(world.as_("manager"), voucher.agreement_id)
    cancel_order(world.as_("owner"), order.pk, "필요 없어짐")
    end_work(world.as_("manager"), voucher.agreement_id)
    assert Agreement.objects.get().state == "reported"


def test_a_site_check_is_the_offices_and_says_what_was_found() -> None:
    world, voucher = make.issued()
    visit = Visit(clock.today(), "mend", "데이터를 아직 쓰지 않고 있음", mend_by=clock.today() + timedelta(days=14))
    with pytest.raises(NotVisible):
        note_site_check(world.as_("owner"), voucher.agreement_id, visit)
    assert note_site_check(world.as_("manager"), voucher.agreement_id, visit).verdict == "mend"


def test_what_is_to_be_mended_has_a_day_and_no_visit_lies_in_the_future() -> None:
    world, voucher = make.issued()
    today, manager = clock.today(), world.as_("manager")
    for mend_by in (None, today):
        with pytest.raises(MendingDayNeeded):
            note_site_check(manager, voucher.agreement_id, Visit(today, "mend", "쓰지 않음", mend_by=mend_by))
    with pytest.raises(DayInFuture):
        note_site_check(manager, voucher.agreement_id, Visit(today + timedelta(days=1), "good", "좋음"))


def test_a_settlement_without_disallowed_cost_closes_every_account() -> None:
    world, voucher, settlement = examined()
    confirm_settlement(world.as_("approver"), settlement.pk)
    settlement.refresh_from_db()
    assert settlement.figures["claim"] == 0
    assert settlement.figures["returned"] == 5_400_000
    held = balances(voucher)
    assert held[Kind.FREE, Money.SUPPORT] == held[Kind.FREE, Money.OWN] == 0
    assert held[Kind.REFUNDED, Money.OWN] == 600_000
    assert Account.objects.get(kind="returned").balance == 5_400_000
    complete_case(world.as_("approver"), voucher.agreement_id)
    assert Agreement.objects.get().state == "completed"
    assert faults() == []


def test_what_comes_to_light_after_the_completion_is_claimed_back_until_the_file_is_closed() -> None:
    world, voucher, settlement = examined()
    confirm_settlement(world.as_("approver"), settlement.pk)
    complete_case(world.as_("approver"), voucher.agreement_id)
    manager, today = world.as_("manager"), clock.today()
    found = propose_clawback(manager, voucher.agreement_id, "misuse", "감사에서 드러난 용도 외 사용", 100_000, today)
    claim(world.as_("approver"), found.pk)
    assert differences() == [], "a debt of a completed case is no difference"
    with pytest.raises(StillClaimed):
        archive_case(manager, voucher.agreement_id)
    note_recovery(world.as_("finance"), found.pk, 100_000, today, "환수-1")
    make.given_back(world, voucher.agreement)
    archive_case(manager, voucher.agreement_id)
    assert differences() == []
    with pytest.raises(NotInForce):
        propose_clawback(manager, voucher.agreement_id, "misuse", "기록이 닫힌 뒤", 100_000, today)


def test_each_line_is_examined_with_a_reason_for_what_is_not_allowed() -> None:
    world, _voucher, settlement = settling()
    first, _second = settlement.lines.order_by("pk")
    with pytest.raises(LinesOpen):
        examine_settlement(world.as_("manager"), settlement.pk)
    with pytest.raises(DisallowedTooMuch):
        examine_line(world.as_("manager"), first.pk, 1_000_001, "과다")
    with pytest.raises(ReasonNeeded):
        examine_line(world.as_("manager"), first.pk, 10)
    with pytest.raises(NotVisible):
        examine_line(world.as_("owner"), first.pk, 0)
    return_settlement(world.as_("manager"), settlement.pk, "이체증이 없습니다")
    hand_in_settlement(world.as_("owner"), settlement.pk)


def test_every_line_needs_evidence() -> None:
    world, voucher = make.issued()
    make.paid(world, voucher)
    reported(world, Agreement.objects.get())
    settlement = begin_settlement(world.as_("owner"), voucher.agreement_id)
    assert begin_settlement(world.as_("manager"), voucher.agreement_id) == settlement
    with pytest.raises(EvidenceMissing):
        hand_in_settlement(world.as_("owner"), settlement.pk)


def test_who_examined_does_not_confirm_and_a_second_person_may_send_it_back() -> None:
    world, _voucher, settlement = examined()
    make.may(world, "manager", "approver", "approve_call")
    with pytest.raises(SecondPersonNeeded):
        confirm_settlement(world.as_("manager"), settlement.pk)
    examine_again(world.as_("approver"), settlement.pk, "두 번째 줄을 다시 보십시오")
    assert Settlement.objects.get().state == "handed_in"


def test_disallowed_cost_is_claimed_back_with_interest_from_its_payment() -> None:
    """300,000 of an order: 270,000 of support; 30 days at 5 %: 1,109.58 won, ten-won rounded down: 1,100."""
    world, voucher, settlement = examined(disallowed=300_000)
    confirm_settlement(world.as_("approver"), settlement.pk)
    clawback = Clawback.objects.get()
    assert (clawback.principal, clawback.interest, clawback.state) == (270_000, 1_100, "proposed")
    (span,) = clawback.figures["spans"]
    assert (span["days"], span["won"], span["source"]) == (30, "1109.5890", "시험용 가상 고시")
    with pytest.raises(AccountsOpen):
        complete_case(world.as_("approver"), voucher.agreement_id)
    claim(world.as_("approver"), clawback.pk)
    assert balances(voucher)[Kind.CLAIM, Money.SUPPORT] == 270_000
    with clock.at(clock.now() + timedelta(days=40)):  # ten days late: 270,000 × 5 % × 40/365 = 1,479.45
        assert (owed(clawback, clock.today()).interest, owed(clawback, clock.today()).principal) == (1_470, 270_000)
        note_recovery(world.as_("finance"), clawback.pk, 11_470, clock.today(), "환수-1")
        note_recovery(world.as_("finance"), clawback.pk, 11_470, clock.today(), "환수-1")  # clicked twice
        clawback.refresh_from_db()
        assert (clawback.interest, owed(clawback, clock.today()).total) == (1_470, 260_000)
        with pytest.raises(PaidBackEarlier):
            note_recovery(world.as_("finance"), clawback.pk, 1_000, clock.today() - timedelta(days=1), "환수-2")
    with clock.at(clock.now() + timedelta(days=50)):  # 260,000 for ten more days: 356.16; 1,835.61 in all, 360 are open
        with pytest.raises(NotTheAmount, match="260,360"):
            note_recovery(world.as_("finance"), clawback.pk, 260_361, clock.today(), "환수-2")
        note_recovery(world.as_("finance"), clawback.pk, 260_360, clock.today(), "환수-2")
        assert Clawback.objects.get().state == "collected"
        assert Account.objects.get(kind="recovered").balance == 270_000 + 1_830
        complete_case(world.as_("approver"), voucher.agreement_id)
    assert faults() == [] == differences()


def test_who_pays_back_before_the_day_bears_interest_until_then_only() -> None:
    world, voucher, settlement = examined(disallowed=300_000)
    confirm_settlement(world.as_("approver"), settlement.pk)
    clawback = claim(world.as_("approver"), Clawback.objects.get().pk)
    assert balances(voucher)[Kind.INTEREST, Money.SUPPORT] == 1_100  # until the day it is due
    note_recovery(world.as_("finance"), clawback.pk, 270_000, clock.today(), "환수-1")  # paid and paid back on one day
    clawback.refresh_from_db()
    assert (clawback.state, clawback.interest, clawback.figures["interest"]) == ("collected", 0, 1_100)
    assert balances(voucher)[Kind.INTEREST, Money.SUPPORT] == 0
    assert differences() == []


def test_each_source_of_funds_has_its_own_rate_where_it_is_set() -> None:
    world, _voucher, settlement = examined(disallowed=300_000)
    assert world.call.fund == "city"
    for fund, rate in (("national", "0.09"), ("city", "0.03")):
        engine.figure(f"vouchers.clawback_interest_{fund}", Decimal(rate), source=f"{fund} 고시")
    confirm_settlement(world.as_("approver"), settlement.pk)
    clawback = Clawback.objects.get()
    assert clawback.interest == 660  # 270,000 × 3 % × 30/365 = 665.75
    assert (clawback.figures["figure"], clawback.figures["spans"][0]["source"]) == (
        "vouchers.clawback_interest_city", "city 고시",
    )  # fmt: skip


def test_a_missing_rate_stops_the_computation_with_its_name_and_day() -> None:
    world, voucher, _settlement = settling()
    ReferenceFigure.objects.filter(name="vouchers.clawback_interest").update(since=clock.today() + timedelta(days=5))
    with pytest.raises(FigureMissing) as missing:
        propose_clawback(world.as_("manager"), voucher.agreement_id, "misuse", "용도 외", 100_000, clock.today())
    assert missing.value.values == {"name": "vouchers.clawback_interest", "day": clock.today().isoformat()}


def test_no_more_is_claimed_than_was_paid_and_two_people_claim() -> None:
    world, voucher, _settlement = settling()
    manager, today = world.as_("manager"), clock.today()
    with pytest.raises(NothingPaid, match="1,800,000"):
        propose_clawback(manager, voucher.agreement_id, "false", "거짓 신청", 1_800_001, today)
    first = propose_clawback(manager, voucher.agreement_id, "false", "거짓 신청", 1_000_000, today)
    with pytest.raises(NothingPaid, match="800,000"):
        propose_clawback(manager, voucher.agreement_id, "false", "거짓 신청", 900_000, today)
    make.may(world, "manager", "approver", "approve_call")
    with pytest.raises(SecondPersonNeeded):
        claim(world.as_("manager"), first.pk)
    claim(world.as_("approver"), first.pk)
    for who in ("manager", "approver"):  # who proposed it and who claimed it
        with pytest.raises(SecondPersonNeeded):
            waive(world.as_(who), first.pk, "법원의 조정")
    make.may(world, "colleague", "approver", "approve_call")
    waive(world.as_("colleague"), first.pk, "법원의 조정")
    for wrong in (world.office.manager, world.office.approver):  # whatever the path
        with pytest.raises(IntegrityError, match="clawback_waived_by_another_person"), transaction.atomic():
            Clawback.objects.update(waived_by=wrong)
    held = balances(voucher)
    assert (held[Kind.CLAIM, Money.SUPPORT], held[Kind.INTEREST, Money.SUPPORT]) == (0, 0)
    assert faults() == []


def test_a_business_is_excluded_by_two_people_with_a_basis_once_and_no_longer_than_the_law_allows() -> None:
    world, voucher, _settlement = settling()
    manager, today = world.as_("manager"), clock.today()
    clawback = propose_clawback(manager, voucher.agreement_id, "false", "거짓 신청", 1_000, today)
    until, law = make.years_after(today, 2), "지방보조금법 제32조"
    with pytest.raises(ReasonNeeded):
        propose_exclusion(manager, clawback.pk, until, " ")
    with pytest.raises(NotInForce):
        propose_exclusion(manager, clawback.pk, until, law)
    claim(world.as_("approver"), clawback.pk)
    for day in (today, make.years_after(today, 5) + timedelta(days=1)):
        with pytest.raises(ExclusionTooLong, match="지방보조금법 제32조"):
            propose_exclusion(manager, clawback.pk, day, law)
    proposal = propose_exclusion(manager, clawback.pk, until, law)
    assert not Exclusion.objects.exists()
    with pytest.raises(ExcludedAlready):
        propose_exclusion(world.as_("colleague"), clawback.pk, until, law)
    make.may(world, "manager", "approver", "approve_call")
    with pytest.raises(SecondPersonNeeded):
        confirm_exclusion(world.as_("manager"), proposal.pk)
    confirm_exclusion(world.as_("approver"), proposal.pk)
    row = Exclusion.objects.get()
    assert (row.name, row.since, row.until, row.source) == ("가상상회", today, until, law)


@pytest.mark.django_db(transaction=True)
def test_an_exclusion_confirmed_by_two_at_once_stands_in_the_list_once() -> None:
    """Two approvers press at the same instant, each over a connection of its own; a third drops it then, too late."""
    world, voucher, _settlement = settling()
    clawback = propose_clawback(world.as_("manager"), voucher.agreement_id, "false", "거짓 신청", 1_000, clock.today())
    claim(world.as_("approver"), clawback.pk)
    until = make.years_after(clock.today(), 2)
    proposal = propose_exclusion(world.as_("manager"), clawback.pk, until, "지방보조금법 제32조")
    make.may(world, "colleague", "approver", "approve_call")
    both = [world.as_("approver"), world.as_("colleague")] * 3
    answers = at_once([lambda who=who: confirm_exclusion(who, proposal.pk) for who in both])
    assert sum(isinstance(one, TransitionRefused) for one in answers) == len(both) - 1
    assert Exclusion.objects.count() == 1
    with pytest.raises(TransitionRefused):
        drop_exclusion(world.as_("colleague"), proposal.pk, "다시 보니 아닙니다")


@pytest.mark.django_db(transaction=True)
def test_an_exclusion_confirmed_and_dropped_at_once_is_one_of_the_two() -> None:
    world, voucher, _settlement = settling()
    clawback = propose_clawback(world.as_("manager"), voucher.agreement_id, "false", "거짓 신청", 1_000, clock.today())
    claim(world.as_("approver"), clawback.pk)
    until = make.years_after(clock.today(), 2)
    proposal = propose_exclusion(world.as_("manager"), clawback.pk, until, "지방보조금법 제32조")
    make.may(world, "colleague", "approver", "approve_call")
    at_once(
        [
            lambda: confirm_exclusion(world.as_("approver"), proposal.pk),
            lambda: drop_exclusion(world.as_("colleague"), proposal.pk, "경고로 충분합니다"),
        ]
    )
    proposal.refresh_from_db()
    assert proposal.state in {"confirmed", "dropped"}
    assert Exclusion.objects.count() == (proposal.state == "confirmed")


def test_the_longest_exclusion_is_a_figure_and_for_national_money_a_missing_one_stops_with_its_name() -> None:
    world, voucher, _settlement = settling()
    today = clock.today()
    clawback = propose_clawback(world.as_("manager"), voucher.agreement_id, "false", "거짓 신청", 1_000, today)
    claim(world.as_("approver"), clawback.pk)
    type(world.call).objects.update(fund="national")
    until, manager = make.years_after(today, 1), world.as_("manager")
    with pytest.raises(FigureMissing, match="exclusion_years_national"):
        propose_exclusion(manager, clawback.pk, until, "보조금법 제31조의2")
    engine.figure("vouchers.exclusion_years_national", 1)
    proposal = propose_exclusion(manager, clawback.pk, until, "보조금법 제31조의2")
    with pytest.raises(ReasonNeeded):
        drop_exclusion(world.as_("approver"), proposal.pk, " ")
    drop_exclusion(world.as_("approver"), proposal.pk, "경고로 충분합니다")
    propose_exclusion(manager, clawback.pk, until, "보조금법 제31조의2")


def test_the_city_ends_an_agreement_and_what_is_left_is_settled() -> None:
    world, voucher = make.issued()
    make.order(world, voucher)
    with pytest.raises(NotVisible):
        end_agreement(world.as_("manager"), voucher.agreement_id, "수행 중단")
    end_agreement(world.as_("approver"), voucher.agreement_id, "수행 중단")
    settlement = begin_settlement(world.as_("manager"), voucher.agreement_id)
    assert settlement.lines.count() == 0
    hand_in_settlement(world.as_("owner"), settlement.pk)
    examine_settlement(world.as_("manager"), settlement.pk)
    confirm_settlement(world.as_("approver"), settlement.pk)
    complete_case(world.as_("approver"), voucher.agreement_id)
    assert Account.objects.get(kind="returned").balance == 7_200_000


def test_a_case_that_was_ended_early_is_evaluated_without_a_report() -> None:
    world, voucher = make.issued()
    end_agreement(world.as_("approver"), voucher.agreement_id, "수행 중단")
    evaluate(world.as_("manager"), voucher.agreement_id, "failure", "수행하지 못했습니다")
    assert Agreement.objects.get().outcome == "failure"


def test_money_back_is_noted_once_it_has_come() -> None:
    world, voucher, _settlement = settling()
    clawback = propose_clawback(world.as_("manager"), voucher.agreement_id, "false", "거짓 신청", 1_000, clock.today())
    claim(world.as_("approver"), clawback.pk)
    with pytest.raises(DayInFuture):
        note_recovery(world.as_("finance"), clawback.pk, 1_000, clock.today() + timedelta(days=1), "환수-1")


def test_a_settlement_claims_only_what_earlier_clawbacks_left() -> None:
    """Both orders wholly disallowed (1,800,000 of support): 500,000 of the first are claimed back already, and 400,000
    of the case as a whole."""
    world, voucher = make.issued()
    make.paid(world, voucher, 2)
    reported(world, Agreement.objects.get())
    first, today = voucher.orders.order_by("pk")[0], clock.today()
    manager, case = world.as_("manager"), voucher.agreement_id
    with pytest.raises(NothingPaid, match="900,000"):
        propose_clawback(manager, case, "misuse", "용도 외", 900_001, today, order_id=first.pk)
    propose_clawback(manager, case, "misuse", "용도 외", 500_000, today, order_id=first.pk)
    propose_clawback(manager, case, "breach", "조건 위반", 400_000, today)
    settlement = begin_settlement(world.as_("owner"), case)
    for line in settlement.lines.all():
        attach_evidence(world.as_("owner"), line.pk, [make.stored(world.owner)])
    hand_in_settlement(world.as_("owner"), settlement.pk)
    for line in settlement.lines.all():
        examine_line(manager, line.pk, line.amount, "과업과 무관한 비용")
    examine_settlement(manager, settlement.pk)
    confirm_settlement(world.as_("approver"), settlement.pk)
    settlement.refresh_from_db()
    assert (settlement.figures["claim"], settlement.figures["claimed"]) == (900_000, 900_000)
    made = Clawback.objects.get(ground="disallowed")
    assert [span["principal"] for span in made.figures["spans"]] == [
        900_000
    ]  # of the second: none of the first is left
    with pytest.raises(NothingPaid, match="0"):
        propose_clawback(manager, case, "misuse", "용도 외", 1, today)


@pytest.mark.django_db(transaction=True)
def test_a_settlement_confirmed_by_many_clicks_gives_money_back_once() -> None:
    world, _voucher, settlement = examined(disallowed=300_000)
    at_once([lambda: confirm_settlement(world.as_("approver"), settlement.pk)] * 5)
    assert Account.objects.get(kind="returned").balance == 5_400_000
    assert Clawback.objects.count() == 1
    assert faults() == []
