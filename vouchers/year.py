"""Voucher cases played from a seed, day by day, through the same actions as real life: from agreement to last won.

Every case is a generator that says when its next step is due; a queue in the order of time runs them side by side, and
the office's week (payments approved, run on Fridays, answered by the bank on Mondays) goes on beside them. The dice
decide who gives up, who is late, what is returned, disallowed and claimed back. A demonstration plays up to today, the
test of a whole year to its end.
"""

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actions.identity import prove_identity
from accounts.models import User
from files.actions import store
from files.models import StoredFile
from kernel import clock
from kernel.actor import Actor, Channel
from programs.models import Application
from vouchers.actions.acceptance import answer_delivery
from vouchers.actions.agreement import Drawn, draw_up_agreement, give_up_agreement, send_to_sign, sign
from vouchers.actions.amendment import Changes, approve_amendment, request_amendment
from vouchers.actions.clawback import claim, note_recovery, waive
from vouchers.actions.invoice import confirm_bank_account, enter_bank_account, enter_invoice, void_invoice
from vouchers.actions.order import OrderText, cancel_order, deliver, place_order, take_order
from vouchers.actions.payment import approve_payment, prepare_run, read_bank_answer, release_run
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
    examine_line,
    examine_settlement,
    hand_in_settlement,
    return_settlement,
)
from vouchers.actions.supplier import ProductText, add_product, set_price
from vouchers.actions.voucher import confirm_deposit, give_up_unpaid, issue_voucher
from vouchers.models import Agreement, Order, Payment, PaymentRun, Settlement, SettlementLine, Supplier
from vouchers.own_share import cost_split
from vouchers.queries.agreement import still_open
from vouchers.queries.clawback import owed
from vouchers.queries.ledger import free
from vouchers.queries.work import to_invoice
from vouchers.rules.answer_file import BankLine
from vouchers.rules.work import Item, takes_own_lines

DAY = timedelta(days=1)
MONDAY, FRIDAY = 0, 4
SYSTEM = Actor.system("demo", Channel.COMMAND)
REPORT = {
    "summary": "유동 인구와 매출 자료를 매장 재고와 맞추어 하루 준비량을 정했습니다.",
    "results": "세 달 동안 하루 준비량을 자료에 따라 정하고 결과를 매일 적었습니다.",
    "effect": "폐기량이 30% 줄고 품절이 절반으로 줄었습니다.",
    "use": "매일 아침 담당 직원이 자료를 보고 준비량을 정합니다.",
    "lessons": "비 오는 날의 예측은 아직 부족해 날씨 자료를 더 쓰려고 합니다.",
}
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
PAPER += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
PAPER += b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\n"
PAPER += b"startxref\n164\n%%EOF\n"
Steps = Iterator[datetime]


@dataclass(frozen=True)
class Cast:
    """Who plays the office; everybody signs with ``password``, the companies too."""

    manager: User
    approver: User
    finance: User
    cashier: User
    password: str


@dataclass
class Year:
    """Cases being played. ``until`` ends the game, ``tally`` counts what happened."""

    seed: int
    cast: Cast
    until: datetime
    tally: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._queue: list[tuple[datetime, int, Steps]] = []
        self._numbers = count()
        self._papers: dict[int, StoredFile] = {}

    def dice(self, name: object) -> Random:
        return Random(f"{self.seed}:{name}")  # noqa: S311  a repeatable game, not a secret

    def play(self, applications: list[Application], first: datetime) -> Counter[str]:
        """Plays all cases from the agreement on, the first at nine o'clock of ``first``."""
        for application in applications:
            dice = self.dice(application.name)  # keys and numbers go on counting from one game to the next
            self._add(first + dice.randrange(10) * DAY, Case(self, application, dice).steps())
        self._add(first, self._office())
        while self._queue:
            moment, _number, steps = heapq.heappop(self._queue)
            if moment > self.until:
                break
            with clock.at(moment):
                following = next(steps, None)
            if following is not None:
                self._add(following, steps)
        return self.tally

    def _add(self, moment: datetime, steps: Steps) -> None:
        heapq.heappush(self._queue, (moment, next(self._numbers), steps))

    def person(self, user: User) -> Actor:
        return Actor.person(user, Channel.COMMAND)

    def paper(self, user: User) -> StoredFile:
        """One made-up file of each person."""
        if user.pk not in self._papers:
            upload = SimpleUploadedFile("증빙(시연용).pdf", PAPER, "application/pdf")
            self._papers[user.pk] = store(self.person(user), upload)
        return self._papers[user.pk]

    # -- the office's week -------------------------------------------------------------------------------------

    def _office(self) -> Steps:
        """Every working day at six in the evening, as long as cases go on."""
        dice = self.dice("office")
        while True:
            give_up_unpaid(SYSTEM)
            today = clock.today()
            if today.weekday() == FRIDAY:
                self._pay(today)
            if today.weekday() == MONDAY:
                self._read_answers(dice, today)
            yield _at(today + DAY, 18)
            if not self._queue:
                return

    def _pay(self, today: date) -> None:
        manager, finance, cashier = self.cast.manager, self.cast.finance, self.cast.cashier
        waiting = Payment.objects.filter(state__in=["requested", "failed"]).order_by("pk")
        for key in waiting.values_list("pk", flat=True):
            approve_payment(self.person(manager), key)
        if Payment.objects.filter(state="approved", run=None).exists():
            run = prepare_run(self.person(finance), today)
            release_run(self.person(cashier), run.pk)
            self.tally["runs"] += 1

    def _read_answers(self, dice: Random, today: date) -> None:
        for run in PaymentRun.objects.filter(state="released").order_by("pk"):
            lines = []
            for row, one in enumerate(run.payments.order_by("pk"), 2):
                well = dice.random() > 0.03
                lines.append(BankLine(row, one.pk, one.amount, well, today, "" if well else "계좌 해지"))
                self.tally["paid" if well else "sent back by the bank"] += 1
            read_bank_answer(self.person(self.cast.finance), run.pk, lines)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return clock.seoul(day.year, day.month, day.day, hour, minute)


