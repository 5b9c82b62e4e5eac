"""The budget by track and quota with the cases behind each sum; what is late, on whom and since when."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from kernel import clock
from programs.actions.call import TermsText
from programs.budget_pages import SPENT
from programs.models import Application, Call
from programs.queries.budget import budget
from programs.rules.ranking import Quota, QuotaOf
from programs.rules.terms import ChoosingTerms, Misfit, TrackTerms
from tests.papers import made
from tests.programs import factories as engine
from tests.vouchers import cases as make
from vouchers.actions.agreement import draw_up_agreement
from vouchers.actions.clawback import claim, note_recovery, propose_clawback
from vouchers.actions.report import begin_report, hand_in_report, save_report
from vouchers.application_form import YOUTH_QUESTION
from vouchers.models import Account, Agreement
from vouchers.queries import late
from vouchers.rules.late import Kind, On

pytestmark = pytest.mark.django_db


def call_with_quotas() -> Call:
    """Half of the purchases for the city's businesses, three tenths of the money for young representatives."""
    quotas = (Quota("region", Decimal("0.5")), Quota("youth", Decimal("0.3"), QuotaOf.MONEY))
    tracks = (
        TrackTerms("purchase", "데이터 구매", 10_000_000, places=4, budget=40_000_000, quotas=quotas),
        TrackTerms("general", "일반 가공", 40_000_000, places=2, budget=80_000_000, misfit=Misfit.GO_ON),
    )
    return engine.open_call(terms=TermsText(choosing=ChoosingTerms(tracks=tracks)), budget=120_000_000)


def selected(call: Call) -> make.World:
    return make.selected(call=call, **{YOUTH_QUESTION: "no"})


def with_groups(world: make.World, *groups: str) -> make.World:
    Application.objects.filter(pk=world.application.pk).update(groups=list(groups))
    return world


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def recovered(world: make.World, agreement: Agreement, won: int) -> None:
    """A part of what was paid is claimed back, and comes back with its interest."""
    text = {"ground": "misuse", "reason": "목적 외 사용", "principal": won, "since": clock.today()}
    clawback = propose_clawback(world.as_("manager"), agreement.pk, **text, due_on=clock.today())
    claim(world.as_("approver"), clawback.pk)
    note_recovery(world.as_("finance"), clawback.pk, won, clock.today(), "환수-1")


def many(call: Call) -> dict[str, make.World]:
    """A case at every stage: decided, agreed, in force with money paid, reserved, free and come back."""
    worlds = {name: selected(call) for name in ("decided", "agreed", "paid", "youth")}
    with_groups(worlds["decided"], "region")
    with_groups(worlds["agreed"])
    with_groups(worlds["paid"], "region", "youth")
    with_groups(worlds["youth"], "youth")
    draw_up_agreement(worlds["agreed"].as_("manager"), worlds["agreed"].application.pk, make.drawn())
    _world, voucher = make.issued(worlds["paid"])
    make.paid(worlds["paid"], voucher)
    make.order(worlds["paid"], voucher, 2_000_000)
    recovered(worlds["paid"], voucher.agreement, 300_000)
    _world, other = make.issued(worlds["youth"])
    make.accepted(worlds["youth"], other, 500_000)
    return worlds


@pytest.fixture
def rate(db: None) -> None:
    make.interest_rate()


@pytest.mark.usefixtures("rate")
def test_each_sum_of_the_budget_is_that_of_the_cases_it_leads_to_and_of_the_ledger() -> None:
    call = call_with_quotas()
    worlds = many(call)
    line, other = budget(call)
    assert (line.selected, line.decided, line.planned) == (4, 4 * 7_200_000, 40_000_000)
    assert other.spent.committed == other.selected == 0

    def held(*kinds: str) -> int:
        rows = Account.objects.filter(call=call, money="support", kind__in=kinds)
        return rows.aggregate(won=Sum("balance"))["won"] or 0

    assert line.spent.committed == held("committed", "free")
    assert line.spent.reserved == held("reserved", "delivered", "accepted", "payable")
    assert line.spent.paid == held("paid") > 0
    assert line.spent.returned == held("returned", "recovered") == 300_000  # no interest on the day of payment

    for user in (worlds["decided"].office.manager, worlds["decided"].office.finance, worlds["decided"].office.auditor):
        client = client_of(user)
        page = client.get(reverse("vouchers:budget", args=[call.pk]))
        rows = page.context["rows"]
        assert [str(row.label) for row in rows][:3] == ["데이터 구매", "지역 기업", "청년 대표"]
        for row in rows:
            for figure in row.figures:
                assert bool(figure.url) == bool(figure.code in SPENT and figure.won) or figure.code == "decided"
                if figure.code in SPENT and figure.url:
                    listed = client.get(figure.url)
                    assert listed.context["won"] == figure.won, figure.url
                    assert sum(one["agreement"].won for one in listed.context["rows"]) == figure.won


@pytest.mark.usefixtures("rate")
def test_a_quota_has_its_own_money_and_says_whether_it_is_reached() -> None:
    call = call_with_quotas()
    worlds = many(call)
    region, youth = budget(call)[0].quotas
    assert (region.need, region.got, region.reached, region.planned) == (2, 2, True, None)
    assert (youth.need, youth.got, youth.reached, youth.planned) == (12_000_000, 14_400_000, True, 12_000_000)
    assert youth.spent.paid == region.spent.paid > 0  # both groups have the case that was paid
    assert youth.spent.reserved > region.spent.reserved
    manager = client_of(worlds["decided"].office.manager)
    page = manager.get(reverse("vouchers:budget", args=[call.pk]))
    chosen = next(row for row in page.context["rows"] if row.quota).selected_url
    listed = manager.get(chosen)
    assert len(listed.context["rows"]) == region.selected
    picture = page.content.decode()
    assert picture.count('role="img"') == 4 and "style=" not in picture.split("<main")[1]


