"""Voucher cases played from a seed, day by day, through the same actions as real life: from agreement to last won.

Every case is a generator that says when its next step is due; a queue in the order of time runs them side by side, and
the office's week (payments approved, run on Fridays, answered by the bank on Mondays) goes on beside them. The dice
decide who gives up, who is late, what is returned, disallowed and claimed back. A demonstration plays up to today, the
test of a whole year to its end.
"""

import heapq
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from random import Random

from accounts.actions.identity import prove_identity
from accounts.models import User
from kernel import clock
from kernel.actor import Actor, Channel
from programs.models import Application
from vouchers.actions.agreement import Drawn, draw_up_agreement, give_up_agreement, send_to_sign, sign
from vouchers.actions.amendment import Changes, approve_amendment, request_amendment
from vouchers.actions.clawback import claim, note_recovery, waive
from vouchers.actions.invoice import confirm_bank_account, enter_bank_account
from vouchers.actions.payment import approve_payment, prepare_run, read_bank_answer, release_run
from vouchers.actions.refund import note_refund, prepare_refund, release_refund
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
from vouchers.actions.voucher import confirm_deposit, give_up_unpaid, issue_voucher
from vouchers.models import Payment, PaymentRun, Settlement, SettlementLine, Supplier
from vouchers.own_share import cost_split
from vouchers.queries.agreement import still_open, to_give_back
from vouchers.queries.clawback import owed
from vouchers.rules.answer_file import BankLine
from vouchers.year_work import DAY, Cast, Game, Steps, Work, at

MONDAY, FRIDAY = 0, 4
SYSTEM = Actor.system("demo", Channel.COMMAND)
REPORT = {
    "summary": "유동 인구와 매출 자료를 매장 재고와 맞추어 하루 준비량을 정했습니다.",
    "results": "세 달 동안 하루 준비량을 자료에 따라 정하고 결과를 매일 적었습니다.",
    "effect": "폐기량이 30% 줄고 품절이 절반으로 줄었습니다.",
    "use": "매일 아침 담당 직원이 자료를 보고 준비량을 정합니다.",
    "lessons": "비 오는 날의 예측은 아직 부족해 날씨 자료를 더 쓰려고 합니다.",
}


@dataclass
class Year(Game):
    """Cases being played side by side."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._queue: list[tuple[datetime, int, Steps]] = []
        self._numbers = count()

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
            yield at(today + DAY, 18)
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


class Case(Work):
    """One case from the decision to its end."""

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
        there = User.objects.filter(memberships__organisation=supplier.organisation, memberships__left_at=None)
        return there.order_by("pk")[0]

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
        number, holder, copy = f"000-0000-{supplier.pk:04d}", supplier.organisation.name, self.game.paper(self.seller)
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
            attach_evidence(self.by(self.owner), line.pk, [self.game.paper(self.owner)])
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
        self.give_back()
        complete_case(self.by(self.cast.approver), self.agreement.pk)
        self.note("completed")

    def disallowed(self, line: SettlementLine) -> int:
        return line.amount * self.dice.randint(1, 50) // 100 if self.dice.random() < 0.12 else 0

    def give_back(self) -> None:
        """What the business paid in and was never used goes back to it."""
        due = to_give_back(self.agreement)
        if due:
            refund = prepare_refund(self.by(self.cast.finance), self.agreement.pk, due)
            release_refund(self.by(self.cast.cashier), refund.pk)
            note_refund(self.by(self.cast.finance), refund.pk, clock.today(), f"반환-{self.agreement.number}")
            self.note("contributions given back")

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
                    waive(self.by(self.cast.chief), clawback.pk, "폐업으로 더 받을 수 없습니다.")
                    self.note("rests waived")
                    break
                reference = f"환수-{clawback.number}-{part + 1}"
                note_recovery(self.by(self.cast.finance), clawback.pk, won, clock.today(), reference)
                yield self.later(1, 20)


__all__ = ["Cast", "Year"]
