"""A whole case through its pages, each person with their own hands; and what nobody else sees or may."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.actions.organisation import change_organisation
from accounts.models import Role, User
from kernel import clock
from kernel.models import AuditEntry
from tests.factories import make_user
from tests.programs import factories as engine
from tests.vouchers import cases as make
from tests.vouchers import factories as suppliers
from vouchers.actions.supplier import set_price
from vouchers.models import (
    Agreement,
    AgreementVersion,
    AmendmentRequest,
    Clawback,
    Order,
    Payment,
    PaymentRun,
    Report,
    Settlement,
    Voucher,
)
from vouchers.queries.clawback import owed
from vouchers.queries.reconcile import differences
from vouchers.queries.work import open_lines
from vouchers.rules.work import Item

pytestmark = pytest.mark.django_db
DUE = timedelta(days=30)


class Hands:
    """Everybody's browser on one case."""

    def __init__(self, world: make.World) -> None:
        self.world = world
        self.clients: dict[str, Client] = {}

    def of(self, who: str) -> Client:
        if who not in self.clients:
            self.clients[who] = Client()
            self.clients[who].force_login(getattr(self.world, who, None) or getattr(self.world.office, who))
        return self.clients[who]

    @property
    def case(self) -> Agreement:
        return Agreement.objects.get()

    def page(self, who: str) -> str:
        answer = self.of(who).get(reverse("vouchers:case", args=[self.case.public_id]))
        assert answer.status_code == 200
        return str(answer.content.decode())

    def do(self, who: str, code: str, target: Any = None, **typed: Any) -> HttpResponse:
        """Presses a button that is on the person's page."""
        target = target or self.case
        url = reverse("vouchers:do", args=[self.case.public_id, code, target.pk])
        assert url in self.page(who), f"{who} is not offered {code}"
        answer = self.of(who).post(url, typed)
        assert answer.status_code == 302, answer.content.decode()
        return answer

    def refused(self, who: str, code: str, target: Any = None, **typed: Any) -> str:
        """A step that is refused with words on the page."""
        target = target or self.case
        answer = self.of(who).post(reverse("vouchers:do", args=[self.case.public_id, code, target.pk]), typed)
        assert answer.status_code == 422
        return str(answer.content.decode())

    def sign(self, who: str, password: str = make.PASSWORD) -> HttpResponse:
        url = reverse("vouchers:agreement_text", args=[self.case.public_id, self.case.version])
        shown = self.of(who).get(url)
        form = shown.context["form"]
        return self.of(who).post(url, {**form.initial, "password": password})


def drawn_up(owner: User | None = None) -> Hands:
    hands = Hands(make.selected(owner=owner))
    url = reverse("vouchers:draw_up", args=[hands.world.application.public_id])
    manager = hands.of("manager")
    office_page = manager.get(reverse("programs:manage_case", args=[hands.world.application.public_id]))
    assert url in office_page.content.decode()
    form = manager.get(url).context["form"]
    answer = manager.post(url, {name: form.initial.get(name, "") for name in form.fields})
    assert answer.status_code == 302, answer.content.decode()
    return hands


def in_force() -> Hands:
    hands = drawn_up()
    hands.do("manager", "send")
    for who in ("owner", "seller", "approver"):
        assert hands.sign(who).status_code == 302
    hands.do("finance", "deposit", amount=800_000, paid_on=clock.today(), reference="입금-1")
    hands.do("manager", "issue")
    return hands


def lines(*items: Item, **more: Any) -> dict[str, Any]:
    """The lines of an order as the browser sends them."""
    typed: dict[str, Any] = {"lines-TOTAL_FORMS": len(items), "lines-INITIAL_FORMS": 0}
    for number, one in enumerate(items):
        typed |= {f"lines-{number}-product": f"{one.product}:{one.price}", f"lines-{number}-quantity": one.quantity}
    return typed | more


def ordered(hands: Hands, won: int = 1_000_000) -> Order:
    typed = lines(make.item(hands.world.supplier, won), title="유동 인구 자료", due_on=clock.today() + DUE)
    hands.do("owner", "order", **typed, key=f"주문 {won}")
    return Order.objects.latest("pk")