@pytest.mark.usefixtures("rate")
def test_the_budget_asks_as_much_for_one_case_as_for_many() -> None:
    call = call_with_quotas()
    worlds = many(call)
    client = client_of(worlds["decided"].office.finance)
    url = reverse("vouchers:budget", args=[call.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _number in range(3):
        with_groups(selected(call), "region")
    with CaptureQueriesContext(connection) as more:
        client.get(url)
    assert len(more) == len(few) <= 15


def test_strangers_and_offices_of_other_calls_see_no_money() -> None:
    call = call_with_quotas()
    other = make.selected()
    urls = [reverse(f"vouchers:{name}", args=[call.pk]) for name in ("budget", "late")]
    for who in (other.office.manager, other.office.finance, other.office.approver, other.owner):
        assert {client_of(who).get(url).status_code for url in urls} == {404}


def everything_late() -> make.World:
    """A case in which one thing of every kind is late a year from now."""
    world, voucher = make.issued()
    make.account(world)
    make.order(world, voucher, 100_000, due=10)
    make.delivered(world, voucher, 200_000)
    make.accepted(world, voucher, 300_000)
    make.requested(world, voucher, 400_000)
    payment = make.requested(world, voucher, 500_000)
    make.approve_payment(world.as_("manager"), payment.pk)
    begin_report(world.as_("manager"), voucher.agreement_id, "interim", clock.today() + timedelta(days=20))
    return world


def test_what_is_late_is_listed_with_whom_it_waits_on_and_since_when() -> None:
    world = everything_late()
    began = clock.today()
    assert late.counts(world.call, late.terms_on(began)) == []
    with clock.at(clock.now() + timedelta(days=365)):
        found = late.counts(world.call, late.terms_on(clock.today()))
        assert {(one.kind, one.on): one.number for one in found} == {
            (Kind.DELIVERY, On.SUPPLIER): 1,
            (Kind.ACCEPTANCE, On.DEMAND): 1,
            (Kind.INVOICE, On.SUPPLIER): 1,
            (Kind.REPORT, On.DEMAND): 2,  # the interim one that was asked for, the final one that nobody began
            (Kind.PAYMENT, On.MANAGER): 1,
            (Kind.PAYMENT, On.FINANCE): 1,
        }
        page = client_of(world.office.auditor).get(reverse("vouchers:late", args=[world.call.pk]))
        dues = [row.due for row in page.context["rows"]]
        assert dues == sorted(dues) and len(dues) == 7
        by_kind = {(str(row.label), row.due) for row in page.context["rows"]}
        assert ("납품", began + timedelta(days=10)) in by_kind
        assert ("납품 검수", began + timedelta(days=10)) in by_kind  # ten days after the delivery
        next_month = (began.replace(day=1) + timedelta(days=32)).replace(day=10)
        assert ("세금계산서", next_month) in by_kind
        assert ("보고서", began + timedelta(days=20)) in by_kind
        assert ("보고서", began + timedelta(days=180 + 60)) in by_kind
        assert page.content.decode().count(world.application.name) >= 7
        only = client_of(world.office.finance).get(reverse("vouchers:late", args=[world.call.pk]) + "?kind=payment")
        assert {str(row.on) for row in only.context["rows"]} == {"사업 담당자", "회계 담당자"}


def test_a_report_handed_in_waits_on_the_manager() -> None:
    world, voucher = make.issued()
    report = begin_report(world.as_("owner"), voucher.agreement_id, "interim")
    save_report(
        world.as_("owner"), report.pk, dict.fromkeys(("progress", "data", "issues", "plan"), "순조롭습니다."), {}
    )
    hand_in_report(world.as_("owner"), report.pk)
    handed_in = clock.today()
    with clock.at(clock.now() + timedelta(days=20)):
        (one,) = late.counts(world.call, late.terms_on(clock.today()))
        assert (one.kind, one.on, one.oldest) == (Kind.REPORT, On.MANAGER, handed_in + timedelta(days=14))


def test_the_list_of_what_is_late_asks_at_most_twelve_statements() -> None:
    world = everything_late()
    client = client_of(world.office.finance)
    url = reverse("vouchers:late", args=[world.call.pk])
    with clock.at(clock.now() + timedelta(days=365)):
        client.force_login(world.office.finance)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(url)
        assert page.status_code == 200 and len(page.context["rows"]) == 7
        assert len(asked) <= 12, [one["sql"][:150] for one in asked]


def test_the_offices_tables_of_a_call_come_out_as_excel_and_csv() -> None:
    world = everything_late()
    with clock.at(clock.now() + timedelta(days=365)):
        for code in ("budget", "late", "suppliers_of_call", "ledger"):
            for who in ("manager", "finance", "auditor"):
                assert made(world.as_(who), f"vouchers.{code}", {"call": world.call.pk}, "xlsx")
        text = made(world.as_("finance"), "vouchers.late", {"call": world.call.pk}, "csv").decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(text)))) == 8
        text = made(world.as_("finance"), "vouchers.suppliers_of_call", {"call": world.call.pk}, "csv").decode(
            "utf-8-sig"
        )
        (_head, line, *_rest) = csv.reader(io.StringIO(text))
        assert [line[0], *line[2:]] == [str(world.supplier), "1", "5", "1500000", "900000", "0", "1"]
        text = made(world.as_("finance"), "vouchers.ledger", {"call": world.call.pk}, "csv").decode("utf-8-sig")
        verbs = {line[2] for line in list(csv.reader(io.StringIO(text)))[1:]}
        assert {"바우처 발급", "주문", "검수 완료"} <= verbs and not any(verb.isascii() for verb in verbs if verb)