class Case:
    """One case from the decision to its end."""

    def __init__(self, year: Year, application: Application, dice: Random) -> None:
        self.year, self.application, self.dice = year, application, dice
        self.parts = year.dice(f"{application.name} in parts")
        self.cast = year.cast
        self.owner = application.user
        self.fate = dice.choices(
            ("plain", "amended", "broken off", "unpaid", "given up"), (80, 8, 4, 3, 5)
        )[0]  # fmt: skip

    def later(self, least: int, most: int) -> datetime:
        """A moment in working hours some days on."""
        day = clock.today() + self.dice.randint(least, most) * DAY
        return _at(day, self.dice.randint(9, 17), self.dice.randrange(60))

    def by(self, user: User) -> Actor:
        return self.year.person(user)

    def note(self, what: str) -> None:
        self.year.tally[what] += 1

    def steps(self) -> Steps:
        yield from self.agree()
        if self.fate == "given up":
            give_up_agreement(self.by(self.owner), self.agreement.pk, "매장 사정으로 사업을 하지 못하게 되었습니다.")
            self.note("given up")
            return
        if self.fate == "unpaid" and still_open(self.present):
            self.note("contribution not paid in")
            return
        yield from self.receive_voucher()
        if self.fate == "amended":
            yield from self.amend()
        yield from self.work()
        yield from self.finish()
        yield from self.settle()

    # -- agreement and voucher ---------------------------------------------------------------------------------

    @property
    def present(self) -> Agreement:
        return Agreement.objects.get(pk=self.agreement.pk)

    def agree(self) -> Steps:
        divided, amount = cost_split(self.application), self.application.decision.amount
        if divided is None or not amount:
            raise ValueError(f"{self.application} has no sum")
        today = clock.today()
        in_kind = divided.in_kind if amount == divided.support else 0
        drawn = Drawn(
            first_day=today,
            last_day=today + 200 * DAY,
            deposit_due=today + 21 * DAY,
            support=amount,
            cash=divided.cost - amount - in_kind,
            in_kind=in_kind,
        )
        self.agreement = draw_up_agreement(self.by(self.cast.manager), self.application.pk, drawn)
        self.note("agreements")
        yield self.later(1, 2)
        send_to_sign(self.by(self.cast.manager), self.agreement.pk)
        yield from self.all_sign(self.agreement.version)

    def all_sign(self, number: int) -> Steps:
        text = self.agreement.versions.get(version=number)
        self.seller = self.member(self.present.supplier)
        for party, user in (("demand", self.owner), ("supplier", self.seller), ("city", self.cast.approver)):
            yield self.later(1, 3)
            actor = self.by(user)
            proof = prove_identity(actor, self.cast.password)
            sign(actor, self.agreement.pk, number, party, text.content_hash, proof)

    def member(self, supplier: Supplier | None) -> User:
        if supplier is None:
            raise ValueError(f"{self.agreement} has no supplier")
        return User.objects.filter(memberships__organisation=supplier.organisation, memberships__left_at=None).first()  # type: ignore[return-value]

    def receive_voucher(self) -> Steps:
        yield self.later(1, 7)
        parts = self.dice.choice((1, 1, 1, 2))
        open_sum = still_open(self.present)
        for part in range(parts if open_sum else 0):
            won = open_sum // parts if part + 1 < parts else still_open(self.present)
            reference = f"입금-{self.agreement.number}-{part + 1}"
            confirm_deposit(self.by(self.cast.finance), self.agreement.pk, won, clock.today(), reference)
            yield self.later(1, 2)
        self.voucher = issue_voucher(self.by(self.cast.manager), self.agreement.pk)
        self.note("vouchers")
        self.open_account()
        yield self.later(1, 5)

    def open_account(self) -> None:
        supplier = self.voucher.agreement.supplier
        if supplier is None or supplier.bank_accounts.exists():
            return
        number, holder, copy = f"000-0000-{supplier.pk:04d}", supplier.organisation.name, self.year.paper(self.seller)
        entered = enter_bank_account(self.by(self.seller), supplier.pk, "가상은행", number, holder, copy)
        confirm_bank_account(self.by(self.cast.finance), entered.pk, number)

    def amend(self) -> Steps:
        """The period grows by a month."""
        last = self.present.present.last_day
        changes = Changes(last_day=last + 30 * DAY)
        request = request_amendment(self.by(self.owner), self.agreement.pk, changes, "공급이 늦어져 기간을 늘립니다.")
        yield self.later(1, 3)
        approved = approve_amendment(self.by(self.cast.approver), request.pk)
        if approved.version is None:
            raise ValueError(f"{approved} has no text")
        yield from self.all_sign(approved.version.version)
        self.note("amendments")

    # -- orders ------------------------------------------------------------------------------------------------

    def work(self) -> Steps:
        orders = self.dice.choice((1, 1, 2, 3))
        for number in range(orders):
            left = free(self.voucher).total
            last = number + 1 == orders
            won = left if last and self.dice.random() < 0.6 else left * self.dice.randint(3, 9) // 10
            if won < 1000:
                break
            yield from self.one_order(won)
            if self.fate == "broken off":
                break

    def one_order(self, won: int) -> Steps:
        text = self.order_text(won)
        order = place_order(self.by(self.owner), self.agreement.pk, text)
        self.note("orders")
        yield self.later(1, 3)
        if self.dice.random() < 0.04:
            cancel_order(self.by(self.seller), order.pk, "해당 자료의 판매가 끝났습니다.")
            self.note("orders cancelled")
            return
        take_order(self.by(self.seller), order.pk)
        if len(text.items) > 1:
            yield from self.first_part(order)
            if self.parts.random() < 0.2:
                cancel_order(self.by(self.owner), order.pk, "2차분은 다른 자료로 갈음하였습니다.")
                self.note("rests cancelled")
                yield from self.paid(order)
                return
        yield from self.all_that_is_open(order)
        yield from self.invoice(order, 0)
        yield from self.paid(order)

    def order_text(self, won: int) -> OrderText:
        """One line, or two that are delivered one after the other."""
        title = str(self.application.answers.get("data") or "데이터")[:80]
        due = min(clock.today() + 30 * DAY, self.present.present.last_day)
        first = won * self.parts.randint(3, 7) // 10 if self.parts.random() < 0.2 else won
        sums = {title: first, f"{title[:70]} 2차분": won - first}
        items = tuple(Item(name, 1, one, self.listed(name, one)) for name, one in sums.items() if one)
        return OrderText(title, items, due)

    def all_that_is_open(self, order: Order) -> Steps:
        accepted = False
        while not accepted:
            yield from self.hand_over(order)
            accepted = self.dice.random() > 0.1
            answer_delivery(
                self.by(self.owner), order.pk, accepted=accepted, reason="" if accepted else "열 설명이 빠져 있습니다."
            )
            self.note("deliveries accepted" if accepted else "deliveries returned")

    def hand_over(self, order: Order) -> Steps:
        yield self.later(5, 20)
        deliver(self.by(self.seller), order.pk, "주문하신 자료와 설명서입니다.", [self.year.paper(self.seller)])
        yield self.later(1, 5)

    def first_part(self, order: Order) -> Steps:
        """The last line is sent back; the rest is accepted for good, invoiced and paid meanwhile."""
        yield from self.hand_over(order)
        mend = {order.lines.latest("pk").pk: "9월분이 빠져 있습니다."}
        answer_delivery(self.by(self.owner), order.pk, accepted=False, mend=mend)
        self.note("deliveries accepted in part")
        yield from self.invoice(order, 1)
        self.note("parts invoiced")

    def listed(self, title: str, won: int) -> int | None:
        """What is bought stands in the supplier's register with its price; work is ordered in words."""
        supplier = self.present.supplier
        if takes_own_lines(self.agreement.track) or supplier is None:
            return None
        there = supplier.products.filter(name=title, active=True).first()
        if there is not None:
            set_price(self.by(self.seller), there.pk, won, clock.today())
            return there.pk
        text = ProductText(kind=supplier.kinds[0], name=title, unit="1식")
        return add_product(self.by(self.seller), supplier.pk, text, won, clock.today()).pk

    def invoice(self, order: Order, serial: int) -> Steps:
        """Over all that was accepted and stands on no invoice; now and then withdrawn and written anew."""
        yield self.later(1, 4)
        won = to_invoice(Order.objects.get(pk=order.pk)).total
        number = f"2026{serial:04d}{order.pk:016d}"
        asked = enter_invoice(self.by(self.seller), order.pk, number, clock.today(), won, won // 11)
        if self.dice.random() < 0.05:
            void_invoice(self.by(self.seller), asked.invoice_id, "작성일을 잘못 적었습니다.")
            self.note("invoices withdrawn")
            yield self.later(1, 2)
            enter_invoice(self.by(self.seller), order.pk, "R" + number[1:], clock.today(), won)

    def paid(self, order: Order) -> Steps:
        while Order.objects.get(pk=order.pk).state != "paid":
            yield _at(clock.today() + 2 * DAY, 11)

    # -- the end -----------------------------------------------------------------------------------------------

    def finish(self) -> Steps:
        yield self.later(10, 30)
        manager = self.by(self.cast.manager)
        if self.fate == "broken off":
            end_agreement(self.by(self.cast.approver), self.agreement.pk, "사업 수행을 중단하였습니다.")
            self.note("broken off")
            return
        if self.dice.random() < 0.2:
            visit = Visit(clock.today(), "good", "데이터를 매일 쓰고 있음을 확인했습니다.")
            note_site_check(manager, self.agreement.pk, visit)
            self.note("visits")
        report = begin_report(self.by(self.owner), self.agreement.pk, "final")
        save_report(self.by(self.owner), report.pk, REPORT, {})
        hand_in_report(self.by(self.owner), report.pk)
        yield self.later(2, 8)
        answer_report(manager, report.pk, accepted=True)
        evaluate(manager, self.agreement.pk, self.dice.choice(("success", "success", "outstanding")), "계획대로 수행")
        end_work(manager, self.agreement.pk)
        yield self.later(1, 5)

    def settle(self) -> Steps:
        settlement = begin_settlement(self.by(self.owner), self.agreement.pk)
        for line in settlement.lines.order_by("pk"):
            attach_evidence(self.by(self.owner), line.pk, [self.year.paper(self.owner)])
        hand_in_settlement(self.by(self.owner), settlement.pk)
        yield self.later(1, 6)
        manager = self.by(self.cast.manager)
        if self.dice.random() < 0.1:
            return_settlement(manager, settlement.pk, "이체 확인증을 덧붙여 주십시오.")
            yield self.later(2, 6)
            hand_in_settlement(self.by(self.owner), settlement.pk)
            self.note("settlements returned")
        for line in settlement.lines.order_by("pk"):
            won = self.disallowed(line)
            examine_line(manager, line.pk, won, "과업과 무관한 항목입니다." if won else "")
        examine_settlement(manager, settlement.pk)
        yield self.later(1, 4)
        confirm_settlement(self.by(self.cast.approver), settlement.pk)
        self.note("settlements")
        yield from self.pay_back(settlement)
        complete_case(self.by(self.cast.approver), self.agreement.pk)
        self.note("completed")

    def disallowed(self, line: SettlementLine) -> int:
        return line.amount * self.dice.randint(1, 50) // 100 if self.dice.random() < 0.12 else 0

    def pay_back(self, settlement: Settlement) -> Steps:
        """Most pay back in one or two parts; now and then the rest is waived."""
        for clawback in settlement.agreement.clawbacks.order_by("pk"):
            self.note("clawbacks")
            yield self.later(1, 3)
            claim(self.by(self.cast.approver), clawback.pk)
            yield self.later(5, 25)
            parts = self.dice.choice((1, 1, 2))
            for part in range(parts):
                rest = owed(clawback, clock.today()).total
                won = rest if part + 1 == parts else max(1, rest // 3)
                if part and self.dice.random() < 0.2:
                    waive(self.by(self.cast.approver), clawback.pk, "폐업으로 더 받을 수 없습니다.")
                    self.note("rests waived")
                    break
                reference = f"환수-{clawback.number}-{part + 1}"
                note_recovery(self.by(self.cast.finance), clawback.pk, won, clock.today(), reference)
                yield self.later(1, 20)


__all__ = ["Cast", "Year"]