def checked(hands: Hands, order: Order, mend: dict[int, str] | None = None) -> None:
    """Every open line is as ordered, but for those in ``mend`` with what is to be mended."""
    typed = {}
    for line in open_lines(order):
        why = (mend or {}).get(line.pk, "")
        typed |= {f"line-{line.pk}": "mend" if why else "accept", f"why-{line.pk}": why}
    hands.do("owner", "check", order, **typed)


def accepted(hands: Hands, won: int = 1_000_000) -> Order:
    order = ordered(hands, won)
    hands.do("seller", "take", order)
    hands.do("seller", "deliver", order, note="열두 달 자료입니다.", papers=engine.png("자료.png"))
    checked(hands, order)
    return order


def paid(hands: Hands, won: int = 1_000_000) -> Order:
    order = accepted(hands, won)
    seller = hands.of("seller")
    url = reverse("vouchers:accounts", args=[hands.world.supplier.pk])
    typed = {"bank": "가상은행", "number": "000-0000-0001", "holder": "한빛", "copy": engine.png("통장.png")}
    assert seller.post(url, typed).status_code == 302
    account = hands.world.supplier.bank_accounts.latest("pk")
    hands.of("finance").post(reverse("vouchers:account", args=[account.pk]), {"number": "00000000001"})
    hands.do("seller", "invoice", order, number=f"2026{order.pk:020d}", issued_on=clock.today(), amount=won, tax=0)
    payment = Payment.objects.latest("pk")
    hands.do("manager", "approve_payment", payment)
    hands.of("finance").post(reverse("vouchers:prepare_run"), {"pay_on": clock.today()})
    run = PaymentRun.objects.latest("pk")
    refused = hands.of("finance").post(reverse("vouchers:change_run", args=[run.public_id, "release"]), follow=True)
    run.refresh_from_db()
    assert run.state == "prepared", refused.content.decode()
    hands.of("cashier").post(reverse("vouchers:change_run", args=[run.public_id, "release"]))
    file = hands.of("cashier").post(reverse("vouchers:transfer", args=[run.public_id, "csv"]))
    run.refresh_from_db()
    assert hashlib.sha256(file.content).hexdigest() == run.file_hash, "what is fetched is what was released"
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert lines[1][2:5] == ["00000000001", "한빛", str(won)]
    answer = f"지급번호,금액,결과,처리일\n{payment.pk},{won},정상,{clock.today()}\n".encode("cp949")
    upload = SimpleUploadedFile("결과.csv", answer, "text/csv")
    read = hands.of("finance").post(reverse("vouchers:change_run", args=[run.public_id, "answer"]), {"file": upload})
    assert read.status_code == 302, read.content.decode()
    return order


def test_from_the_decision_to_the_completed_case_with_a_clawback() -> None:
    make.interest_rate()
    hands = in_force()
    order = paid(hands)
    order.refresh_from_db()
    assert order.state == "paid"
    hands.do("owner", "final")
    report = Report.objects.get()
    texts = dict.fromkeys(("summary", "results", "effect", "use", "lessons"), "폐기량을 30% 줄였습니다.")
    hands.do("owner", "write", report, **texts, papers=engine.png("결과.png"), hand_in="1")
    hands.do("manager", "accept_report", report)
    hands.do("manager", "evaluate", outcome="success", reason="계획대로", points="91.5")
    hands.do("manager", "end_work")
    hands.do("owner", "settle")
    settlement = Settlement.objects.get()
    line = settlement.lines.get()
    assert "증빙" in hands.refused("owner", "hand_in_settlement", settlement)
    hands.do("owner", "evidence", line, papers=engine.png("이체.png"))
    hands.do("owner", "hand_in_settlement", settlement)
    assert "사유" in hands.refused("manager", "examine", line, disallowed=300_000, reason="")
    hands.do("manager", "examine", line, disallowed=300_000, reason="과업과 무관")
    hands.do("manager", "end_examination", settlement)
    hands.do("approver", "confirm_settlement", settlement)
    clawback = Clawback.objects.get()
    assert "300,000원 불인정" in hands.page("owner")
    hands.do("approver", "claim", clawback)
    hands.do(
        "finance", "recovery", clawback,
        amount=owed(clawback, clock.today()).total, paid_on=clock.today(), reference="환수-1",
    )  # fmt: skip
    hands.do("approver", "complete")
    assert hands.case.state == "completed"
    assert differences() == []


