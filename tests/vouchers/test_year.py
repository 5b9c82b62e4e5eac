"""A whole year of 300 vouchers, played from a seed through the same actions as real life, reconciles to the won.

What came in and what went out is added up here from the papers (appropriation, deposits, the files that went to the
bank, the bank's answers, money paid back), not from the ledger, and the ledger has to say the same.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Sum

from accounts import demo as people
from accounts.demo import office_person
from kernel import clock
from kernel.demo import DEMO_PASSWORD, City
from programs import actions
from programs import demo as play_engine
from programs.actions.call import CallText, TermsText
from programs.models import Application
from tests.vouchers import cases as make
from vouchers import demo
from vouchers.actions.allotment import move_budget
from vouchers.demo_suppliers import play_suppliers
from vouchers.demo_texts import NOTICE
from vouchers.models import Account, Agreement, BankAnswer, Clawback, Deposit, Payment, PaymentRun, Recovery, Refund
from vouchers.queries.reconcile import differences
from vouchers.rules.ledger import Verb
from vouchers.year import Cast, Year

pytestmark = pytest.mark.django_db
VOUCHERS = 300
EVERYTHING = (
    "agreements", "vouchers", "amendments", "orders", "orders cancelled", "deliveries returned",
    "deliveries accepted in part", "parts invoiced", "rests cancelled", "invoices withdrawn", "sent back by the bank",
    "visits", "settlements returned", "clawbacks", "rests waived", "broken off", "given up",
    "contribution not paid in", "contributions given back", "completed",
)  # fmt: skip
BUDGET = 20_000_000_000


def held(*kinds: str, money: str | None = None) -> int:
    rows = Account.objects.filter(kind__in=kinds)
    rows = rows.filter(money=money) if money else rows
    return rows.aggregate(won=Sum("balance"))["won"] or 0


def total(rows: object, field: str) -> int:
    return rows.aggregate(won=Sum(field))["won"] or 0


def selected_in(city: City) -> list[Application]:
    """A call of the first weeks of 2026 with everybody selected whom the screening leaves, by two people."""
    opens = clock.seoul(2026, 1, 19, 9)
    manager, approver = office_person("manager"), office_person("approver")
    text = CallText(
        title="2026년 대전 데이터바우처", notice=NOTICE, opens_at=opens, closes_at=opens + timedelta(days=21),
        seats=400, budget=BUDGET,
    )  # fmt: skip
    terms = TermsText(choosing=demo._choosing(city, 400))
    call = play_engine.play_call(manager, approver, "vouchers", text, [], terms)
    dice = city.dice("year")
    everybody = demo._applicants(city, dice, 120)
    made = play_engine.play_applications(dice, call, everybody, demo._answers, attach=demo._attach, unfinished=0)
    passed = play_engine.play_screening(dice, call, manager, made)
    with clock.at(call.closes_at + timedelta(days=12)):
        for one in passed:
            actions.decide(play_engine.acting(manager), one.pk, "selected", reason="예산 안에서 모두 선정")
    with clock.at(call.closes_at + timedelta(days=13)):
        actions.confirm_decisions(play_engine.acting(approver), call.pk)
    with clock.at(call.closes_at + timedelta(days=14)):
        actions.publish_results(play_engine.acting(manager), call.pk)
    return list(Application.objects.filter(call=call, state="selected").select_related("user", "decision"))


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_year_of_300_vouchers_reconciles_to_the_won() -> None:
    city = City(seed=2026, scale=3.2)
    people.play(city)
    play_suppliers(city, clock.seoul(2026, 1, 6))
    selected = selected_in(city)
    call, manager = selected[0].call, office_person("manager")
    with clock.at(clock.seoul(2026, 3, 20, 9)):
        for name in ("finance", "cashier"):
            actions.add_payer(play_engine.acting(manager), call.pk, office_person(name))
        actions.add_approver(play_engine.acting(manager), call.pk, office_person("chief"))
        payer = play_engine.acting(office_person("finance"))
        for track in ("purchase", "general", "ai"):
            move_budget(payer, call.pk, Verb.APPROPRIATE, track, BUDGET, "2026")
    make.interest_rate()
    names = ("approver", "finance", "cashier", "chief")
    approver, finance, cashier, chief = (office_person(name) for name in names)
    cast = Cast(manager, approver, finance, cashier, chief, DEMO_PASSWORD)
    tally = Year(2026, cast, clock.seoul(2027, 3, 31)).play(selected, clock.seoul(2026, 3, 23, 9))

    assert tally["vouchers"] >= VOUCHERS
    assert all(tally[what] for what in EVERYTHING), tally
    assert differences() == []
    assert set(Agreement.objects.values_list("state", flat=True)) == {"completed", "given_up"}
    assert held("free", "reserved", "delivered", "accepted", "payable", "claim", "interest", "committed") == 0
    paid_by_bank = total(BankAnswer.objects.filter(paid=True), "amount")
    sent_back = total(BankAnswer.objects.filter(paid=False), "amount")
    paid = Payment.objects.filter(state="paid")
    deposits, recovered = total(Deposit.objects, "amount"), total(Recovery.objects, "principal")
    assert total(PaymentRun.objects, "total") == paid_by_bank + sent_back
    assert paid_by_bank == total(paid, "amount") == held("paid")
    assert BankAnswer.objects.filter(paid=True).values("payment").distinct().count() == paid.count() == tally["paid"]
    assert deposits == total(paid, "own") + held("refunded")
    assert held("refunded") == total(Refund.objects, "amount")
    assert total(paid, "support") + held("available") + held("returned") == 3 * BUDGET
    assert recovered + total(Recovery.objects, "interest") == held("recovered")
    waived = total(Clawback.objects.filter(state="waived"), "principal")
    assert recovered <= total(Clawback.objects, "principal") <= recovered + waived