def test_a_wrong_password_signs_nothing_and_a_right_one_signs_the_text_that_was_read() -> None:
    hands = drawn_up()
    hands.do("manager", "send")
    answer = hands.sign("owner", "틀린 비밀번호")
    assert answer.status_code == 422
    assert not hands.case.present.signatures.exists()
    hands.sign("owner")
    assert [one.party for one in hands.case.present.signatures.all()] == ["demand"]
    again = hands.of("owner").get(reverse("vouchers:agreement_text", args=[hands.case.public_id, 1]))
    assert 'type="password"' not in again.content.decode()


def test_after_five_wrong_passwords_nothing_is_signed_for_a_while_even_with_the_right_one(settings: Any) -> None:
    settings.AXES_ENABLED = True
    hands = drawn_up()
    hands.do("manager", "send")
    for number in range(5):
        answer = hands.sign("owner", f"틀린 비밀번호 {number}")
    assert answer.status_code == 429
    assert hands.sign("owner").status_code == 429
    assert not hands.case.present.signatures.exists()
    assert hands.sign("seller").status_code == 302, "another person at the same address signs"
    AccessAttempt.objects.update(attempt_time=clock.now() - timedelta(minutes=31))
    assert hands.sign("owner").status_code == 302


def test_a_right_password_ends_the_count_of_wrong_ones(settings: Any) -> None:
    settings.AXES_ENABLED = True
    hands = drawn_up()
    hands.do("manager", "send")
    for number in range(4):
        assert hands.sign("seller", f"틀린 비밀번호 {number}").status_code == 422
    assert hands.sign("seller").status_code == 302
    assert not AccessAttempt.objects.exists()


def test_who_has_neither_password_nor_passkey_is_told_where_to_get_one() -> None:
    hands = drawn_up(make_user())
    hands.do("manager", "send")
    client = hands.of("owner")
    url = reverse("vouchers:agreement_text", args=[hands.case.public_id, 1])
    page = client.get(url).content.decode()
    assert 'type="password"' not in page and reverse("accounts:security") in page
    form = {"party": "demand", "content_hash": hands.case.present.content_hash}
    for typed in ({}, {"credential": "{}"}, {"credential": "[1]"}, {"credential": "no"}, {"password": make.PASSWORD}):
        assert client.post(url, form | typed).status_code == 422, typed
    assert not hands.case.present.signatures.exists()


def test_a_refused_order_keeps_what_was_typed_and_says_why() -> None:
    hands = in_force()
    typed = lines(make.item(hands.world.supplier, 9_000_000), title="너무 많은 자료", due_on=clock.today() + DUE)
    page = hands.refused("owner", "order", **typed)
    assert "너무 많은 자료" in page
    assert "바우처에 남은 금액" in page or "부족" in page
    assert not Order.objects.exists()


def test_a_delivery_comes_back_with_a_reason_and_its_files_are_for_those_concerned() -> None:
    hands = in_force()
    order = ordered(hands)
    hands.do("seller", "take", order)
    hands.do("seller", "deliver", order, note="초안입니다.", papers=engine.png("초안.png"))
    file = order.deliveries.get().files.get()
    url = reverse("files:download", args=[file.public_id])
    for who in ("owner", "seller", "manager", "finance", "auditor"):
        assert hands.of(who).get(url).status_code in {200, 302}, who
    stranger = Client()
    stranger.force_login(make_user())
    assert stranger.get(url).status_code in {403, 404}
    checked(hands, order, {order.lines.get().pk: "열 설명이 빠져 있습니다."})
    assert "열 설명이 빠져 있습니다." in hands.page("seller")
    order.refresh_from_db()
    assert order.state == "taken"


def test_the_supplier_is_offered_no_acceptance_and_may_take_none() -> None:
    hands = in_force()
    order = ordered(hands)
    hands.do("seller", "take", order)
    hands.do("seller", "deliver", order, note="자료", papers=engine.png())
    url = reverse("vouchers:do", args=[hands.case.public_id, "check", order.pk])
    assert url not in hands.page("seller")
    assert hands.of("seller").post(url).status_code == 403
    order.refresh_from_db()
    assert order.state == "delivered"


def test_an_amendment_is_asked_approved_signed_and_compared() -> None:
    hands = in_force()
    last = hands.case.present.last_day + timedelta(days=30)
    version = hands.case.present
    typed = {"last_day": last, "support": version.support, "cash": version.cash, "reason": "공급이 늦어집니다."}
    hands.do("owner", "amend", **typed)
    request = hands.case.amendment_requests.get()
    hands.do("approver", "approve_change", request)
    url = reverse("vouchers:agreement_text", args=[hands.case.public_id, 2])
    for who in ("owner", "seller", "approver"):
        form = hands.of(who).get(url).context["form"]
        assert hands.of(who).post(url, {**form.initial, "password": make.PASSWORD}).status_code == 302
    assert hands.case.version == 2
    compared = hands.of("owner").get(reverse("vouchers:compare_texts", args=[hands.case.public_id, 1, 2]))
    assert f"<ins>{last.isoformat()}</ins>" in compared.content.decode()


def test_people_supplier_period_and_sums_change_in_one_request_and_the_case_says_on_whom_it_waits() -> None:
    hands = in_force()
    other = suppliers.registered(make.with_password(make_user()), name="둘째데이터(가상)")
    number = other.organisation.registration_number
    last = hands.case.present.last_day + timedelta(days=10)
    typed = {
        "last_day": last, "support": 7_000_000, "cash": 800_000,
        "supplier": f"둘째데이터365 ({number})", "demand_representative": "새 대표", "demand_person": "김가상 과장",
        "supplier_representative": hands.case.present.parties["supplier"]["representative"],
        "reason": "공급기업이 폐업합니다.",
    }  # fmt: skip
    hands.do("owner", "amend", **typed, file=engine.png("폐업사실증명.png"))
    asked = AmendmentRequest.objects.get()
    assert set(asked.changes) == {"last_day", "support", "supplier", "people", "representatives"}
    for who in ("owner", "seller", "manager", "approver"):
        page = hands.page(who)
        assert (
            "협약 변경 요청이 승인 담당자의 결정을 기다리고" in page and "김가상 과장" in page and "7,000,000" in page
        )
        assert f"<dd>{last.year}. {last.month}. {last.day}.</dd>" in page
    paper = reverse("files:download", args=[asked.file.public_id])
    assert hands.of("seller").get(paper).status_code in {200, 302}
    hands.do("approver", "approve_change", asked)
    assert "변경 협약서에 서명할 차례입니다: 수요기업, 공급기업, 시" in hands.page("owner")
    text = AgreementVersion.objects.get(version=2)
    assert text.parties["supplier"]["name"] == "둘째데이터(가상)"
    assert text.parties["supplier"]["representative"] == other.organisation.representative
    assert text.parties["demand"]["representative"] == "새 대표"
    assert text.people == {"demand": "김가상 과장"}
    shown = hands.of("owner").get(reverse("vouchers:compare_texts", args=[hands.case.public_id, 1, 2])).content.decode()
    assert "수요기업 대표자" in shown and "수요기업 담당자" in shown


def test_a_text_names_nobody_new_whom_the_request_does_not_name() -> None:
    hands = in_force()
    organisation = hands.world.application.organisation
    assert organisation is not None
    change_organisation(hands.world.as_("owner"), organisation.pk, representative="아무도 모르게 바뀐 대표")
    version = hands.case.present
    typed = {"last_day": version.last_day + timedelta(days=1), "reason": "하루 늘립니다."}
    hands.do("owner", "amend", **typed)
    hands.do("approver", "approve_change", AmendmentRequest.objects.get())
    assert AgreementVersion.objects.get(version=2).parties == version.parties


def test_giving_up_before_the_start() -> None:
    hands = drawn_up()
    hands.do("owner", "give_up", reason="매장을 닫습니다.")
    assert hands.case.state == "given_up"
    assert "/do/" not in hands.page("owner")


def test_the_city_ends_an_agreement_early() -> None:
    hands = in_force()
    order = ordered(hands)
    hands.do("approver", "end_early", reason="수행을 중단했습니다.")
    order.refresh_from_db()
    assert (hands.case.state, order.state) == ("ended", "cancelled")


def test_another_cases_records_are_not_reached_through_ones_own() -> None:
    hands = in_force()
    other_world, other = make.issued(make.selected(call=hands.world.call))
    order = make.order(other_world, other)
    own = Agreement.objects.exclude(pk=other.agreement_id).get()
    url = reverse("vouchers:do", args=[own.public_id, "cancel", order.pk])
    assert hands.of("owner").post(url, {"reason": "남의 주문"}).status_code == 404


def test_more_orders_cost_no_more_statements(django_assert_max_num_queries: Any) -> None:
    hands = in_force()
    for number in range(6):
        order = ordered(hands, 100_000 + number)
        hands.do("seller", "take", order)
        hands.do("seller", "deliver", order, note="자료", papers=engine.png())
    url = reverse("vouchers:case", args=[hands.case.public_id])
    hands.of("manager").get(url)
    with django_assert_max_num_queries(62):
        hands.of("manager").get(url)


def test_lists_are_ones_own(django_assert_max_num_queries: Any) -> None:
    hands = in_force()
    number = hands.case.number
    for who in ("owner", "seller", "manager", "finance", "auditor"):
        hands.of(who).get(reverse("vouchers:cases"))
        with django_assert_max_num_queries(16):
            page = hands.of(who).get(reverse("vouchers:cases")).content.decode()
        assert number in page, who
    stranger = Client()
    stranger.force_login(make_user())
    assert number not in stranger.get(reverse("vouchers:cases")).content.decode()
    manager = Client()
    manager.force_login(make_user(Role.MANAGER))
    assert number not in manager.get(reverse("vouchers:cases")).content.decode()


def test_a_bad_line_in_the_banks_answer_takes_nothing() -> None:
    hands = in_force()
    accepted(hands)
    world = hands.world
    make.account(world)
    order = Order.objects.get()
    hands.do("seller", "invoice", order, number="2" * 24, issued_on=clock.today(), amount=1_000_000, tax="")
    hands.do("manager", "approve_payment", Payment.objects.get())
    run = make.prepare_run(world.as_("finance"), clock.today())
    make.release_run(world.as_("cashier"), run.pk)
    for content in ("지급번호,금액,결과,처리일\n1,가나다,정상,2026-05-04\n", "999999,5,정상,2026-05-04\n", ""):
        upload = SimpleUploadedFile("결과.csv", content.encode() or b" ", "text/csv")
        url = reverse("vouchers:change_run", args=[run.public_id, "answer"])
        assert hands.of("finance").post(url, {"file": upload}).status_code == 422
    assert Payment.objects.get().state == "released"
    assert Voucher.objects.count() == 1


def test_an_auditor_sees_everything_changes_nothing_and_leaves_a_trace() -> None:
    hands = in_force()
    page = hands.page("auditor")
    assert "/do/" not in page and hands.case.number in page
    line = AuditEntry.objects.filter(verb="audit_look").get()
    assert (line.actor_id, line.entity, line.entity_id) == (
        hands.world.office.auditor.pk, "vouchers.agreement", str(hands.case.pk),
    )  # fmt: skip
    assert "감사 열람" in hands.page("manager"), "and the office reads who looked"
    hands.page("owner")
    assert AuditEntry.objects.filter(verb="audit_look").count() == 1


def test_the_supplier_reads_its_orders_and_nothing_of_the_closing() -> None:
    make.interest_rate()
    hands = in_force()
    paid(hands)
    mend = clock.today() + timedelta(days=14)
    hands.do(
        "manager", "visit", visited_on=clock.today(), verdict="mend", findings="점검에서만 아는 말", mend_by=mend
    )  # fmt: skip
    hands.do("owner", "final")
    report = Report.objects.get()
    texts = dict.fromkeys(("summary", "results", "effect", "use", "lessons"), "보고서에서만 아는 말")
    hands.do("owner", "write", report, **texts, hand_in="1")
    hands.do("manager", "accept_report", report)
    hands.do("manager", "evaluate", outcome="success", reason="평가에서만 아는 말")
    hands.do("manager", "end_work")
    hands.do("owner", "settle")
    settlement = Settlement.objects.get()
    hands.do("owner", "evidence", settlement.lines.get(), papers=engine.png("이체.png"))
    hands.do("owner", "hand_in_settlement", settlement)
    hands.do("manager", "examine", settlement.lines.get(), disallowed=300_000, reason="정산에서만 아는 말")
    assert "정산에서만" not in hands.page("owner"), "the examination goes on"
    hands.do("manager", "end_examination", settlement)
    hands.do("approver", "confirm_settlement", settlement)
    own = hands.page("owner")
    assert "정산에서만" in own and "CB-" not in own, "a proposed clawback is nobody's yet"
    hands.do("approver", "claim", Clawback.objects.get())
    assert "CB-" in hands.page("owner")
    seller = hands.page("seller")
    for words in ("점검에서만", "보고서에서만", "평가에서만", "정산에서만", "CB-"):
        assert words not in seller, words
        assert words in hands.page("manager"), words
    assert "유동 인구 자료" in seller


def test_a_run_that_was_taken_apart_stays_to_be_read() -> None:
    hands = in_force()
    world = hands.world
    make.account(world)
    payment = make.requested(world, Voucher.objects.get())
    make.approve_payment(world.as_("manager"), payment.pk)
    run = make.prepare_run(world.as_("finance"), clock.today())
    url = reverse("vouchers:change_run", args=[run.public_id, "cancel"])
    answer = hands.of("cashier").post(url, {"reason": "날짜를 바꿉니다."}, follow=True)
    assert answer.status_code == 200 and run.number in answer.content.decode()
    page = hands.of("auditor").get(reverse("vouchers:payments")).content.decode()
    assert run.number in page


def test_an_account_holder_is_no_formula() -> None:
    hands = in_force()
    url = reverse("vouchers:accounts", args=[hands.world.supplier.pk])
    typed = {"bank": "가상은행", "number": "000-0000-0001", "holder": "=1+1", "copy": engine.png("통장.png")}
    assert hands.of("seller").post(url, typed).status_code == 422
    assert not hands.world.supplier.bank_accounts.exists()


def test_an_order_of_several_products_shows_what_is_left_and_a_changed_price_is_noticed() -> None:
    hands = in_force()
    supplier = hands.world.supplier
    first, second = make.item(supplier, 1_000_000), make.item(supplier, 250_000, "날씨", quantity=2)
    page = hands.page("owner")
    assert "바우처 잔액: <strong>8,000,000원</strong>" in page and "날씨 · 1식 250,000원" in page
    typed = lines(first, second, title="두 가지", due_on=clock.today() + DUE)
    assert second.product is not None
    set_price(hands.world.as_("seller"), second.product, 300_000, clock.today())
    refused = hands.refused("owner", "order", **typed)
    assert "두 가지" in refused and not Order.objects.exists()
    dear = Item("날씨", 2, 300_000, second.product)
    hands.do("owner", "order", **lines(first, dear, title="두 가지", due_on=clock.today() + DUE))
    order = Order.objects.get()
    assert [line.amount for line in order.lines.order_by("pk")] == [1_000_000, 600_000]
    assert "6,400,000원</strong>" in hands.page("owner")


def test_a_line_without_product_or_quantity_is_said_where_it_stands() -> None:
    hands = in_force()
    one = make.item(hands.world.supplier, 1_000_000)
    typed = lines(one, title="자료", due_on=clock.today() + DUE)
    assert "수량을 입력" in hands.refused("owner", "order", **typed | {"lines-0-quantity": ""})
    assert "주문할 수 없습니다" in hands.refused(
        "owner", "order", **typed | {"lines-0-product": "", "lines-0-quantity": ""}
    )
    assert hands.refused("owner", "order", **typed | {"lines-0-product": "1:1"})
    assert not Order.objects.exists()


def test_each_line_is_checked_on_the_page_and_the_supplier_reads_what_to_mend() -> None:
    hands = in_force()
    supplier = hands.world.supplier
    items = make.item(supplier, 1_000_000), make.item(supplier, 250_000, "날씨")
    hands.do("owner", "order", **lines(*items, title="두 가지", due_on=clock.today() + DUE))
    order = Order.objects.get()
    hands.do("seller", "take", order)
    hands.do("seller", "deliver", order, note="자료", papers=engine.png("자료.png"))
    first, second = order.lines.order_by("pk")
    unsaid = {f"line-{first.pk}": "accept", f"line-{second.pk}": "mend"}
    assert "보완할 내용을 적어" in hands.refused("owner", "check", order, **unsaid)
    assert hands.refused("owner", "check", order, **{f"line-{first.pk}": "accept"}), "every line gets an answer"
    checked(hands, order, {second.pk: "7월이 없습니다."})
    page = hands.page("seller")
    assert "일부 합격, 나머지 보완" in page and "날씨: 보완 필요 – 7월이 없습니다." in page
    hands.do("seller", "deliver", order, note="보완", papers=engine.png("보완.png"))
    page = hands.page("owner")
    assert "앞서 합격한 항목" in page and f'name="line-{first.pk}"' not in page
    checked(hands, order)
    order.refresh_from_db()
    assert order.state == "accepted"
